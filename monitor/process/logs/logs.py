"""How the daemon speaks of itself: one readable line per event on a terminal, JSON as a service.

Everything goes to standard error; standard output belongs to the console target. Events carry their
facts as ``extra`` fields (``event``, ``feed``, ``target``, ``rule`` …), which the JSON shows.

Secrets are taken out where a text is made: of addresses by ``net.location.shown``, of what a target
answers by ``alerts.sending.send.redacted``; ``tests/test_no_secret.py`` looks for forgotten ones.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor.journal import is_journal, with_priority
from monitor.printable import clean_lines
from monitor.process.logs.log_writer import LogWriter

_QUIET = ("apprise", "apscheduler", "urllib3", "requests", "smtplib", "asyncio")
"""Libraries that would tell secrets (Apprise shows tokens at DEBUG, and URLs it can't read at
WARNING) or chatter."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_MARKS = {logging.WARNING: "! ", logging.ERROR: "✗ ", logging.CRITICAL: "✗ "}


class LineFormatter(logging.Formatter):
    """``14:03:05  BBC: 3 new items``; warnings and errors carry a mark."""

    def __init__(self, timezone: ZoneInfo) -> None:
        super().__init__()
        self._timezone = timezone

    def format(self, record: logging.LogRecord) -> str:
        """One line; more where there is a traceback."""
        moment = datetime.fromtimestamp(record.created, self._timezone)
        text = clean_lines(record.getMessage())  # feeds' titles stand in it
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return f"{moment:%H:%M:%S}  {_MARKS.get(record.levelno, '')}{text}"


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, message, and the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, always."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        entry |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class JournalFormatter(logging.Formatter):
    """Lines for systemd's journal: another formatter's, each with its priority."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """As many lines as the other's."""
        return with_priority(self.inner.format(record), record.levelno)


class LogStyle(StrEnum):
    """How a line of the log is written."""

    LINE = "line"
    JSON = "json"
    AUTO = "auto"
    """Lines on a terminal, JSON otherwise."""


def show_times_in(timezone: ZoneInfo) -> None:
    """Have the lines of the log show their times in another zone from now on."""
    for handler in logging.getLogger().handlers:
        match handler.formatter:
            case LineFormatter():
                handler.setFormatter(LineFormatter(timezone))
            case JournalFormatter(inner=LineFormatter()):
                handler.setFormatter(JournalFormatter(LineFormatter(timezone)))


def set_up_logs(style: LogStyle, timezone: ZoneInfo, *, level: int = logging.INFO) -> None:
    """Send the package's log to standard error.

    Args:
        style: How they are written.
        timezone: of the lines' times; JSON is in UTC.
        level: Of our own events. Libraries stay quiet all the same: they would tell secrets.
    """
    if style is LogStyle.AUTO:
        style = LogStyle.LINE if sys.stderr.isatty() else LogStyle.JSON
    handler = LogWriter(sys.stderr)
    formatter = LineFormatter(timezone) if style is LogStyle.LINE else JsonFormatter()
    handler.setFormatter(JournalFormatter(formatter) if is_journal(sys.stderr) else formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("monitor").setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
