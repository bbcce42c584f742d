"""Who polls, in words."""

from __future__ import annotations

import pytest

from monitor.feeds.cluster.state import ClusterState, Standing


@pytest.mark.parametrize(
    ("ready", "is_local", "said"),
    [
        (2, False, "by 2 workers"),
        (1, False, "by 1 worker"),
        pytest.param(0, False, "by a cluster that isn't ready yet", id="the first seconds"),
        (0, True, "by this machine alone, at a reduced rate"),
    ],
)
def test_it_is_said_who_polls(ready, is_local, said):
    standings = dict.fromkeys(Standing, 0) | {Standing.WELCOME: ready}
    state = ClusterState(
        address="tls://h:1", dashboard="", is_connected=True, workers=standings, is_local=is_local
    )
    assert state.said == said
