"""What full.rss holds."""

from datetime import UTC, datetime, timedelta

from monitor.feeds.parsing.parse import ParsedFeed
from monitor.item import Item

expected = ParsedFeed(
    title="Harbour & Hills Gazette",
    lang="en",
    ttl=timedelta(minutes=25),
    items=(
        Item(
            feed="https://feeds.example/dir/feed",
            key="gazette-1",
            title="AT&T and The Tempest: 5 > 3, we <3 it",
            link="https://gazette.example/news/1?a=1&b=2",
            summary="The first paragraph. The second, with H2O.",
            content=(
                "The first paragraph. The second, with H2O."
                " And a third that only the full text has."
            ),
            published=datetime(2022, 7, 28, 12, 35, 5, tzinfo=UTC),
            lang="en",
            author="Ada Holm",
            source="Harbour & Hills Gazette",
            tags=("coast", "Technology", "Stage"),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="ferry-2",
            title='Ferry "Aurora" runs aground; nobody’s hurt',
            link="https://gazette.example/news/2",
            summary="A description, said twice.",
            published=datetime(2022, 7, 27, 19, 35, 5, tzinfo=UTC),
            lang="en",
            author="Night desk",
            source="Harbour & Hills Gazette",
            tags=("coast",),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="https://gazette.example/news/3",
            title="Counted on the way",
            link="https://gazette.example/news/3",
            lang="en",
            source="Harbour & Hills Gazette",
            tags=("coast",),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="gazette-4",
            title="Not to be followed",
            summary="Plain text: a < b, and x<y too.",
            lang="en",
            source="The Other Paper",
            tags=("coast",),
        ),
        Item(
            feed="https://feeds.example/dir/feed",
            key="gazette-5",
            title="An item without a title, as short posts have none.",
            summary=(
                "An item without a title, as short posts have none."
                " It takes its opening words for one, so that an alert can show something."
            ),
            lang="en",
            source="Harbour & Hills Gazette",
            tags=("coast",),
        ),
    ),
    unread_dates=1,
    unread_date="yesterday at noon",
)
