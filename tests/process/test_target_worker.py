"""What the daemon's workers are made of."""

from __future__ import annotations

from contextlib import closing

from monitor.alerts.wording.own_templates import load_wording
from monitor.config import load_config
from monitor.process import target_worker
from monitor.store.database import Database
from monitor.troubles import Troubles


def test_a_service_that_answers_after_a_minute_is_waited_for(tmp_path, monkeypatch):
    """It has taken the message: who hangs up would send it again."""
    given = {}
    monkeypatch.setattr(target_worker, "open_sender", lambda _, **how: given.update(how))
    path = tmp_path / "config.toml"
    path.write_text('[targets.desk]\nurl = "json://127.0.0.1:1/"\n')
    config = load_config(path, environ={})
    with closing(Database(tmp_path / "news.db")) as database:
        target_worker.worker_of(
            config.targets["desk"],
            config=config,
            wording=load_wording(tmp_path, complain=print),
            database=database,
            clock=None,
            troubles=Troubles(),
        )
    assert given["seconds"] > 60
