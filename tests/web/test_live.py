"""The stream: says that something has come in, and ends when the server does."""

from __future__ import annotations

import threading
import time

import pytest

from monitor.web import server


def lines(answer):
    return (line for line in answer.iter_lines(decode_unicode=True) if line)


def test_a_page_that_listens_is_told_when_something_comes_in(serve, room, newsroom):
    page = serve(room)
    with page.get("/live", stream=True) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["content-security-policy"]
        said = lines(answer)
        assert next(said) == "retry: 3000"
        assert next(said) == "event: hello"
        next(said)
        timer = threading.Timer(
            0.1, room.arrive, [newsroom.report(1, "Tidewater Gazette", "Storm Vega ebbs")]
        )
        timer.start()
        assert next(said) == "event: news"
        timer.join()


def test_streams_end_at_once_when_the_server_stops(serve, room):
    page = serve(room)
    with page.get("/live", stream=True) as answer:
        said = lines(answer)
        next(said)
        started = time.monotonic()
        page.server.stop()
        assert time.monotonic() - started < 2
        assert [line for line in said if line.startswith("event: news")] == []


def test_more_pages_than_are_good_for_it_are_told_to_do_without(serve, room, monkeypatch):
    monkeypatch.setattr(server, "LISTENERS", 1)
    page = serve(room)
    with page.get("/live", stream=True) as answer:
        said = lines(answer)
        next(said)
        assert page.get("/live").status_code == 503
        said.close()


def test_it_waits_for_a_database_that_isnt_there_yet(serve, make_room):
    room = make_room(is_empty=True)
    page = serve(room, can_write=False)
    room.close()
    room.config.database.unlink()
    with page.get("/live", stream=True) as answer:
        assert next(lines(answer)) == "retry: 3000"


@pytest.mark.parametrize("path", ["/", "/api/matches"])
def test_listeners_take_no_thread_from_others(serve, room, path):
    page = serve(room)
    answers = [page.get("/live", stream=True) for _ in range(8)]
    try:
        said = [lines(answer) for answer in answers]
        for each in said:
            next(each)
        assert page.get(path).status_code == 200
    finally:
        for answer in answers:
            answer.close()
