"""A database with alerts in it, as the tests of the store have it; a configuration file."""

from __future__ import annotations

import pytest

from tests.store.conftest import (  # noqa: F401 - fixtures
    database,
    feed_id,
    make_item,
    make_match,
    now,
    record,
)


@pytest.fixture
def act(database):  # noqa: F811
    """``act(action, …)``: do it in a transaction, as the command line and the page do."""
    return lambda action, *given, **values: database.write(lambda db: action(db, *given, **values))


@pytest.fixture
def config(tmp_path):
    """A configuration file with a feed, one that is switched off, and a rule."""
    path = tmp_path / "config.toml"
    path.write_text(
        "# mine\n"
        '[targets.desk]\nurl = "console:"\n'
        '[[feeds]]\nurl = "https://one.example/feed"\nname = "One"\n'
        '[[feeds]]\nurl = "https://off.example/feed"\nenabled = false\n'
        '[[rules]]\nname = "Apple in China"\nmatch = "Apple + China"\n'
    )
    path.chmod(0o600)
    return path
