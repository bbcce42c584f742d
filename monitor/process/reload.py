"""Reload: a changed configuration is taken up while the daemon runs.

    asked, or a file has changed    SIGHUP, ``news-monitor reload``, the page; ``WatchedFiles``
      → read and checked whole      config.load, wording.own_templates
      → what is different           config.difference    pure
      → taken up                    the daemon
      → told                        the log, the troubles, the lock file (for ``reload``)

With a mistake in it nothing is taken up: the daemon goes on by the configuration that it has, and
says so until the mistake is mended. Without this module every change would need a restart.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor.alerts.wording.own_templates import FOLDER
from monitor.alerts.wording.templates import Wording
from monitor.config import Config
from monitor.config.difference import differences
from monitor.errors import ConfigError, MonitorError
from monitor.health.current import CONFIGURATION
from monitor.health.daemon_status import Reloaded
from monitor.human import plural
from monitor.process.logs.config_warnings import log_warnings
from monitor.process.missing import newly_missing
from monitor.regular_file import Stamp, stamp_of
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

TROUBLE = CONFIGURATION

AGAIN = 15
"""After a failure the configuration is read again after so many looks, changed or not."""
MISSING_AGAIN = 300
"""The same while something is missing: its file may be there and closed, which is no change."""

Read = Callable[[], tuple[Config, Wording]]
TakeUp = Callable[[Config, Config, Wording], None]
"""(before, after, its wording): works by another configuration from now on."""


class Reloader:
    """Takes up what has changed. For one thread.

    Args:
        config: What is in use.
        wording: The templates in use.
        read: Reads the configuration as it is now.
        take_up: Has the program work by it.
        troubles: Where mistakes are told.
        clock: Returns the time, aware.
        told: Called with each outcome.
        watched: Looks for changes; None: it is only asked.
    """

    def __init__(
        self,
        config: Config,
        wording: Wording,
        *,
        read: Read,
        take_up: TakeUp,
        troubles: Troubles,
        clock: Callable[[], datetime],
        told: Callable[[Reloaded], None] = lambda _: None,
        watched: WatchedFiles | None = None,
    ) -> None:
        self.config, self.wording = config, wording
        self._read = read
        self._take_up = take_up
        self._troubles = troubles
        self._clock = clock
        self._told = told
        self._watched = watched
        self._failure: Reloaded | None = None
        self._changed: Reloaded | None = None
        self._looks = 0

    def look(self, *, asked: bool = False) -> None:
        """Reload if ``asked``, if a file has changed, or, now and then, if the last one failed."""
        changed = self._watched is not None and self._watched.changed()
        self._looks += 1
        # What was lacking may have come where nobody looks: a variable's file, space on the disk.
        overdue = self._failure is not None and self._looks >= AGAIN
        if self._watched is not None and self.config.missing:
            overdue = overdue or self._looks >= MISSING_AGAIN
        if asked or changed or overdue:
            self._looks = 0
            self._reload(asked=asked)

    def _reload(self, *, asked: bool) -> None:
        before = self.config
        templates = templates_of(before)
        try:
            after, wording = self._read()
        except ConfigError as error:
            problems = [str(problem) for problem in error.problems]
            self._failed(problems, error.source, asked=asked)
            return
        except MonitorError as error:
            self._failed([str(error)], str(before.path), asked=asked)
            return
        if lost := newly_missing(before, after):
            self._failed([str(each) for each in lost], str(after.path), asked=asked)
            return
        lines = differences(before, after)
        if not wording.words_like(self.wording):
            lines = (*lines, "templates: changed")
        try:
            self._take_up(before, after, wording)
        except MonitorError as error:
            self._failed([str(error)], str(after.path), asked=asked)
            return
        self.config, self.wording, self._failure = after, wording, None
        if self._watched is not None:
            self._watched.watch({**after.files, **templates})
        mended = self._troubles.over(TROUBLE)
        if lines or asked or mended:
            said = "; ".join(lines) or "nothing has changed"
            logger.info("configuration reloaded: %s", said, extra={"event": "reload"})
        if lines:
            log_warnings(after, before=before)
        done = Reloaded(at=self._clock(), ok=True, lines=lines)
        if lines:
            self._changed = done
        self._told(done if lines else replace(done, earlier=self._changed))

    def _failed(self, lines: list[str], source: str, *, asked: bool) -> None:
        if self._watched is not None:
            self._watched.keep({**self.config.files, **templates_of(self.config)})
        before, outcome = self._failure, Reloaded(at=self._clock(), ok=False, lines=tuple(lines))
        self._failure = outcome
        if before is not None and before.lines == outcome.lines and not asked:
            return
        what = f"{source} can't be used as it is now; the configuration from before stays in use"
        headlines = "; ".join(line.partition("\n")[0] for line in lines)
        self._troubles.met(
            TROUBLE,
            f"{what}: {headlines}",
            cure="mend it; `news-monitor check` shows each mistake",
        )
        logger.error(
            "%s: %s: %s",
            what,
            plural(len(lines), "mistake"),
            headlines,
            extra={"event": "reload-failed", "mistakes": lines},
        )
        self._told(outcome)


def files_of(config: Config) -> dict[Path, Stamp]:
    """Return the files that a configuration was read from, and its templates as they are now."""
    return {**config.files, **templates_of(config)}


def templates_of(config: Config) -> dict[Path, Stamp]:
    """Return the folder of templates and what is in it, as they are now."""
    folder = config.directory / FOLDER
    try:
        templates = tuple(folder.iterdir())
    except OSError:
        templates = ()
    return {path: stamp_of(path) for path in (folder, *templates)}


class WatchedFiles:
    """Notices that one of a few files has changed, as soon as it changes no more.

    By a look at each every two seconds, which costs microseconds: unlike the kernel's
    notifications that also works through symbolic links, in containers and on network file systems.
    """

    def __init__(self, files: Mapping[Path, Stamp]) -> None:
        self.watch(files)

    def watch(self, files: Mapping[Path, Stamp]) -> None:
        """Watch these from now on. What was changed since they were read so counts as changed."""
        self._seen = dict(files)
        self._last = self._look()

    def keep(self, files: Mapping[Path, Stamp]) -> None:
        """Watch these from now on, which weren't taken up; what is known of them stays known."""
        self.watch({path: self._seen.get(path) or stamp for path, stamp in files.items()})

    def changed(self) -> bool:
        """Whether they were changed since this was last True, and weren't since the last look."""
        last, self._last = self._last, self._look()
        if self._last == self._seen or self._last != last:
            return False
        self._seen = self._last
        return True

    def _look(self) -> dict[Path, Stamp]:
        return {path: stamp_of(path) for path in self._seen}
