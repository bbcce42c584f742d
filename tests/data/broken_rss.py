"""What broken.rss holds, once its prolog, ampersands and less-than signs are mended."""

from datetime import UTC, datetime

from monitor.feeds.parsing.parse import ParsedFeed
from monitor.item import Item

expected = ParsedFeed(
    title="Fish & Chips Daily",
    items=(
        Item(
            feed="https://feeds.example/dir/feed",
            key="http://fish.example/?id=1&page=2",
            title="Cod < haddock & other <3 news",
            link="http://fish.example/?id=1&page=2",
            summary="Salt & vinegar & more chips",
            published=datetime(2023, 3, 1, 8, 0, tzinfo=UTC),
            source="Fish & Chips Daily",
            tags=("coast",),
        ),
    ),
)
