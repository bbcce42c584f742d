"""What to change about a rule, learned from votes and near misses, and what it would do."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.suggest.suggest import suggest
from monitor.rules.suggest.suggestion import Effect, Judged, Kind, Missed


def item(title, lang="en"):
    return Item(feed="f", key=title, title=title, lang=lang)


def judged(vote, *titles, story=100):
    return [Judged(item(title), story + at, vote) for at, title in enumerate(titles)]


@pytest.fixture
def propose(known):
    def propose(text, matched=(), missed=(), *, aliases=None, **options):
        rule = parse_rule(text, name="R", aliases=aliases or {})
        return suggest(rule, matched, missed, known=known, **options)

    return propose


BAD = judged(
    -1,
    "Apple pie wins the village baking contest",
    "How to bake an Apple pie like grandmother",
    "Apple orchard harvest begins early, bakers rejoice over pie",
)
GOOD = judged(1, "Apple unveils a thinner laptop", "Apple shares climb on phone sales", story=200)


def test_a_word_of_bad_matches_only_is_to_be_excluded(propose):
    (first, *_) = propose("Apple", [*BAD, *GOOD])
    assert (first.kind, first.text) == (Kind.EXCLUDE, "pie")
    assert first.rule.match == "Apple - pie"
    assert first.effect == Effect(bad_lost=3, bad=3, good=2)


def test_a_word_that_a_good_match_has_too_isnt(propose):
    matched = [*BAD, *GOOD, *judged(1, "Apple pie chart of shares")]
    assert "pie" not in {each.text for each in propose("Apple", matched)}
    assert all(each.effect.good_lost == 0 for each in propose("Apple", matched))


def test_a_word_that_stands_as_often_where_nobody_voted_isnt(propose):
    matched = [*BAD, *judged(0, *(f"Apple pie number {n}" for n in range(9)), story=300)]
    assert "pie" not in {each.text for each in propose("Apple", matched)}


def test_what_nobody_voted_on_in_a_story_that_was_voted_bad_speaks_for_no_word(propose):
    also = judged(0, "Village baking contest: Apple pie takes the prize", story=100)
    (first, *_) = propose("Apple", [*BAD, *GOOD, *also])
    assert (first.text, first.effect.others) == ("pie", 0)

    also = judged(0, "Apple pie laptop", story=200)  # in a story that was voted good
    assert "pie" not in {each.text for each in propose("Apple", [*BAD, *GOOD, *also])}


def test_where_many_are_bad_a_word_of_one_of_them_is_chance(propose):
    for each in propose("Apple", [*BAD, *GOOD]):
        assert each.effect.bad_lost >= 2


def test_of_two_words_for_the_same_matches_one_is_proposed(propose):
    found = propose("Apple", [*BAD, *GOOD])
    assert len(found) == len({each.text for each in found}) == 1


def test_of_equally_good_words_those_beside_the_rules_own_come_first(propose):
    """They say which sense isn't meant; other words of the item only happen to stand there."""
    matched = [*judged(-1, "Apple Pay reaches gates at airports, travellers queue"), *GOOD]
    (only,) = propose("Apple", matched)
    assert only.rule.match == 'Apple - "Apple Pay"'


def test_an_exclusion_of_several_alternatives_gets_its_parentheses(propose):
    (first, *_) = propose("Apple | Mac", [*BAD, *GOOD])
    assert first.rule.canonical == "(Apple | Mac) - pie"


def near(*titles, missing, story=200):
    return [Missed(item(title), story + at, missing) for at, title in enumerate(titles)]


TOLD = judged(
    0, "Nvidia ships its newest chip for AI", "Nvidia doubles AI sales", "Nvidia AI event", story=1
)
MISSED = [
    *near(
        "Nvidia ships newest chip for machine learning",
        "Nvidia doubles machine learning sales",
        "Nvidia holds event on machine learning",
        missing="AI",
        story=1,
    ),
    *near(
        "Nvidia opens a campus in Texas",
        "Nvidia sponsors a tennis cup",
        "Nvidia graphics cards sold out",
        missing="AI",
        story=50,
    ),
]


