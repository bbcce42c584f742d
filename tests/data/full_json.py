"""What full.json holds: fields of wrong types count as missing."""

from datetime import UTC, datetime

from monitor.feeds.parsing.parse import ParsedFeed
from monitor.item import Item, digest

expected = ParsedFeed(
    title="Signals & Noise",
    lang="en",
    items=(
        Item(
            feed="https://feeds.example/dir/feed",
            key="https://signals.example/1",
            title="Chips & ships",
            link="https://signals.example/1",
            summary="In short.",
            content="In short. At length, too.",
            published=datetime(2024, 5, 1, 8, 0, tzinfo=UTC),
            updated=datetime(2024, 5, 1, 11, 0, tzinfo=UTC),
            lang="de",
            author="Ines Roth, Li Wei",
            source="Signals & Noise",
            tags=("coast", "Hardware", "Trade"),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="2",
            title="A post without a title. And a second paragraph of it.",
            link="https://elsewhere.example/2",
            lang="en",
            author="The Editors",
            source="Signals & Noise",
            tags=("coast",),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="sha:" + digest(["3.5", ""]),
            title="3.5",
            published=datetime(2024, 5, 1, 8, 0, tzinfo=UTC),
            lang="en",
            author="Nobody in particular",
            source="Signals & Noise",
            tags=("coast", "none"),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="4",
            title="Half a pair: !",
            lang="en",
            author="The Editors",
            source="Signals & Noise",
            tags=("coast",),
        ),
    ),
)
