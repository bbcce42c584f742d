"""Facts about dates in many languages and forms: each line of ``tests/data/dates.tsv`` is one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.dates.read import read_date

TABLE = Path(__file__).parents[3] / "data/dates.tsv"
LINES = [
    line.split("\t")
    for line in TABLE.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "lang", "text"), LINES)
def test_a_date_is_read_as_its_writer_means_it(moment, lang, text):
    wanted = None if moment == "-" else datetime.fromisoformat(f"{moment}+00:00")

    date = read_date(text, DateContext(lang=lang))

    assert (date.replace(microsecond=0) if date else None) == wanted


@pytest.mark.parametrize(("moment", "lang", "text"), LINES)
def test_the_time_of_the_fetch_changes_nothing_of_a_date_with_one_reading(moment, lang, text):
    alone = read_date(text, DateContext(lang=lang))

    assert read_date(text, DateContext(lang=lang, now=NOW)) == alone


def test_the_table_has_dates_of_more_than_fifty_languages():
    assert len({lang.partition("-")[0] for _, lang, _ in LINES}) > 50
