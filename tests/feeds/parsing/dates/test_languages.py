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


LANGUAGES = {lang: [line for line in LINES if line[1] == lang] for _, lang, _ in LINES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_is_read_as_its_writer_means_it(language):
    read = {text: read_date(text, DateContext(lang=lang)) for _, lang, text in LANGUAGES[language]}

    assert {text: f"{date:%Y-%m-%d %H:%M:%S}" if date else "-" for text, date in read.items()} == {
        text: moment for moment, _, text in LANGUAGES[language]
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_time_of_the_fetch_changes_nothing_of_a_date_with_one_reading(language):
    for _, lang, text in LANGUAGES[language]:
        alone = read_date(text, DateContext(lang=lang))
        assert read_date(text, DateContext(lang=lang, now=NOW)) == alone, text


def test_the_table_has_dates_of_more_than_fifty_languages():
    assert len({lang.partition("-")[0] for lang in LANGUAGES}) > 50
