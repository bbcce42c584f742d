"""What aggregator.rss holds: each item names the outlet it comes from, in its title too."""

from datetime import UTC, datetime

from monitor.feeds.parsing.parse import ParsedFeed
from monitor.item import Item

expected = ParsedFeed(
    title='"Apple Alibaba" - Aggregator',
    lang="en",
    items=(
        Item(
            feed="https://feeds.example/dir/feed",
            key="CBMiAAA",
            title="Apple picks Alibaba for AI in China",
            link="https://aggregator.example/rss/articles/CBMiAAA?oc=5",
            published=datetime(2025, 2, 13, 8, 0, tzinfo=UTC),
            lang="en",
            source="The Daily Sample",
            tags=("coast",),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="CBMiBBB",
            title="Shares rise – and fall",
            link="https://aggregator.example/rss/articles/CBMiBBB?oc=5",
            summary="Shares rise – and fall Hong Kong at a high",
            published=datetime(2025, 2, 13, 9, 30, tzinfo=UTC),
            lang="en",
            source="Sample Wire",
            tags=("coast",),
        ),
    ),
)
