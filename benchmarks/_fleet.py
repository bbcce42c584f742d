"""A daemon that polls every feed whenever it is told to, by itself or by a cluster, for ``scale``.

    python benchmarks/_fleet.py FOLDER

polls all feeds of FOLDER's config.toml at each line on its standard input, all at once or spread
over as many seconds as the line says, and answers with a line of JSON: seconds, this process's
processor time, its children's, polls, items. ``Cluster`` starts a scheduler and workers as a user
does.
"""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from _pollers import cpu_of_children

from monitor.store.timestamps import to_text

HERE = Path(__file__).parent


class Cluster:
    """A scheduler and workers; ``cpu`` has what each has taken."""

    def __init__(self, folder, workers):
        self._processes = []
        port = _free_port()
        self.address = f"tls://127.0.0.1:{port}"
        self.tls = folder / "cluster"
        subprocess.run(
            [sys.executable, "-m", "monitor", "cluster", "certificates", self.tls],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        dashboard = f"127.0.0.1:{_free_port()}"
        self._start("scheduler", "--listen", self.address, "--dashboard", dashboard)
        for number in range(workers):
            self._start("worker", self.address, "--name", f"w{number}")
        for process in self._processes:
            process.stdout.readline()  # it listens, or has joined

    def config(self):
        """What config.toml needs to have."""
        return (
            f'[polling]\nengine = "dask:{self.address}"\n[polling.tls]\nca = "{self.tls}/ca.pem"\n'
            f'certificate = "{self.tls}/coordinator.pem"\nkey = "{self.tls}/coordinator.key"\n'
        )

    def cpu(self):
        """Processor seconds so far: the scheduler's, the workers' with their parsers'."""
        scheduler, *workers = map(_cpu, self._processes)
        return {"scheduler": scheduler, "workers": sum(workers)}

    def memory(self):
        """Bytes a process: the scheduler's, and a worker's with its parsers (the largest)."""
        scheduler, *workers = map(_memory, self._processes)
        return {"scheduler": scheduler, "worker": max(workers)}

    def close(self):
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait(90)

    def _start(self, *words):
        command = [sys.executable, "-m", "monitor", "cluster", *words, "--tls", str(self.tls)]
        self._processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))


class Fleet:
    """The daemon in a process of its own."""

    def __init__(self, folder):
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "_fleet.py"), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def poll(self, seconds=0):
        """Have it poll everything once, over so many seconds; returns what that took."""
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        return self._read()

    def memory(self):
        return _memory(psutil.Process(self._process.pid))

    def cpu(self):
        """Processor seconds so far, without the children's."""
        times = psutil.Process(self._process.pid).cpu_times()
        return times.user + times.system

    def close(self):
        self._process.stdin.close()
        self._process.wait(60)

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the daemon has failed")
        return json.loads(line)


def _cpu(process):
    total = 0.0
    one = psutil.Process(process.pid)
    for each in (one, *one.children(recursive=True)):
        times = each.cpu_times()
        total += times.user + times.system
        if each is one:  # parsers that have ended
            total += times.children_user + times.children_system
    return total


def _memory(process):
    one = psutil.Process(process.pid)
    return sum(each.memory_full_info().pss for each in (one, *one.children(recursive=True)))


def _free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def daemon(folder):
    """Poll at each line of the standard input."""
    from monitor.config import load_config
    from monitor.process.daemon import Daemon, utc_now
    from monitor.store.feeds import feeds as feed_store

    counted = Counter()

    def polled(summary):
        counted["polls"] += not summary.error
        counted["changed"] += summary.result.value == "polled"
        counted["items"] += summary.new + summary.edited

    config = load_config(Path(folder) / "config.toml", environ={})
    with Daemon(config)._running(polled, deliver=False) as running:  # noqa: SLF001 - the very wiring
        intake = running.intake
        while running.engine.cluster() and running.engine.cluster().is_local:
            time.sleep(0.1)
        time.sleep(3)
        print(json.dumps({}), flush=True)
        for line in sys.stdin:
            spread = int(line)
            counted.clear()
            began, cpu, children = time.perf_counter(), time.process_time(), cpu_of_children()
            intake.database.write(lambda db: feed_store.poll_now(db, now=utc_now()))
            if spread:
                intake.database.write(lambda db, over=spread: _spread(db, over))
            for _ in range(spread + 1 if spread else 0):  # as the daemon does
                intake.tick()
                time.sleep(1)
            tick = time.monotonic()
            while intake.tick() or intake.busy:
                time.sleep(0.02)
                if time.monotonic() - tick > 300:
                    raise SystemExit("polls don't end")
            answer = {
                "seconds": time.perf_counter() - began,
                "cpu": time.process_time() - cpu,
                "children": cpu_of_children() - children,
                "polls": 0,
                "changed": 0,
                "items": 0,
                "bytes": config.database.stat().st_size,
            } | counted
            print(json.dumps(answer), flush=True)


def _spread(db, seconds):
    """Have the feeds due one after another, beginning now."""
    now = datetime.now(UTC)
    ids = [id_ for (id_,) in db.execute("SELECT id FROM feeds WHERE active")]
    random.Random(3).shuffle(ids)
    db.conn.executemany(
        "UPDATE feeds SET next_poll_at = ? WHERE id = ?",
        [
            (to_text(now + timedelta(seconds=seconds * at / len(ids))), id_)
            for at, id_ in enumerate(ids)
        ],
    )


if __name__ == "__main__":
    daemon(sys.argv[1])
