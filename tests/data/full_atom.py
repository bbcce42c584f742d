"""What full.atom holds."""

from datetime import UTC, datetime

from monitor.feeds.parsing.parse import ParsedFeed
from monitor.item import Item

expected = ParsedFeed(
    title="Reports & Notes",
    lang="en",
    items=(
        Item(
            feed="https://feeds.example/dir/feed",
            key="urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
            title="A title that is text: 1 < 2 & AT&T",
            link="https://reports.example/2024/reports/1",
            summary="What it is about.",
            content="What it is about. And all of the rest & more.",
            published=datetime(2024, 5, 1, 8, 0, 0, 250000, tzinfo=UTC),
            updated=datetime(2024, 5, 2, 8, 0, tzinfo=UTC),
            lang="en",
            author="Ana Ruiz, Bo Lind",
            source="Reports & Notes",
            tags=("coast", "Economy", "trade"),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="tag:reports.example,2024:2",
            title="阿里巴巴與蘋果合作",
            link="https://other.example/reports/2",
            summary="全文在此。 第二段。",
            updated=datetime(2024, 5, 3, 10, 5, tzinfo=UTC),
            lang="zh",
            author="The Desk",
            source="The Planet",
            tags=("coast",),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="https://reports.example/2024/3",
            title="After an entry with a base of its own",
            link="https://reports.example/2024/reports/3",
            lang="en",
            author="The Desk",
            source="Reports & Notes",
            tags=("coast",),
        ),
    ),
    unread_dates=1,
    unread_date="0001-01-01T00:00:00Z",
)
