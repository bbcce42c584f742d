"""Who polls, as the configuration says. tests/feeds/cluster has what a cluster's workers do."""

from __future__ import annotations

import subprocess
import sys

LOCAL = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from monitor.config.load import examine
from monitor.net.system_limits import Limits, room_within
from monitor.process.polling_engine import open_engine
from monitor.troubles import Troubles

config, _ = examine("", path=Path("config.toml"), environ={}, secrets=False)
room = room_within(Limits(), targets=0)
with open_engine(config, room=room, troubles=Troubles(), clock=lambda: datetime.now(UTC)) as engine:
    print(engine.cluster(), engine.room())
print(sorted({"dask", "distributed", "tornado", "cryptography"} & set(sys.modules)))
print([name for name in sys.modules if ".cluster.coordinator" in name or ".cluster.worker" in name])
"""


def test_without_a_cluster_nothing_of_it_is_loaded_and_500_feeds_are_polled_at_a_time(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LOCAL], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stdout.splitlines() == ["None 500", "[]", "[]"]
