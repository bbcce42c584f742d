"""How the daemon speaks of itself."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.process.logs.logs import (
    JsonFormatter,
    LineFormatter,
    LogStyle,
    set_up_logs,
    show_times_in,
)


def _record(message, level=logging.INFO, **extra):
    record = logging.makeLogRecord({"msg": message, "levelno": level, "created": 0.0, **extra})
    record.levelname = logging.getLevelName(level)
    return record


def test_a_line_has_the_users_time_and_a_mark_for_trouble():
    formatter = LineFormatter(ZoneInfo("Asia/Hong_Kong"))
    assert formatter.format(_record("Wire: 3 new")) == "08:00:00  Wire: 3 new"
    assert formatter.format(_record("oh", logging.WARNING)) == "08:00:00  ! oh"


def test_another_time_zone_counts_from_the_next_line_on(capsys):
    set_up_logs(LogStyle.LINE, ZoneInfo("UTC"))
    logger = logging.getLogger("monitor.test")
    moment = {"created": datetime(2025, 2, 13, 8, 14, tzinfo=UTC).timestamp(), "msg": "x"}
    standard = {"name": "monitor.test", "levelno": logging.INFO, "levelname": "INFO"}
    for zone in ("Asia/Hong_Kong", "Europe/Berlin"):
        show_times_in(ZoneInfo(zone))
        logger.handle(logging.makeLogRecord({**standard, **moment}))
    for handler in logging.getLogger().handlers:
        handler.flush()
    assert [line[:5] for line in capsys.readouterr().err.splitlines()] == ["16:14", "09:14"]


def test_a_hostile_title_cannot_act_on_the_terminal():
    formatter = LineFormatter(ZoneInfo("UTC"))
    assert formatter.format(_record("\x1b[2J gone 👩\u200d💻")) == "00:00:00   gone 👩\u200d💻"


def test_json_has_the_facts_of_an_event_on_one_line():
    line = JsonFormatter().format(_record("Wire: 3 new\n", event="poll", new=3))
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "message": "Wire: 3 new\n",
        "event": "poll",
        "new": 3,
    }


def test_libraries_that_would_tell_secrets_are_silent_even_at_debug(capsys):
    """Apprise logs tokens at DEBUG, and URLs that it can't read at WARNING."""
    set_up_logs(LogStyle.LINE, ZoneInfo("UTC"), level=logging.DEBUG)
    logging.getLogger("apprise").warning("https://hooks.example/canary")
    logging.getLogger("urllib3.connectionpool").debug("POST /canary")
    logging.getLogger("monitor.inbound.poll_loop").debug("heard")
    told = capsys.readouterr().err
    assert "heard" in told
    assert "canary" not in told


def test_without_a_terminal_logs_are_json(capsys):
    set_up_logs(LogStyle.AUTO, ZoneInfo("UTC"))
    logging.getLogger("monitor").info("hello")
    assert json.loads(capsys.readouterr().err)["message"] == "hello"
