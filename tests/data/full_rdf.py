"""What full.rdf (in ISO-8859-1) holds."""

from datetime import UTC, datetime, timedelta

from monitor.feeds.parsing.parse import ParsedFeed
from monitor.item import Item

expected = ParsedFeed(
    title="Küstenkurier",
    lang="de",
    ttl=timedelta(minutes=360),
    items=(
        Item(
            feed="https://feeds.example/dir/feed",
            key="https://kurier.example/1",
            title="Fähre läuft auf Grund",
            link="https://kurier.example/1?von=rdf",
            summary="Niemand wurde verletzt.",
            updated=datetime(2023, 2, 3, 3, 5, 6, tzinfo=UTC),
            lang="de",
            author="Jörg Meißner",
            source="Küstenkurier",
            tags=("coast", "Schifffahrt"),
        ),
    ),
)
