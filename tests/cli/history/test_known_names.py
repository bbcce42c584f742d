"""A filter that names what nothing has is a mistake, not an empty list."""

from __future__ import annotations

import pytest

from monitor.errors import MonitorError


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("matches --rule nope", 'there is no rule "nope"; there is Apple in China'),
        ("matches --target consol", 'there is no target "consol"; did you mean "console"?'),
        ("matches --feed sampel", 'there is no feed "sampel"; did you mean "Sample"?'),
        ("matches --feed nope --json", 'there is no feed "nope"; there is '),
        ("matches --near --feed nope", "`news-monitor feeds` lists them"),
        ("matches --story 999", "there is no story 999; `news-monitor stories` lists them"),
        ("stories --rule nope", 'there is no rule "nope"'),
        ("stories 999", "there is no story 999"),
        ("deliveries --target consol", 'did you mean "console"?'),
        ("deliveries retry --dead --target consol", 'did you mean "console"?'),
        ("targets test consol", 'did you mean "console"?'),
        ("targets preview consol", 'did you mean "console"?'),
        ("feeds show sampel", 'there is no feed "sampel"; did you mean "Sample"?'),
        ("feeds poll sampel", 'did you mean "Sample"?'),
        ("backtest --rule Apple", 'there is no rule "Apple"; did you mean "Apple in China"?'),
        ("feeds add --rule Apple --yes", 'there is no rule "Apple"; did you mean "Apple in Chi'),
    ],
)
def test_a_name_that_nothing_has_is_told_with_those_near_it(cli, words, told):
    cli("once")
    with pytest.raises(MonitorError) as caught:
        cli(*words.split(" "))
    assert told in str(caught.value)


def test_what_there_is_or_was_is_no_mistake(cli, cli_json, home):
    cli("once")
    (row, *_) = everything = cli_json("matches")
    for words in (
        ("--feed", "SAMPLE"),
        ("--feed", "seeds/"),
        ("--lang", "EN"),
        ("--site", "www.wire.example"),
        ("--site", "example"),
    ):
        assert cli_json("matches", *words) == everything, words
    assert cli_json("matches", "--target", "console")
    assert cli_json("matches", "--story", str(row["story"]))
    # What may yet come isn't a mistake either.
    assert cli_json("matches", "--lang", "zh", "--site", "elsewhere.example") == []
    # Taken out of the configuration, they stay in the history.
    path = home / "config.toml"
    path.write_text('database = "news.db"\n')
    assert len(cli_json("matches", "--feed", "sample")) == len(everything)
    assert cli_json("matches", "--target", "console")