def test_words_that_tell_near_misses_of_stories_told_of_from_others_become_aliases(propose):
    found = propose("Nvidia + AI", TOLD, MISSED)
    (first, *_) = found
    assert (first.kind, first.text, first.term) == (Kind.ALIAS, "machine learning", "AI")
    assert first.rule.aliases == {"AI": ("machine learning",)}
    assert (first.effect.gained, first.effect.gained_told) == (3, 3)


def test_an_alias_is_added_to_those_there_are(propose):
    (first, *_) = propose("Nvidia + AI", TOLD, MISSED, aliases={"AI": ("neural nets",)})
    assert first.rule.aliases == {"AI": ("neural nets", "machine learning")}


def test_a_story_that_was_voted_bad_teaches_no_alias(propose):
    bad = [Judged(each.item, each.story, -1) for each in TOLD]
    assert not [each for each in propose("Nvidia + AI", bad, MISSED) if each.kind is Kind.ALIAS]


def test_a_name_isnt_widened_by_a_common_word(propose):
    missed = near(
        *(f"Suppliers await artificial intelligence, hears {name}" for name in "ABC"),
        missing="Nvidia",
        story=1,
    )
    for each in propose("Nvidia + (AI | artificial intelligence)", TOLD, missed):
        assert each.text[0].isupper()


def test_chinese_is_proposed_by_runs_of_characters(propose, known):
    matched = [
        Judged(item(title, "zh"), story, 0)
        for story, title in enumerate(
            ("苹果推出人工智能手机", "苹果人工智能升级", "苹果与人工智能"), 1
        )
    ]
    missed = [
        Missed(item(title, "zh"), story, "人工智能")
        for story, title in (
            (1, "苹果推出大模型手机"),
            (2, "苹果大模型升级"),
            (3, "苹果发布大模型"),
            (8, "苹果开设新店"),
            (9, "苹果股价下跌"),
            (10, "苹果裁员"),
        )
    ]
    (first, *_) = propose("苹果 + 人工智能", matched, missed)
    assert (first.text, first.term) == ("大模型", "人工智能")
    changed = Matcher([first.rule], known=known)
    assert [bool(changed.names(each.item)) for each in missed] == [True] * 3 + [False] * 3


def test_an_exclusion_that_keeps_out_what_was_told_of_is_to_be_dropped(propose):
    matched = judged(0, "Apple opens in Rome", "Apple opens in Oslo", story=1)
    missed = near(
        "Football stars at Apple opening in Rome",
        "Apple opens in Oslo with football stars",
        missing="- football",
        story=1,
    )
    (only,) = propose("Apple - football", matched, missed)
    assert (only.kind, only.text, only.rule.canonical) == (Kind.READMIT, "football", "Apple")
    assert only.effect.gained_told == 2


def test_what_the_rule_no_longer_matches_counts_for_nothing(propose):
    old = judged(-1, "Pear pie", "Pear pie again", "Pear pie once more", story=400)
    assert {each.effect.bad for each in propose("Apple", [*BAD, *GOOD, *old])} == {3}


def test_without_votes_and_near_misses_there_is_nothing_to_say(propose):
    assert propose("Apple") == ()
    assert propose("Apple", judged(0, "Apple a", "Apple b")) == ()


def test_every_effect_is_what_the_changed_rule_really_does(propose, known):
    """Checked against the matcher, whatever was proposed."""
    matched = [*BAD, *GOOD, *TOLD]
    rule_text = "Apple | Nvidia + AI"
    found = propose(rule_text, matched, MISSED, most=20)
    assert found
    for each in found:
        changed = Matcher([each.rule], known=known)
        lost = [one for one in matched if not changed.names(one.item)]
        assert each.effect.bad_lost == sum(one.vote == -1 for one in lost)
        assert each.effect.others_lost == sum(one.vote == 0 for one in lost)
        assert each.effect.gained == sum(bool(changed.names(one.item)) for one in MISSED)


def test_one_bad_vote_tells_the_fruit_from_the_company(propose):
    matched = [
        *judged(-1, "Apple growers in China use AI"),
        *judged(
            1, "Apple brings its AI to China", "China may get Apple AI with Alibaba", story=200
        ),
    ]
    (first, *_) = propose("Apple + China + AI", matched)

    assert first.kind is Kind.EXCLUDE
    assert "grower" in first.text.casefold()
    assert first.effect == Effect(bad_lost=1, bad=1, good=2)
