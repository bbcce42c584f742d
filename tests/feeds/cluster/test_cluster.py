"""A real scheduler, real workers, TLS on loopback: what a user's cluster does, and survives.

The short form of the bad weather; ``test_cluster_weather`` (``make test-cluster``) has the whole.
"""

from __future__ import annotations

import asyncio
import re
import time
import urllib.request
from concurrent.futures import CancelledError, wait
from contextlib import contextmanager
from dataclasses import replace

import pytest

pytest.importorskip("distributed")


from monitor.feeds.cluster.batch import Batch
from monitor.feeds.cluster.coordinator.cluster_poller import ClusterPoller
from monitor.feeds.cluster.coordinator.link import LostError, linked
from monitor.feeds.cluster.coordinator.pace import Pace
from monitor.feeds.cluster.state import Standing
from monitor.feeds.cluster.worker.batch_poller import open_batch_poller
from monitor.feeds.polling.lost import LostPollError
from monitor.feeds.polling.poll import open_poller
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, Parsed, PollRequest, Unchanged
from monitor.inbound.prepared import ByRules
from monitor.rules import parse_rule
from monitor.troubles import Troubles
from tests.command_line import call
from tests.daemon_process import DaemonProcess
from tests.feeds.cluster.press import Press
from tests.feeds.cluster.processes import ClusterProcesses, free_port

