"""Languages and countries as the engines name them."""

import pytest

from monitor.errors import MonitorError
from monitor.search_feeds.editions import edition, editions


@pytest.mark.parametrize(
    ("written", "label", "google", "country", "gdelt"),
    [
        ("en", "en", ("en-US", "US:en"), "US", "english"),
        ("en-GB", "en-GB", ("en-GB", "GB:en"), "GB", "english"),
        ("de", "de", ("de", "DE:de"), "DE", "german"),
        ("DE_at", "de-AT", ("de-AT", "AT:de"), "AT", "german"),
        ("pt-BR", "pt-BR", ("pt-BR", "BR:pt-419"), "BR", "portuguese"),
        ("pt", "pt", ("pt-PT", "PT:pt-150"), "PT", "portuguese"),
        ("es", "es", ("es", "ES:es"), "ES", "spanish"),
        ("es-MX", "es-MX", ("es-419", "MX:es-419"), "MX", "spanish"),
        ("zh", "zh", ("zh-CN", "CN:zh-Hans"), "CN", "chinese"),
        ("zh-TW", "zh-TW", ("zh-TW", "TW:zh-Hant"), "TW", "chinese"),
        ("nb", "no", ("no", "NO:no"), "NO", "norwegian"),
    ],
)
def test_a_language_is_named_as_each_engine_does(written, label, google, country, gdelt):
    found = edition(written)
    assert (found.label, found.google, found.country, found.gdelt) == (
        label,
        google,
        country,
        gdelt,
    )


def test_a_list_may_be_written_in_several_ways():
    assert [each.label for each in editions("en, de;fr en")] == ["en", "de", "fr"]


@pytest.mark.parametrize("written", ["xx", "english", "e", "", "de-DEU"])
def test_what_is_no_language_is_told_with_those_there_are(written):
    with pytest.raises(MonitorError, match=r"no language.* de"):
        edition(written)


def test_words_fit_where_their_script_is_written():
    assert edition("en").fits("Beijing")
    assert not edition("en").fits("北京")
    assert edition("zh").fits("北京")
    assert edition("ja").fits("北京")
    assert edition("zh").fits("Beijing")
    assert edition("ru").fits("Пекин")
    assert not edition("de").fits("Пекин")
    assert edition("zh").is_own("北京")
    assert not edition("de").is_own("Peking")
