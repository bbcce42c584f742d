"""The console target."""

from __future__ import annotations

import io
import os
import re
import unicodedata
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.sending.send import open_sender
from monitor.alerts.wording.render import render, render_note
from tests.alerts.stories import HOSTILE, ITEM, alert_about, digest_of, hostile_alert, reports

BERLIN = ZoneInfo("Europe/Berlin")
CONSOLE = Target(name="screen", url="console:", kind=TargetKind.CONSOLE)
STYLES = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """A terminal of 80 columns."""

    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    return Terminal()


def shown(alert, stream, page_url=""):
    send = open_sender(CONSOLE, timezone=BERLIN, stream=stream)
    message = render(alert, TargetKind.CONSOLE, key="k", timezone=BERLIN, page_url=page_url)
    assert send(message) == Sent()
    return stream.getvalue()


def test_a_file_or_pipe_gets_plain_lines(alert):
    assert shown(alert, io.StringIO(), "http://localhost:8080") == (
        "Apple's AI in China · The Harbour Ledger · Thu 13 Feb 2025, 09:14 CET\n"
        "  *Apple* turns to Alibaba for iPhone *AI* in *China*, chairman Tsai confirms\n"
        "  … The partnership would bring *artificial intelligence* features to handsets sold in "
        "*China*, where regulators must approve every large language model. Shares in Hong Kong "
        "rose 2.5 % to their highest since 2022.\n"
        "  Matched: Apple · AI · China\n"
        "  https://ledger.example/2025/02/13/apple-alibaba?from=rss&page=1\n"
        "  http://localhost:8080/story/7\n"
        "\n"
    )


def test_a_terminal_gets_colours_with_the_hits_marked(alert, terminal):
    text = shown(alert, terminal)

    assert re.search(r"\x1b\[1;30;103mAI\x1b\[0m", text)
    bare = STYLES.sub("", text)
    assert "Apple's AI in China  Thu 13 Feb 2025, 09:14 CET ─" in bare
    assert "Matched: Apple · AI · China" in bare
    assert all(len(line) <= 80 for line in bare.splitlines())


def test_a_long_link_is_not_broken_into_lines(terminal):
    link = "https://ledger.example/" + "long/" * 40
    text = STYLES.sub("", shown(alert_about(replace(ITEM, link=link), hits=()), terminal))

    assert link in text


@pytest.mark.parametrize("words", HOSTILE)
def test_no_escape_sequence_of_a_feed_reaches_the_terminal(words, terminal):
    text = STYLES.sub("", shown(hostile_alert(words), terminal))

    assert "\x1b" not in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_square_brackets_are_only_text(terminal):
    item = replace(ITEM, title="[red]no markup[/red] :boom:")

    assert "[red]no markup[/red] :boom:" in shown(alert_about(item, hits=()), terminal)


def test_a_message_of_our_own_is_shown(terminal):
    send = open_sender(CONSOLE, timezone=BERLIN, stream=terminal)
    send(render_note("A feed is gone", "It said 410.", TargetKind.CONSOLE, key="n"))
    plain = io.StringIO()
    open_sender(CONSOLE, timezone=BERLIN, stream=plain)(
        render_note("A feed is gone", "It said 410.", TargetKind.CONSOLE, key="n")
    )

    assert "A feed is gone" in terminal.getvalue()
    assert plain.getvalue() == "A feed is gone\n  It said 410.\n\n"


def test_letters_the_stream_cannot_write_become_question_marks(alert):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    send = open_sender(CONSOLE, timezone=BERLIN, stream=stream)
    chinese = alert_about(replace(ITEM, title="苹果 Apple"), hits=())

    assert send(render(chinese, TargetKind.CONSOLE, key="k", timezone=BERLIN)) == Sent()
    assert b"?? Apple" in raw.getvalue()


def test_a_closed_pipe_is_a_failure_not_a_crash(alert):
    reader, writer = os.pipe()
    os.close(reader)
    message = render(alert, TargetKind.CONSOLE, key="k", timezone=BERLIN)
    stream = os.fdopen(writer, "w", encoding="utf-8")
    result = open_sender(CONSOLE, timezone=BERLIN, stream=stream)(message)
    stream.close()  # nothing is left in it

    assert isinstance(result, SendFailed)
    assert result.permanent
    closed = io.StringIO()
    closed.close()
    assert isinstance(open_sender(CONSOLE, timezone=BERLIN, stream=closed)(message), SendFailed)


def test_a_message_of_several_lines_is_indented_in_a_file():
    plain = io.StringIO()
    open_sender(CONSOLE, timezone=BERLIN, stream=plain)(
        render_note("Feeds: 2 gone", "A: gone\nB: gone", TargetKind.CONSOLE, key="n")
    )

    assert plain.getvalue() == "Feeds: 2 gone\n  A: gone\n  B: gone\n\n"


def test_a_digest_on_a_terminal_has_a_heading_for_each_rule_and_its_links_whole(terminal, alert):
    growing = replace(alert, coverage=reports("The Harbour Ledger", "FT", "新浪"), sources=3)
    other = alert_about(replace(ITEM, link="https://rates.example/" + "x" * 90), rule="Rates")
    digest = digest_of(growing, other, counts=(("Apple's AI in China", 5), ("Rates", 1)))

    text = STYLES.sub("", shown(digest, terminal, "http://localhost:8080"))

    lines = [line.rstrip() for line in text.splitlines()]
    assert lines[1].startswith("6 alerts  Thu 13 Feb 2025, 09:14 CET · gathered for the digest ─")
    assert "  Apple's AI in China  5" in lines
    assert "  Rates  1" in lines
    assert "Also in FT, 新浪 (3 outlets)" in " ".join(line.strip() for line in lines)
    assert "    https://rates.example/" + "x" * 90 in lines
    assert lines[-2:] == ["  +4 more", "  http://localhost:8080/alerts"]


def test_a_digest_in_a_file_is_plain_lines(alert):
    text = shown(digest_of(alert, alert_about(rule="Rates")), io.StringIO())

    assert text.startswith(
        "2 alerts · Thu 13 Feb 2025, 09:14 CET · gathered for the digest\n"
        "  Apple's AI in China (1)\n"
        "    *Apple* turns to Alibaba for iPhone *AI* in *China*, chairman Tsai confirms\n"
        "      The Harbour Ledger · Thu 13 Feb, 09:14\n"
        "      https://ledger.example/2025/02/13/apple-alibaba?from=rss&page=1\n"
        "  Rates (1)\n"
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_no_digest_acts_on_the_terminal(words, terminal):
    alert = hostile_alert(words)
    text = STYLES.sub("", shown(digest_of(alert, alert), terminal))

    assert not {char for char in text if unicodedata.category(char) == "Cc"} - {"\n"}


def test_an_alert_told_again_says_so_first(terminal, alert):
    again = replace(alert, again=1, reason="10 outlets by now")

    assert shown(again, io.StringIO()).startswith("Again: 10 outlets by now · Apple's AI in China")
    assert "Again: 10 outlets by now" in STYLES.sub("", shown(again, terminal)).splitlines()[2]
