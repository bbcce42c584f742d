"""Storage: a full disk, a limit, files that can't be written, damage, and a lock."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing, suppress

from .lab import ALWAYS_SHORT, Lab
from .outcome import CannotRunError, Outcome, seconds, until

RED_WITHIN = 60.0


def disk_full(lab: Lab) -> Outcome:
    """A full disk: red within 60 s, nothing sent without a record, recovers by itself."""
    disk = lab.folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise CannotRunError("only root can mount a small disk")
    lab.opened.callback(subprocess.run, ["umount", "-l", disk], check=True)
    lab.database = disk / "news.db"
    lab.set_up()
    lab.running()
    with (disk / "fill").open("ab", buffering=0) as fill, suppress(OSError):
        while True:
            fill.write(b"x" * 4096)
    return _failed_writes(lab, (disk / "fill").unlink, but=(ALWAYS_SHORT,))


def file_size_limit(lab: Lab) -> Outcome:
    """A limit on the size of files, as `ulimit -f` sets it: the same."""
    lab.set_up()
    daemon = lab.running()
    smallest = 1_000  # not even a record of an attempt: every write of the log fails
    _, hard = resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (smallest, hard))
    return _failed_writes(
        lab,
        lambda: resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (hard, hard)),
    )


def locked(lab: Lab) -> Outcome:
    """Another program writes for 75 s: nothing lost, nothing twice."""
    lab.set_up()
    lab.running()
    db = sqlite3.connect(lab.database, isolation_level=None, timeout=30)
    db.execute("BEGIN IMMEDIATE")
    return _failed_writes(lab, db.close, last=40 if lab.quick else 75)


def _failed_writes(lab: Lab, end, *, but=(), last: float = 20.0) -> Outcome:
    """While nothing can be written, and after ``end``."""
    began, posts = time.monotonic(), len(lab.hook.posts)
    red = until(lambda: lab.is_red(*but), RED_WITHIN + 20)
    why = " and ".join(sorted((lab.reasons() or {}).keys() - set(but)))
    until(lambda: time.monotonic() - began > last, last + 1)
    sent = len(lab.hook.posts) - posts
    end()
    after = len(lab.hook.posts)
    back = until(lambda: len(lab.hook.posts) > after + 2, 120)
    green = until(lambda: not lab.is_red(*but), 120)
    lab.settle()
    books, kept = lab.books()
    figure = (
        f"red after {seconds(red)} ({why}), {sent} sent meanwhile, "
        f"sends again after {seconds(back)}; {books}"
    )
    holds = red is not None and red <= RED_WITHIN and None not in (back, green)
    return Outcome(figure, holds and kept)


def read_only(lab: Lab) -> Outcome:
    """A database that may only be read: a start is refused in words, `matches` answers."""
    if os.geteuid():
        raise CannotRunError("only root can mount a folder for reading only")
    kept = lab.folder / "kept"
    kept.mkdir()
    lab.database = kept / "news.db"
    lab.set_up()
    lab.running().close()
    before = len(lab.hook.posts)
    bound = f'mount --bind {kept} {kept} && mount -o remount,ro,bind {kept} && exec "$@"'
    prefix = ("unshare", "-m", "sh", "-c", bound, "sh")
    daemon = lab.start(ready=False, prefix=prefix)
    ended = until(lambda: daemon.process.poll() is not None, 30)
    said = (daemon.logged().strip().splitlines() or [""])[-1]
    matches = lab.command("matches", prefix=prefix)
    figure = (
        f"ends after {seconds(ended)} with {daemon.process.poll()}: “{said[-110:]}”; "
        f"`matches` exits with {matches.returncode}; {len(lab.hook.posts) - before} sent"
    )
    refused = ended is not None and daemon.process.returncode == 1 and "writ" in said
    silent = len(lab.hook.posts) == before and not daemon.tracebacks()
    return Outcome(figure, refused and silent and not matches.returncode)


def corrupt_page(lab: Lab) -> Outcome:
    """Pages overwritten while it runs: red within 60 s, no flood, refused in words."""
    lab.set_up()
    daemon = lab.running()
    with closing(sqlite3.connect(lab.database, timeout=30)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = db.execute("PRAGMA page_size").fetchone()
        roots = [
            root
            for (root,) in db.execute(
                "SELECT rootpage FROM sqlite_master WHERE rootpage > 0 "
                "AND tbl_name IN ('items', 'deliveries', 'matches')"
            )
        ]
    with lab.database.open("r+b") as file:
        for root in roots:
            file.seek((root - 1) * size)
            file.write(os.urandom(size))
        os.fsync(file.fileno())
    began, posts = time.monotonic(), len(lab.hook.posts)
    red = until(lab.is_red, RED_WITHIN + 20)
    why = "; ".join(f"{name}: {what}" for name, what in (lab.reasons() or {}).items())
    until(lambda: time.monotonic() - began > 30, 31)
    keys = Counter(post.headers.get("Idempotency-Key", "") for post in list(lab.hook.posts))
    twice = sum(keys.values()) - len(keys)
    ended = daemon.process.poll()
    matches = lab.command("matches")
    tracebacks = daemon.tracebacks() + matches.stderr.count("Traceback")
    figure = (
        f"red after {seconds(red)} ({why[:110]}); {len(lab.hook.posts) - posts} sent after it, "
        f"{twice} twice; {tracebacks} tracebacks, log {len(daemon.logged()) // 1000} kB, "
        f"{'still runs' if ended is None else f'ended with {ended}'}"
    )
    return Outcome(figure, red is not None and red <= RED_WITHIN and not twice and not tracebacks)


CASES = {
    "disk full": disk_full,
    "file size limit": file_size_limit,
    "read-only database": read_only,
    "corrupt page": corrupt_page,
    "database locked": locked,
}
