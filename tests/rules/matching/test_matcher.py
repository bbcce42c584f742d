"""Many rules against an item: what holds, where, and how much work it takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import RuleError
from monitor.item import Item
from monitor.rules import HitKind, Matcher, Rule, parse_rule
from monitor.rules.language.query import Term, TermKind
from monitor.rules.matching import field
from monitor.rules.words.lexicon import Lexicon
from monitor.text import read_chunk

STORY = (
    "Apple chose Alibaba's AI for iPhones sold in China, Joe Tsai told the World Governments Summit"
)


def rule(text, name="r", **given):
    return parse_rule(text, name=name, **given)


def item(title="", summary="", **given):
    return Item(feed="https://feeds.bbci.co.uk/news/rss.xml", key="k", title=title, summary=summary,
                **{"lang": "en", "source": "BBC News"} | given)  # fmt: skip


@pytest.fixture
def matches(known):
    def look(text, news, **given):
        return [
            match.rule for match in Matcher([rule(text, **given)], known=known).match(news)
        ] == ["r"]

    return look


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Apple + China + AI", True),
        ("Apple + China + Huawei", False),
        ("Apple + (Huawei | Alibaba)", True),
        ("Apple - Alibaba", False),
        ("Apple - Huawei", True),
        ("Joe Tsai + Alibaba", True),
        ('"Tsai Joe"', False),
        ("Apple NEAR/1 Alibaba", True),
        ("Alibaba NEAR/0 Apple", False),
        ("Apple ONEAR/1 Alibaba", True),
        ("Alibaba ONEAR/1 Apple", False),
        ("Apple NEAR/1 (Huawei | Alibaba)", True),
        ("2of(Apple, Huawei, China)", True),
        ("3of(Apple, Huawei, China)", False),
        ("=AI + =Apple", True),
        ("=ai", False),
        ("Ali*", True),
        ("/i[A-Z]hones?/", True),
        ("/(a+)+$/", False),
    ],
)
def test_a_rule_holds_or_not(matches, text, holds):
    assert matches(text, item(STORY)) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("title:Apple", True),
        ("title:Dubai", False),
        ("body:Dubai", True),
        ("body:Paris", True),
        ("body:Apple", False),
        ("feed:bbc", True),
        ("feed:BBCI", True),
        ('feed:"bbc news"', True),
        ("feed:reuters", False),
        ("site:reuters.com", True),
        ("site:www.reuters.com", True),
        ("site:euters.com", False),
        ("site:com", True),
        ("lang:en", True),
        ("lang:de", False),
        ("author:Smith", True),
        ("author:Apple", False),
        ("tag:technology", True),
        ("tag:sport", False),
        ("title:(Apple + China)", True),
        ("title:(Apple - Dubai)", True),
    ],
)
def test_a_scope_says_where_to_look(matches, text, holds):
    news = item(
        "Apple in China", "Told in Dubai", content="Then in Paris", author="Jane Smith",
        link="https://in.reuters.com/a", tags=("Technology", "Asia"),
    )  # fmt: skip
    assert matches(text, news) is holds


def test_a_phrase_does_not_cross_from_title_to_summary(matches):
    assert not matches("Joe Tsai", item("Joe", "Tsai"))
    assert not matches("Joe NEAR/5 Tsai", item("Joe", "Tsai"))
    assert not matches("PlayStation", item("Play", "Station"))


def test_a_story_is_found_in_every_wording_and_in_no_other(known):
    story = rule(
        "Apple + China + AI",
        aliases={
            "AI": ("artificial intelligence", "人工智能"),
            "China": ("Chinese", "Beijing", "中国"),
        },
    )
    matcher = Matcher([story], known=known)
    told = [
        item(STORY),
        item("APPLE TO USE ALIBABA'S ARTIFICIAL INTELLIGENCE IN CHINESE IPHONES"),
        item("Apple’s A.I. for China"),
        item("Apple and Alibaba", "Beijing has to approve the AI, The Information reported"),
        item("Chinas Antwort: Apple holt sich KI", "Apple setzt auf AI aus China", lang="de"),
        item("Apple携手阿里巴巴，为中国用户带来人工智能", lang="zh"),
        item("Aplpe picks Alibaba", "AI features in Cihna"),
    ]
    others = [
        item("How to bake an apple pie", "China plates, and AI in the kitchen"),
        item("Apple opens in Chinatown", "Machine learning on show"),
        item("Apple et la Chine", "J'ai vu leurs magasins en Chine", lang="fr"),
        item("Applebee's in China", "It uses AI to fry"),
        item("An apple harvest in China", "Farmers say AI helps"),
        item("Apple grows", "He said in Chino that he paid again"),
    ]
    assert [bool(matcher.match(news)) for news in told] == [True] * len(told)
    assert [bool(matcher.match(news)) for news in others] == [False] * len(others)


def test_hits_stand_in_the_original_text_in_reading_order(known):
    news = item("So\u200bny &amp; Ni&#110;tendo", "Ｓｏｎｙ wins", content="Nintendo's Sony")
    (match,) = Matcher([rule("Sony + Nintendo")], known=known).match(news)
    assert [(hit.field, hit.found) for hit in match.hits] == [
        ("title", "So\u200bny"), ("title", "Ni&#110;tendo"), ("summary", "Ｓｏｎｙ"),
        ("content", "Nintendo"), ("content", "Sony"),
    ]  # fmt: skip
    assert all(getattr(news, hit.field)[hit.start : hit.end] == hit.found for hit in match.hits)


def test_the_score_is_that_of_the_weakest_part_that_is_needed(known):
    matcher = Matcher([rule("Nvidia + (earnings | profit)")], known=known)

    def score(text):
        return matcher.match(item(text))[0].score

    assert score("Nvidia earnings") == 1.0
    assert score("Nvidea earnings") == 0.8
    assert score("Nvidia profits earnings") == 1.0
    assert score("Nvidia profits") == 0.95


def test_an_alias_hit_names_the_alias(known):
    (match,) = Matcher([rule("EU", aliases={"eu": ("European Union",)})], known=known).match(
        item("The European Union says")
    )
    assert [(hit.term, hit.found, hit.kind, hit.alias) for hit in match.hits] == [
        ("EU", "European Union", HitKind.ALIAS, "European Union")
    ]


def test_matches_come_in_the_order_of_the_rules(known):
    names = [f"r{i}" for i in range(20)]
    matcher = Matcher([rule("Apple", name=name) for name in names], known=known)
    assert [match.rule for match in matcher.match(item("Apple"))] == names
    matcher.remove("r3")
    matcher.add(rule("Apple", name="r3"))
    assert matcher.names(item("Apple")) == [*names[:3], *names[4:], "r3"]


def test_removing_what_is_not_there_is_an_error(known):
    with pytest.raises(KeyError):
        Matcher(known=known).remove("nobody")


def test_a_language_is_worked_out_where_the_feed_gives_none(matches):
    assert matches(
        "lang:de", item("Die Regierung hat gestern beschlossen, die Steuern zu senken", lang="")
    )
    assert matches("lang:ja", item("東京でサミットが開かれた", lang=""))
    assert matches("lang:zh", item("中国苹果公司发布新手机", lang=""))
    assert matches("lang:ko", item("삼성전자는 오늘 발표했다", lang=""))
    assert matches("lang:ru", item("Новые вакцины поступили в регионы", lang=""))
    assert matches("lang:ar", item("أعلنت الصين اليوم عن خطة", lang=""))
    assert matches(
        "Flüchtling", item("Die Flüchtlinge sind gestern in der Stadt angekommen", lang="")
    )


@pytest.mark.parametrize("title", ["", "12 345", "\ud800", "\x00", "🙂🙂", "&#xD800;", "a" * 300])
def test_no_text_is_too_odd(matches, title):
    assert not matches("Apple + China", item(title, lang=""))


def test_a_regular_expression_is_looked_for_beside_half_a_character(known):
    (match,) = Matcher([rule("/b+/")], known=known).match(item("é\ud800bb"))
    assert [(hit.start, hit.end, hit.found) for hit in match.hits] == [(2, 4, "bb")]


def test_a_regular_expression_that_cannot_be_read_names_the_place():
    broken = Rule(name="r", match="/(/", query=Term("(", TermKind.REGEX), canonical="/(/")
    with pytest.raises(RuleError, match="isn't a regular expression"):
        Matcher([broken])


# Near misses


def test_a_rule_that_lacks_one_clause_is_a_near_miss(known):
    matcher = Matcher([rule("Apple + China + AI"), rule("Peru", name="one")], known=known)
    matches, near = matcher.match_and_near(item("Apple in China"))
    assert matches == []
    assert [(miss.rule, miss.missing, [hit.found for hit in miss.hits]) for miss in near] == [
        ("r", "AI", ["Apple", "China"])
    ]
    assert matcher.match_and_near(item("Apple in Spain"))[1] == []


def test_a_not_may_be_what_is_missing(known):
    matcher = Matcher([rule("Apple + China - pie")], known=known)
    (near,) = matcher.match_and_near(item("Apple pie in China"))[1]
    assert near.missing == "- pie"
    assert not near.text_decides


def test_what_a_not_alone_left_out_is_a_near_miss(known):
    """Of a rule of one subject, too: nobody else says what its exclusions cost."""
    matcher = Matcher([rule("Jaguar - (car | NFL)")], known=known)
    (near,) = matcher.match_and_near(item("Jaguar kills a car thief"))[1]
    assert (near.missing, [hit.found for hit in near.hits]) == ("- (car | NFL)", ["Jaguar"])
    assert matcher.match_and_near(item("A car for the NFL"))[1] == []
    matcher.remove("r")
    assert matcher.match_and_near(item("Jaguar kills a car thief"))[1] == []


@pytest.mark.parametrize(
    ("clause", "decides"),
    [
        ("China", True),
        ('"China Mobile"', True),
        ("(China | India)", True),
        ("China NEAR/3 chips", True),
        ("body:China", True),
        ("2of(China, India, Peru)", True),
        ("(title:China | India)", True),
        ("title:China", False),
        ("author:Smith", False),
        ("site:bbc.co.uk", False),
        ("lang:de", False),
    ],
)
def test_a_near_miss_says_whether_more_text_may_decide_it(known, clause, decides):
    matcher = Matcher([rule(f"Apple + {clause}")], known=known)
    (near,) = matcher.match_and_near(item("Apple in Spain"))[1]
    assert near.text_decides is decides


def test_the_full_text_is_searched_as_the_body_is(known):
    matcher = Matcher(
        [rule("Apple + body:China"), rule("title:China", name="title"), rule("Peru", name="peru")],
        known=known,
    )
    full = replace(item("Apple in Spain"), full_text="It is sold in China.")
    (match,) = matcher.match(full)
    assert [(hit.field, hit.found) for hit in match.hits] == [
        ("title", "Apple"),
        ("full_text", "China"),
    ]


def test_what_matches_is_no_near_miss(known):
    matcher = Matcher([rule("Apple + China")], known=known)
    assert matcher.match_and_near(item("Apple in China"))[1] == []


def test_near_misses_are_bounded(known):
    rules = [rule("Apple + China + Xerox", name=f"r{i}") for i in range(100)]
    assert len(Matcher(rules, known=known).match_and_near(item("Apple in China"))[1]) == 20


# Work


def test_a_text_seen_before_costs_no_new_work(known):
    matcher = Matcher([rule("Apple + China")], known=known)
    matcher.match(item(STORY))
    done = matcher.work.chunks
    matcher.match(item(STORY))
    assert matcher.work.chunks == done


def test_rules_without_a_common_word_are_not_looked_at(known):
    rules = [rule(f"word{i} + Apple", name=f"r{i}") for i in range(2_000)]
    matcher = Matcher(rules, known=known)
    assert matcher.names(item("Apple word7")) == ["r7"]
    assert matcher.work.evaluations == 1


def test_adding_and_removing_one_rule_leaves_the_others_alone(known, monkeypatch):
    matcher = Matcher([rule(f"word{i} + Apple", name=f"r{i}") for i in range(500)], known=known)
    interned = []
    intern = Lexicon.intern
    monkeypatch.setattr(
        Lexicon, "intern", lambda self, word: interned.append(word) or intern(self, word)
    )
    matcher.add(rule("Nvidia + Taiwan", name="new"))
    matcher.remove("r3")
    assert {word.folded for word in interned} == {"nvidia", "taiwan"}
    assert len(matcher) == 500


def test_a_megabyte_is_read_only_so_far(known):
    matcher = Matcher([rule("Apple + China")], known=known)
    matcher.match(item("Apple", " ".join(f"w{i}" for i in range(200_000))))
    assert matcher.work.chunks < 20_000
    assert matcher.match(item("Apple", "x " * 100_000 + "China")) == []


def test_fifty_thousand_words_are_each_worked_out_at_most_once(known):
    letters = "abcdefghij"
    news = " ".join("qu" + "".join(letters[int(digit)] for digit in str(i)) for i in range(50_000))
    matcher = Matcher([rule("Apple + China")], known=known)
    matcher.match(item(news[:99_000], news[100_000:199_000], content=news[200_000:299_000]))
    assert matcher.work.chunks <= 50_010
    assert matcher.work.evaluations == 0


def test_a_hundred_terms_are_one_rule_to_look_at(known):
    text = " | ".join(f"word{i} NEAR/3 other{i}" for i in range(60))
    matcher = Matcher([rule(text)], known=known)
    news = " ".join(f"word{i} x x other{i}" for i in range(60))
    assert matcher.names(item(news)) == ["r"]
    assert matcher.work.evaluations == 1
    assert matcher.work.spots <= 60 * 4


def test_a_text_without_white_space_is_cut_once_for_all_its_terms(known, monkeypatch):
    read = []
    monkeypatch.setattr(field, "read_chunk", lambda chunk: read.append(chunk) or read_chunk(chunk))
    matcher = Matcher([rule("中国 NEAR/9 (苹果 | 人工智能) + 智能 + 人工")], known=known)
    (match,) = matcher.match(item("中国人工智能苹果" * 500, lang="zh"))
    assert len(match.hits) > 50
    assert len(read) == 1


def test_a_term_named_a_thousand_times_has_a_bounded_number_of_hits(known):
    (match,) = Matcher([rule("Apple NEAR/9 China")], known=known).match(
        item("Apple China " * 2_000)
    )
    assert len(match.hits) <= 100


def test_each_spelling_of_a_word_has_its_own_halves(known):
    matcher = Matcher([rule("Playstation", name="a")], known=known)
    matcher.add(rule("PlayStation", name="c"))
    assert matcher.names(item("A Play Station")) == ["c"]