pytestmark = [
    pytest.mark.xdist_group("cluster"),
    # Tornado leaves a TLS socket to the garbage collector where a connection is refused midway.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

QUICK = Pace(budget=2.0, poll=3.0, answer=2.0, offline=1.0, patience=30.0)
"""For feeds that take three seconds at most."""


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """A scheduler and two workers."""
    with ClusterProcesses(tmp_path_factory.mktemp("members")) as processes:
        processes.scheduler = processes.start_scheduler()
        processes.workers = [processes.begin_worker(name) for name in ("one", "two")]
        for worker in processes.workers:
            worker.wait_for("has joined")
        yield processes


@contextmanager
def coordinator(processes, *, workers=2, pace=QUICK, troubles=None, identity="test"):
    with (
        open_batch_poller() as batch_poller,
        ClusterPoller(
            processes.cluster,
            batch_poller=batch_poller,
            identity=identity,
            troubles=troubles or Troubles(),
            pace=pace,
        ) as poller,
    ):
        until(lambda: poller.state.workers[Standing.WELCOME] >= workers)
        yield poller


def until(done, patience=40.0):
    end = time.monotonic() + patience
    while not done():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def again(poller, requests, patience=60.0):
    """Poll as the inbound flow does: what is lost is polled again."""
    waiting = {poller.submit(request): request for request in requests}
    found, lost = [], 0
    end = time.monotonic() + patience
    while waiting:
        assert time.monotonic() < end, f"{len(waiting)} never came"
        done, _ = wait(waiting, 1.0, "FIRST_COMPLETED")
        for future in done:
            request = waiting.pop(future)
            try:
                found.append(future.result())
            except LostPollError:
                lost += 1
                waiting[poller.submit(request)] = request
    return found, lost


def without_time(outcome):
    zero = {"parsing": 0.0} if isinstance(outcome, Parsed) else {}
    return replace(outcome, elapsed=0.0, **zero)


def test_workers_bring_what_a_poll_here_brings(processes, feed_server):
    with Press(hosts=12, feeds=2) as press, coordinator(processes) as poller:
        moved = press.hosts[3]
        press.redirects[moved, "/0"] = press.url(press.hosts[4], "/9")
        feed_server.publish("/feed", _feed(5), etag='"5"')
        requests = [
            *press.requests(),
            feed_server.request("/feed"),
            feed_server.request("/nothing"),
        ]
        there = {each.url: each for each in again(poller, requests)[0]}
        assert press.misconduct() == []
        with open_poller(parsers=1) as here:
            expected = [here.submit(request) for request in requests]
            for future in expected:
                outcome = future.result(30)
                assert without_time(there[outcome.url]) == without_time(outcome)
        assert isinstance(there[feed_server.url("/nothing")], Failed)


def test_workers_match_what_they_bring_by_the_rules_of_the_moment(processes, feed_server):
    feed_server.publish("/feed", _feed(3))
    request = feed_server.request("/feed")

    def poll(poller):
        (brought,), _ = again(poller, [request])
        return brought

    with coordinator(processes) as poller:
        assert poll(poller).prepared == {}
        for version, text in (("1", "report"), ("2", '"report 2"')):
            poller.take_up(ByRules(version, [parse_rule(text, name="News")]))
            until(lambda version=version: poll(poller).prepared_by == version)
            brought = poll(poller)
            assert brought.prepared.keys() == {item.key for item in brought.items}
            found = [each for each in brought.prepared.values() if each.matches]
            assert len(found) == (3 if version == "1" else 1)
        assert poller.state.prepared >= 6


def test_a_worker_that_would_find_something_else_matches_nothing_and_it_is_told(
    processes, feed_server, monkeypatch
):
    feed_server.publish("/feed", _feed(3))
    troubles = Troubles()
    with monkeypatch.context() as patched:
        patched.setattr("monitor.inbound.prepared.version", lambda _: "0.1")
        unlike = ByRules("1", [parse_rule("report", name="News")])
    with coordinator(processes, troubles=troubles) as poller:
        poller.take_up(unlike)
        until(lambda: sum("is matched here" in each.what for each in troubles.now()) == 2)
        assert "the coordinator has 0.1" in troubles.now()[0].what
        (brought,), _ = again(poller, [feed_server.request("/feed")])
        assert (len(brought.items), brought.prepared) == (3, {})


def test_validators_and_known_blocks_travel_both_ways(processes, feed_server):
    feed_server.publish("/feed", _feed(5), etag='"5"')
    with coordinator(processes) as poller:
        first = poller.submit(feed_server.request("/feed")).result(20)
        assert first.validators.etag == '"5"'
        request = feed_server.request("/feed", validators=first.validators, seen=first.seen)
        assert isinstance(poller.submit(request).result(20), Unchanged)
        feed_server.publish("/feed", _feed(7), etag='"7"')
        second = poller.submit(request).result(20)
        assert len(second.items) == 2
        assert second.unchanged_items == 5


def test_a_file_is_read_here(processes, tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(_feed(3))
    with coordinator(processes) as poller:
        outcome = poller.submit(PollRequest(url=str(path), path=path)).result(20)
    assert isinstance(outcome, Parsed)
    assert len(outcome.items) == 3


CANARY = "canary-93ab"


def test_no_secret_of_a_feed_is_shown_or_logged_by_dask(processes, feed_server):
    for path in ("/secret-feed", "/broken"):
        feed_server.publish(path, _feed(3) if path == "/secret-feed" else "no feed")
    feed_server.hang("/slow")
    details = {
        "auth": ("me", CANARY),
        "headers": (("X-Token", CANARY),),
        "validators": Validators(etag=f'"{CANARY}"'),
    }
    with coordinator(processes) as poller:
        requests = [feed_server.request(path, **details) for path in ("/secret-feed", "/broken")]
        slow = poller.submit(feed_server.request(f"/slow?key={CANARY}", **details))
        again(poller, requests)
        until(lambda: feed_server.asked("/slow"))
        shown = _all_pages(processes.dashboard)
        slow.exception(30)
        shown += _all_pages(processes.dashboard)
    assert any(CANARY in str(request.headers) for request in feed_server.requests)
    assert "poll_batch" in shown
    assert CANARY not in shown
    for member in processes.members:
        assert CANARY not in "".join(member.said)


def test_a_second_scheduler_says_in_a_line_why_it_cannot_start(processes):
    second = processes.begin(
        *("scheduler", "--listen", processes.address, "--tls", processes.tls),
        *("--dashboard", "127.0.0.1:0"),
    )
    assert second.process.wait(40) == 1
    until(lambda: second.said)
    (said,) = second.said
    assert f"can't listen at {processes.address} (Address already in use); --listen" in said


@pytest.mark.parametrize(
    ("dashboard", "said"),
    [
        pytest.param("127.0.0.1:{taken}", "is taken", id="it has another port instead"),
        pytest.param("192.0.2.1:{taken}", "--dashboard names another address", id="it has none"),
    ],
)
def test_a_scheduler_says_where_its_dashboard_really_is(processes, dashboard, said):
    there = processes.begin(
        *("scheduler", "--listen", f"tls://127.0.0.1:{free_port()}", "--tls", processes.tls),
        *("--dashboard", dashboard.format(taken=processes.dashboard)),
    )
    there.wait_for(said)
    (line,) = there.said
    if found := re.search(r"dashboard at (http://\S+)", line):
        assert int(found[1].rpartition(":")[2]) != processes.dashboard
        with urllib.request.urlopen(f"{found[1]}/health", timeout=10) as answer:
            assert answer.status == 200
    there.kill()


def test_a_worker_whose_name_is_taken_says_so_and_joins_when_it_is_free(processes):
    first = processes.start_worker("same")
    second = processes.begin_worker("same")
    second.wait_for("the cluster has a worker called same already; trying again")
    first.kill()
    second.wait_for("worker same (tls://")
    assert len(second.said) == 2
    second.kill()


def test_a_batch_for_which_there_is_no_connection_any_more_is_lost_and_no_bug(processes):
    async def poll_when_closed():
        async with linked(processes.cluster) as link:
            await link._client.close()
            assert not link.is_up
            batch = Batch(poller="", start_by=0.0, run="", requests=())
            await link.poll("tls://127.0.0.1:9", batch, within=1.0)

    with pytest.raises(LostError, match="the connection to the scheduler broke"):
        asyncio.run(poll_when_closed())


def test_what_a_killed_worker_had_is_polled_again_politely(processes):
    with Press(hosts=100, feeds=2, delay=0.3) as press, coordinator(processes) as poller:
        victim = processes.start_worker("victim")
        until(lambda: poller.state.workers[Standing.WELCOME] >= 3)
        requests = press.requests()
        futures = [poller.submit(request) for request in requests]
        press.wait_until(25)
        victim.kill()
        wait(futures, 40)
        lost = [
            request
            for request, future in zip(requests, futures, strict=True)
            if isinstance(future.exception(), LostPollError)
        ]
        found, _ = again(poller, lost)
        assert lost
        reasons = {str(future.exception()) for future in futures if future.exception()}
        assert reasons <= {"the worker victim has died", "the worker victim is gone"}
        assert poller.state.lost == len(lost)
        assert all(isinstance(each, Parsed) for each in found)
        assert press.misconduct() == []


def test_without_a_scheduler_feeds_are_polled_here_at_a_reduced_rate_and_it_is_told(processes):
    troubles = Troubles()
    pace = replace(QUICK, local=10.0)
    with (
        Press(hosts=40) as press,
        coordinator(processes, pace=pace, troubles=troubles) as poller,
    ):
        room = poller.room
        with coordinator(processes, identity="another") as another:
            assert processes.scheduler.stop() == 0
            until(lambda: not another.state.is_connected)
            began = time.monotonic()
        assert time.monotonic() - began < 5.0  # it ends, whatever its connection is at
        until(lambda: poller.state.is_local)
        began = time.monotonic()
        found, _ = again(poller, press.requests())
        took = time.monotonic() - began
        assert len(found) == 40
        assert took > 2.0  # ten at once, then ten a second
        assert poller.room < room
        until(lambda: "can't be reached" in troubles.now()[0].what)
        assert "10 a second at most" in troubles.now()[0].what
        processes.scheduler = processes.start_scheduler()
        until(lambda: poller.state.workers[Standing.WELCOME] == 2)
        until(lambda: not troubles.now())
        again(poller, press.requests())
        assert press.misconduct() == []


def test_what_is_under_way_when_it_closes_is_cancelled(processes, feed_server):
    feed_server.hang("/never")
    with coordinator(processes) as poller:
        future = poller.submit(feed_server.request("/never"))
        until(lambda: feed_server.asked("/never"))
    with pytest.raises(CancelledError):
        future.result(0)
    with pytest.raises(RuntimeError, match="closed"):
        poller.submit(feed_server.request("/never"))


def test_a_daemon_has_its_feeds_polled_by_the_workers(processes, tmp_path):
    with Press(hosts=6) as press:
        feeds = "".join(f'[[feeds]]\nurl = "{url}"\nbackfill = "all"\n' for url in press.urls())
        tls = processes.cluster.tls
        (tmp_path / "config.toml").write_text(
            f'allow_private = ["127.0.0.0/8"]\n'
            f'[polling]\nengine = "dask:{processes.address}"\n[polling.tls]\n'
            f'ca = "{tls.ca}"\ncertificate = "{tls.certificate}"\nkey = "{tls.key}"\n'
            f'[web]\nlisten = "127.0.0.1:0"\n[targets.me]\nurl = "console:"\n{feeds}'
            '[[rules]]\nname = "News"\nmatch = "reports"\n'
        )
        with DaemonProcess(tmp_path / "config.toml") as daemon:
            for url in press.urls():
                daemon.wait_for(event="poll", feed=url, new=3)
            page = daemon.wait_for(event="page")["url"]
            with urllib.request.urlopen(f"{page}/feeds", timeout=10) as answer:
                shown = answer.read().decode()
            assert "Polled by 2 workers." in shown
            assert f'href="http://127.0.0.1:{processes.dashboard}/status"' in shown
            with urllib.request.urlopen(f"{page}/metrics", timeout=10) as answer:
                assert 'news_monitor_cluster_workers{state="ready"} 2.0' in answer.read().decode()
            until(lambda: _matched_by_workers(press, page, tmp_path / "config.toml"))
            assert daemon.stop() == 0
        said = call("cluster", "status", "-c", tmp_path / "config.toml")
        assert "2 ready of 2" in said.output
        assert "✓ one" in said.output


def _matched_by_workers(press, page, config):
    """Have something new polled; return whether workers have matched anything so far."""
    press.publish(1)
    call("feeds", "poll", press.urls()[0], "-c", config)
    with urllib.request.urlopen(f"{page}/metrics", timeout=10) as answer:
        found = re.search(
            r"^news_monitor_cluster_prepared_items (\S+)$", answer.read().decode(), re.MULTILINE
        )
        return float(found[1]) > 0


def _feed(items):
    inside = "".join(
        f"<item><guid>{n}</guid><title>Report {n}</title><link>http://a.example/{n}</link></item>"
        for n in reversed(range(items))
    )
    return f'<rss version="2.0"><channel><title>Reports</title>{inside}</channel></rss>'


def _all_pages(port):
    """All that Dask's own pages say, each worker's and each task's too."""

    def page(path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    known = ["info/main/workers.html", "info/main/logs.html", "json/identity.json", "metrics"]
    known += ["json/counts.json", "json/index.html", "sitemap.json", "info/main/exceptions.html"]
    text = "".join(map(page, known))
    seen = set()
    for _ in range(3):  # workers → their tasks → each task
        links = {link for link in _links(text) if link not in seen}
        seen |= links
        text += "".join(map(page, sorted(links)[:60]))
    return text


def _links(text):
    for link in re.findall(r'href="([^"]+)"', text):
        found = re.search(
            r"(?:info/)?((?:worker|task|logs|call-stack|worker-call-stacks)[^\"]*)", link
        )
        if found:
            yield f"info/{found[1]}"
