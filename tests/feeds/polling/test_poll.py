"""Polls from request to outcome, and many of them at once."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import psutil
import pytest

from monitor.feeds.http.connection import Connections
from monitor.feeds.limits import Limits
from monitor.feeds.parsing.sandbox import KilledError, Sandbox
from monitor.feeds.parsing.source import parse_source
from monitor.feeds.polling.pace import LEAST, Pace
from monitor.feeds.polling.poll import open_poller, poll
from monitor.feeds.polling.poller import WAITING, Poller
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import (
    Failed,
    FailureKind,
    Hop,
    Parsed,
    PollRequest,
    Unchanged,
)
from tests.feeds.polling.batch import poll_batch

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def rss(*titles, built="10:00"):
    items = "".join(f"<item><guid>{title}</guid><title>{title}</title></item>" for title in titles)
    return (
        f"<rss version='2.0'><channel><title>News</title>"
        f"<lastBuildDate>Sun, 22 Nov 2026 {built}:00 GMT</lastBuildDate>{items}</channel></rss>"
    )


@pytest.fixture
def connections():
    with Connections() as opened:
        yield opened


@pytest.fixture
def poll_once(feed_server, connections):
    def poll_once(path, *, parse=parse_source, **details):
        request = feed_server.request(path, **details)
        return poll(request, now=NOW, connections=connections, parse=parse)

    return poll_once


# One poll


def test_a_first_poll_brings_items_and_what_the_next_one_needs(feed_server, poll_once):
    url = feed_server.publish(
        "/feed", rss("One", "Two"), etag='"1"', headers={"Cache-Control": "max-age=600"}
    )
    outcome = poll_once("/feed", source="The Paper", lang="en", tags=("tech",))
    assert isinstance(outcome, Parsed)
    assert (outcome.url, outcome.title, outcome.status) == (url, "News", 200)
    assert [item.title for item in outcome.items] == ["One", "Two"]
    first = outcome.items[0]
    assert (first.feed, first.source, first.lang, first.tags) == (url, "The Paper", "en", ("tech",))
    assert outcome.validators == Validators('"1"')
    assert outcome.min_interval == timedelta(minutes=10)
    assert outcome.size == len(rss("One", "Two"))
    assert outcome.body_hash
    assert outcome.elapsed > 0


def test_a_304_is_unchanged_and_nothing_is_parsed(feed_server, poll_once):
    feed_server.publish("/feed", rss("One"), etag='"1"')
    outcome = poll_once("/feed", validators=Validators('"1"'), body_hash="known", parse=None)
    assert outcome == Unchanged(
        url=feed_server.url("/feed"),
        validators=Validators('"1"'),
        body_hash="known",
        status=304,
        elapsed=outcome.elapsed,
    )


def test_the_same_body_under_a_new_etag_is_unchanged_and_not_parsed(feed_server, poll_once):
    feed_server.publish("/feed", rss("One"), etag='"1"')
    known = poll_once("/feed").body_hash
    feed_server.publish("/feed", rss("One", built="10:05"), etag='"2"')
    outcome = poll_once("/feed", body_hash=known, validators=Validators('"1"'), parse=None)
    assert isinstance(outcome, Unchanged)
    assert (outcome.status, outcome.validators) == (200, Validators('"2"'))
    assert outcome.body_hash == known


def test_a_changed_body_is_parsed_though_the_etag_is_the_same(feed_server, poll_once):
    feed_server.publish("/feed", rss("One"))
    known = poll_once("/feed").body_hash
    feed_server.publish("/feed", rss("One", "Two"))
    outcome = poll_once("/feed", body_hash=known)
    assert len(outcome.items) == 2
    assert outcome.body_hash != known


def test_what_a_body_before_held_is_not_parsed_again(feed_server, poll_once):
    feed_server.publish("/feed", rss("One", "Two"))
    seen = poll_once("/feed").seen
    feed_server.publish("/feed", rss("Three", "One", "Two"))
    second = poll_once("/feed", seen=seen)
    assert [item.title for item in second.items] == ["Three"]
    assert second.unchanged_items == 2


def test_an_unchanged_feed_that_moved_says_so(feed_server, poll_once):
    new = feed_server.publish("/new", rss("One"), etag='"1"')
    feed_server.redirect("/old", to="/new", status=301)
    known = poll_once("/old").body_hash
    assert poll_once("/old", body_hash=known).moved_to == new
    assert poll_once("/old", validators=Validators('"1"')).moved_to == new


def test_the_feeds_own_ttl_counts_like_its_cache_headers(feed_server, poll_once):
    feed_server.publish("/feed", rss("One").replace("<item>", "<ttl>30</ttl><item>"))
    assert poll_once("/feed").min_interval == timedelta(minutes=30)


def test_a_failed_fetch_is_a_failed_poll(feed_server, poll_once):
    assert poll_once("/missing").kind == FailureKind.CLIENT_ERROR


def test_an_empty_body_is_no_feed_and_the_next_one_is_asked_for_in_full(feed_server, poll_once):
    feed_server.answer("/feed", headers={"ETag": '"1"'})
    outcome = poll_once("/feed")
    assert isinstance(outcome, Failed)
    assert "empty" in outcome.message
    feed_server.publish("/feed", rss("One"))
    assert [item.title for item in poll_once("/feed").items] == ["One"]


def test_what_is_no_feed_is_malformed_with_the_reason(feed_server, poll_once):
    feed_server.publish("/page", "<!DOCTYPE html><html><body>Hello</body></html>")
    outcome = poll_once("/page")
    assert (outcome.kind, outcome.status) == (FailureKind.MALFORMED, 200)
    assert "web page" in outcome.message


def test_a_document_that_had_to_be_killed_is_quarantined(feed_server, poll_once):
    feed_server.publish("/feed", rss("One"))

    def kill(*args, **kwargs):
        raise KilledError("reading it takes more than 5 s of computing")

    outcome = poll_once("/feed", parse=kill)
    assert outcome.kind == FailureKind.QUARANTINED
    assert outcome.message.startswith("reading it takes more than 5 s of computing; ")


def test_a_document_too_large_for_the_memory_is_quarantined_too(feed_server, poll_once):
    feed_server.publish("/feed", rss("One"))

    def burst(*args, **kwargs):
        raise MemoryError

    outcome = poll_once("/feed", parse=burst)
    assert outcome.kind == FailureKind.QUARANTINED
    assert outcome.message.startswith("reading it takes more memory than there is; ")


def test_a_mistake_of_ours_fails_one_poll_and_tells_no_secret(feed_server, poll_once, caplog):
    url = feed_server.publish("/feed", rss("One")).replace("://", "://user:CANARY@")

    def stumble(*args, **kwargs):
        raise LookupError(url)

    outcome = poll_once("/feed?key=CANARY", parse=stumble)
    assert outcome.kind == FailureKind.MALFORMED
    assert "failed on it" in outcome.message
    assert "stumble" in caplog.text
    assert "CANARY" not in caplog.text + outcome.message


def test_a_file_is_polled_and_recognised_when_it_is_the_same(tmp_path, connections):
    path = tmp_path / "feed.xml"
    path.write_text(rss("One"))
    request = PollRequest(url="feed.xml", path=path)
    first = poll(request, now=NOW, connections=connections)
    assert ([item.feed for item in first.items], first.status) == (["feed.xml"], None)
    again = poll(replace(request, body_hash=first.body_hash), now=NOW, connections=connections)
    assert isinstance(again, Unchanged)
    assert again.status is None


# Many polls


def test_a_batch_brings_each_feeds_outcome_once(feed_server):
    requests = []
    for number in range(20):
        feed_server.publish(f"/{number}", rss(f"Item {number}"))
        requests.append(feed_server.request(f"/{number}"))
    feed_server.answer("/5", status=500)
    with open_poller(gap=0, parsers=1, clock=lambda: NOW) as poller:
        outcomes = list(poll_batch(requests, poller=poller))
    assert sorted(o.url for o in outcomes) == sorted(request.url for request in requests)
    assert [o.url for o in outcomes if isinstance(o, Failed)] == [feed_server.url("/5")]


def test_hung_feeds_do_not_delay_healthy_ones(feed_server):
    """Two feeds hang until their deadline, on hosts of their own; the others are long done."""
    feed_server.hang("/hang")
    feed_server.publish("/fine", rss("One"))
    names = frozenset(f"{n}.example" for n in range(20))

    def request(host, path):
        return PollRequest(
            url=feed_server.url(path, host=host),
            allow_private=names,
            limits=Limits(total=1.5, read=1.5),
        )

    hung = [request("0.example", "/hang"), request("1.example", "/hang")]
    healthy = [request(f"{n}.example", "/fine") for n in range(2, 20)]
    began = time.monotonic()
    with open_poller(resolve=lambda *_: ["127.0.0.1"], parsers=0) as poller:
        outcomes = [
            (o, time.monotonic() - began) for o in poll_batch(hung + healthy, poller=poller)
        ]
    kinds = [type(outcome) for outcome, _ in outcomes]
    assert kinds == [Parsed] * 18 + [Failed] * 2
    assert outcomes[17][1] < 1.5 <= outcomes[18][1]


def test_a_slow_feed_leaves_its_host_a_second_connection(feed_server):
    feed_server.hang("/hang")
    feed_server.publish("/fine", rss("One"))
    limits = Limits(total=0.8)
    requests = [
        feed_server.request("/hang", limits=limits),
        *(replace(feed_server.request("/fine"), source=str(n)) for n in range(5)),
    ]
    with open_poller(gap=0, parsers=0) as poller:
        outcomes = list(poll_batch(requests, poller=poller))
    assert [type(outcome) for outcome in outcomes] == [Parsed] * 5 + [Failed]


def test_starts_at_one_host_keep_their_distance_and_number(feed_server):
    lock, running, most = threading.Lock(), 0, 0

    def slow(handler):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        feed_server.stopping.wait(0.2)
        with lock:
            running -= 1
        handler.send(rss("One").encode(), 200, {})

    feed_server.answers["/slow"] = slow
    began = time.monotonic()
    with open_poller(gap=0.15, per_host=2, parsers=0) as poller:
        requests = [feed_server.request("/slow")] * 3
        batches = [poll_batch(requests, poller=poller) for _ in range(2)]  # share the host's lane
        outcomes = [outcome for batch in batches for outcome in batch]
    assert [type(outcome) for outcome in outcomes] == [Parsed] * 6
    assert most == 2
    assert time.monotonic() - began >= 5 * 0.15 + 0.2


def test_an_adopted_redirect_counts_for_the_host_that_is_asked():
    asked = []
    poller = Poller(asked.append, per_host=1, gap=60)
    requests = [
        PollRequest(url="http://a.example/", fetch_url="http://c.example/1"),
        PollRequest(url="http://b.example/", fetch_url="http://C.example./2"),
        PollRequest(url="http://a.example/"),
    ]
    futures = [poller.submit(request) for request in requests]
    futures[0].result(5)
    futures[2].result(5)
    poller.close()
    assert futures[1].cancelled()
    assert asked == [requests[0], requests[2]]


def test_a_redirect_to_another_host_waits_for_its_turn_there(feed_server):
    """Six feeds on hosts of their own all lead to one, which is asked like any other."""
    names = frozenset(f"{n}.example" for n in range(6)) | {"all.example"}
    arrivals, lock = [], threading.Lock()

    def note(handler):
        with lock:
            arrivals.append(time.monotonic())
        handler.send(rss("One").encode(), 200, {})

    feed_server.answers["/new"] = note
    feed_server.redirect("/old", to=feed_server.url("/new", host="all.example"), status=301)
    requests = [
        replace(
            feed_server.request("/old", allow_private=names),
            url=feed_server.url("/old", host=f"{n}.example"),
        )
        for n in range(6)
    ]
    with open_poller(gap=0.15, parsers=0, resolve=lambda *_: ["127.0.0.1"]) as poller:
        outcomes = list(poll_batch(requests, poller=poller))
    assert sorted(outcome.url for outcome in outcomes) == [request.url for request in requests]
    assert {outcome.moved_to for outcome in outcomes} == {
        feed_server.url("/new", host="all.example")
    }
    # Each arrives a little after its start: the last may be late itself, none may be early.
    assert arrivals[-1] - arrivals[0] >= 5 * 0.15 - 0.1
    assert feed_server.asked("/old") == 6


class Inline(Executor):
    """Runs each call where it is submitted; the first of them become these futures."""

    def __init__(self, *first):
        self.first = list(first)

    def submit(self, fn, /, *args, **kwargs):
        if self.first:
            return self.first.pop(0)
        future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_a_poll_that_waits_for_its_turn_at_another_host_ends_with_the_poller():
    hop = Hop(url="http://b.example/", visited=("http://a.example/",), permanent=True, elapsed=0.1)
    asked = []

    def lead_away(request):
        asked.append(request)
        return hop if request.hop is None else request

    poller = Poller(lead_away, gap=60, executor=Inline())
    first, second = PollRequest(url="http://a.example/"), PollRequest(url="http://c.example/")
    assert poller.submit(first).result(5) == replace(first, hop=hop)
    waiting = poller.submit(second)
    assert second in asked
    poller.close()
    with pytest.raises(CancelledError):
        waiting.result(5)
    assert asked == [first, replace(first, hop=hop), second]


def test_more_than_can_be_at_work_start_only_when_others_wait_for_the_network():
    started, gate = [], threading.Event()

    def hang(request):
        started.append(time.monotonic())
        gate.wait(10)
        return request

    takes_a_core = Pace(time.monotonic)
    with Poller(hang, workers=LEAST + 10, pace=takes_a_core) as poller:
        futures = [
            poller.submit(PollRequest(url=f"https://{number}.example/"))
            for number in range(LEAST + 20)
        ]
        deadline = time.monotonic() + 10
        while len(started) < LEAST + 10 and time.monotonic() < deadline:
            threading.Event().wait(0.005)
        gate.set()
        assert [future.result(5).url for future in futures]
    # The first may have begun late itself, on a busy machine.
    assert started[LEAST] - started[0] >= WAITING * 0.5
    assert len(started) == LEAST + 20


def test_files_wait_for_nobody(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(rss("One"))
    with open_poller(gap=60, parsers=0) as poller:
        outcomes = list(poll_batch([PollRequest(url="x", path=path)] * 10, poller=poller))
    assert len(outcomes) == 10


def test_polls_run_in_any_executor(feed_server):
    """``poll_batch`` needs no threads of ours: here other processes, elsewhere a cluster."""
    with ProcessPoolExecutor(1) as executor, Poller(url_length, executor=executor) as poller:
        requests = [PollRequest(url="http://a.example/"), PollRequest(url="http://bb.example/")]
        assert sorted(poll_batch(requests, poller=poller)) == [17, 18]
        executor.submit(int).result()  # still open: it isn't the poller's


def test_polls_may_end_before_they_are_said_to_have_started(caplog):
    first = Future()  # so that all the others are there when one of them may start
    with Poller(url_length, workers=1, executor=Inline(first)) as poller:
        requests = [PollRequest(url=f"http://{number:04}.example/") for number in range(3_000)]
        futures = [poller.submit(request) for request in requests]
        assert not any(future.done() for future in futures)
        first.set_result(0)
        assert [future.result(5) for future in futures] == [0] + [len(requests[0].url)] * 2_999
    assert caplog.messages == []  # a callback that fails is only logged


def test_a_poison_feed_is_quarantined_and_the_others_do_not_notice(feed_server, connections):
    attributes = " ".join(f'a{number}="x"' for number in range(80_000))
    feed_server.publish("/poison", f"<rss><channel {attributes}><title>t</title></channel></rss>")
    feed_server.publish("/fine", rss("One"))
    requests = [feed_server.request("/poison")] + [feed_server.request("/fine")] * 10
    with Sandbox(parse_source, workers=2, cpu=0.5) as sandbox:
        run = partial(poll, now=NOW, connections=connections, parse=sandbox)
        with Poller(run, gap=0) as poller:
            outcomes = list(poll_batch(requests, poller=poller))
    (poison,) = [outcome for outcome in outcomes if outcome.url.endswith("/poison")]
    assert poison.kind == FailureKind.QUARANTINED
    fine = [type(outcome) for outcome in outcomes if outcome is not poison]
    assert fine == [Parsed] * 10


# The end


def test_closing_lets_polls_finish_for_a_while(feed_server):
    go = threading.Event()

    def slow(handler):
        go.wait(10)
        handler.send(rss("One").encode(), 200, {})

    feed_server.answers["/slow"] = slow
    with open_poller(gap=60, parsers=0) as poller:
        running = poller.submit(feed_server.request("/slow"))
        waiting = poller.submit(feed_server.request("/slow"))
        while not feed_server.asked("/slow"):
            time.sleep(0.005)
        threading.Timer(0.1, go.set).start()
        poller.close(grace=10)
        assert isinstance(running.result(0), Parsed)
        assert waiting.cancelled()
        with pytest.raises(RuntimeError):
            poller.submit(feed_server.request("/slow"))
        assert list(poll_batch([], poller=poller)) == []


def test_closing_aborts_what_takes_longer_and_reports_no_failure(feed_server):
    feed_server.hang("/hang")
    began = time.monotonic()
    with open_poller(parsers=0) as poller:
        request = feed_server.request("/hang", limits=Limits())
        outcomes = poll_batch([request, request], poller=poller)
        while not feed_server.asked("/hang"):
            time.sleep(0.005)
        poller.close(grace=0.1)
        assert list(outcomes) == []
    assert time.monotonic() - began < 5


def test_closing_aborts_a_parse_under_way(feed_server):
    attributes = " ".join(f'a{number}="x"' for number in range(80_000))
    feed_server.publish("/poison", f"<rss><channel {attributes}></channel></rss>")
    others = set(psutil.Process().children())
    with open_poller(parsers=1) as poller:
        future = poller.submit(feed_server.request("/poison"))
        while not set(psutil.Process().children()) - others:
            time.sleep(0.005)
        poller.close()
        with pytest.raises(CancelledError):
            future.result(0)
    assert set(psutil.Process().children()) <= others


def test_a_program_that_polls_can_be_interrupted_without_a_trace(feed_server, tmp_path):
    """SIGINT to the whole group, as a terminal sends it: workers say nothing and leave nothing."""
    feed_server.publish("/feed", rss("One"))
    feed_server.hang("/hang")
    program = f"""
import sys
from concurrent.futures import as_completed
from monitor.feeds.state.outcome import PollRequest
from monitor.feeds.polling.poll import open_poller
allow = frozenset({{"127.0.0.1"}})
try:
    with open_poller(gap=0) as poller:
        urls = [{feed_server.url("/feed")!r}, {feed_server.url("/hang")!r}]
        requests = [PollRequest(url=url, allow_private=allow) for url in urls]
        for polling in as_completed([poller.submit(request) for request in requests]):
            print(type(polling.result()).__name__, flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline() == "Parsed\n"
        children = psutil.Process(process.pid).children()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (out, err, process.returncode) == ("interrupted\n", "", 0)
    assert len(children) == 1
    assert not children[0].is_running()


def url_length(request):
    return len(request.url)
