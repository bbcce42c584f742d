"""The flow of articles, put together from the configuration; and what is said of it at the start.

Without this module a daemon whose user asked for full texts, but which lacks the libraries, would
read none without a word.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.config.tables.feeds.full_text import INSTALL
from monitor.feeds.polling.poller import Poller
from monitor.feeds.watched import WatchedFeeds
from monitor.inbound.articles.articles import Articles
from monitor.inbound.articles.record_article import ArticleRecorder
from monitor.inbound.record import Recorder
from monitor.store.database import Database

if TYPE_CHECKING:
    from monitor.feeds.cluster.coordinator.cluster_poller import ClusterPoller

logger = logging.getLogger(__name__)


def articles_of(
    config: Config,
    database: Database,
    recorder: Recorder,
    *,
    watched: WatchedFeeds,
    poller: Poller | ClusterPoller,
    clock: Callable[[], datetime],
    wake: Callable[[], None],
) -> Articles:
    """Return the flow of articles; ``wake`` is called when one has led to deliveries."""
    wishes = config.full_texts
    if any("full_text" in warning.path for warning in config.warnings):
        logger.warning(
            "articles aren't read, as the extra for it isn't installed: %s",
            INSTALL,
            extra={"event": "articles-off"},
        )
    return Articles(
        database,
        ArticleRecorder(database, recorder, keep=wishes.keep),
        watched=watched,
        submit=poller.submit,
        allow_private=config.allow_private,
        per_hour=wishes.per_hour,
        clock=clock,
        recorded=lambda summary: wake() if summary.deliveries else None,
    )
