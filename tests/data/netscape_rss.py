"""What netscape.rss holds: no guids, no dates, one link for two items."""

from monitor.feeds.parsing.parse import ParsedFeed
from monitor.item import Item, digest

expected = ParsedFeed(
    title="Ninety-nine",
    items=(
        Item(
            feed="https://feeds.example/dir/feed",
            key="http://ninety.example/cafe|" + digest(["Café opens"]),
            title="Café opens",
            link="http://ninety.example/cafe",
            source="Ninety-nine",
            tags=("coast",),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="http://ninety.example/cafe|" + digest(["Café closes"]),
            title="Café closes",
            link="http://ninety.example/cafe",
            source="Ninety-nine",
            tags=("coast",),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="sha:" + digest(["Nothing but a title", ""]),
            title="Nothing but a title",
            source="Ninety-nine",
            tags=("coast",),
        ),
    ),
)
