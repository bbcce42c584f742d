"""What the user is told about a rule that can't be read: where, what, and what to write instead."""

import pytest

from monitor.errors import RuleError
from monitor.rules.language.parser import parse_rule


def query_of(text):
    return parse_rule(text).query


# The rule with ⟨ before the place of the mistake; the message; part of the hint.
MISTAKES = [
    ("⟨", "empty", "Apple + China"),
    ("⟨ \n", "empty", "Apple + China"),
    ("Apple ⟨+", "nothing after the +", '"Apple +"'),
    ("Apple ⟨+ | China", "nothing after the +", "a word, a phrase or a parenthesis"),
    ("⟨| Apple", "nothing before the |", "leave it out"),
    ("Apple ⟨NEAR", "nothing after the NEAR", "a word"),
    ("title:(Apple ⟨ONEAR/5", "nothing after the ONEAR/5", "a word"),
    ("Apple ⟨OR", "nothing after the OR", "a word"),
    ("⟨AND", "nothing before the AND", "leave it out"),
    ("Apple + ⟨()", "nothing after the (", "a word"),
    ("1of(Apple⟨,)", "nothing after the ,", "a word"),
    ("⟨title:", "nothing after the title:", "a word"),
    ("⟨(Apple + China", "This ( is never closed", "Add )"),
    ("2of⟨(Apple, China", "This ( is never closed", "Add )"),
    ("Apple⟨)", "This ) closes nothing", "Leave it out"),
    ('⟨"Apple', "never closed", 'Add "'),
    ("=⟨“Apple", "never closed", 'Add "'),
    ('⟨""', "nothing between these quotation marks", "a word"),
    ("Apple + ⟨&", "& has no letter", "leave it out"),
    ("⟨🍎", "has no letter", "leave it out"),
    # A distance that isn't one
    ("VW NEAR ⟨5 recall", "right behind NEAR", "Write NEAR/5 recall."),
    ("VW ONEAR ⟨10 big recall", "right behind ONEAR", 'quote it: ONEAR "10 big"'),
    # What other search engines understand
    ("Apple ⟨AROUND(5) China", "AROUND(5) isn't understood", "Write NEAR/5"),
    ("⟨when:1d Apple", "when: isn't understood", "Leave it out"),
    ("Apple + ⟨after:2025-01-01", "after: isn't understood", 'quote a name: "after:…"'),
    # Nothing between two operands
    ('Apple ⟨"Tim Cook"', "no operator between Apple and", '"Apple Tim Cook" for the phrase'),
    ('"Tim Cook" ⟨Apple Pay', "no operator between", '"Tim Cook" + Apple Pay to ask for both'),
    ("Apple ⟨(Pay | Card)", "no operator between", "Apple + (…)"),
    ("Apple ⟨2of(a, b)", "no operator between", "Apple + 2of(…)"),
    ("Apple ⟨Int*", "no operator between", "Apple ONEAR/0 Int* for a phrase"),
    ('site:reuters.com ⟨"Apple"', "no operator between", 'site:reuters.com + "Apple"'),
    ("Apple ⟨title:China", "no operator between", "Apple + title:China"),
    ('"Apple" ⟨and "China"', '"and" in lower case', 'Write "Apple" + "China".'),
    ('Joe Tsai or ⟨"China"', '"or" in lower case', 'Write Joe Tsai | "China".'),
    ("(a | b) ⟨not (c | d)", '"not" in lower case', "Write (a | b) - (…)."),
    ("=Apple ⟨near China", '"near" in lower case', "Write =Apple NEAR/5 China."),
    ("Apple+⟨(China)", "no operator between", "Apple + (…), with white space"),
    ('"AI"⟨-powered', "no operator between", '"AI-powered"'),
    # Only what isn't wanted
    ("⟨-Apple", "only what you don't want", "Apple - pie"),
    ("Apple | ⟨-pie", "This alternative", "(Apple | iPhone) - pie"),
    ("2of(Apple, ⟨NOT pie)", "This part", "(Apple | iPhone) - pie"),
    ("title:⟨(-pie)", "title: here", "(Apple | iPhone) - pie"),
    ("Apple - ⟨-pie", "Two NOTs", "Leave one or both"),
    ("Apple - ⟨(-pie)", "NOT follows another NOT", "Leave both"),
    # Nearness
    ("Apple NEAR/5 ⟨-pie", "NOT can't come right after NEAR/5", "Apple - pie"),
    ("Apple NEAR China ⟨NEAR AI", "NEAR joins only two", "a NEAR/5 b + b NEAR/5 c"),
    ("⟨title:Apple NEAR China", "can't stand beside NEAR", "title:(Apple NEAR/5 China)"),
    ("AI NEAR ⟨(Apple + China)", "can't stand beside NEAR", "(a | b)"),
    ("Apple ⟨near/3 China", "near/3 isn't understood", "Write NEAR/3"),
    ("Apple ⟨NEAR7 China", "NEAR7 isn't understood", "Write NEAR/7"),
    ("Apple ⟨onear:2 China", "onear:2 isn't understood", "Write ONEAR/2"),
    ("Apple ⟨w/5 China", "w/5 isn't understood", "Write NEAR/5"),
    ("Apple ⟨pre/5 China", "pre/5 isn't understood", "Write ONEAR/5"),
    ("Apple ⟨NEAR/x China", "NEAR/x isn't understood", "Write NEAR/4"),
    ("Apple ⟨NEAR/500 China", "NEAR/500 isn't understood", "Write NEAR/100"),
    ('"Apple China"~⟨5', "number after ~", "Apple NEAR/5 China"),
    ("NEARBY + ⟨NEAR/", "NEAR/ isn't understood", "Write NEAR/4"),
    # Counting
    ("⟨4of(a, b, c)", "4 of 3", "from 1 to 3"),
    ("⟨0of(a, b, c)", "0 of 3", "from 1 to 3"),
    # Scopes
    ("⟨titel:Apple", "no scope titel:", "Write title:"),
    ("China + ⟨Headline:Apple", "no scope Headline:", "Write title:"),
    ("⟨source: BBC", "no scope source:", "Write feed:"),
    ("title:(Apple + ⟨body:China)", "body: stands inside title:", "title:apple + body:china"),
    ("site:⟨reuters.com Apple", "one address", "site:reuters.com + Apple"),
    ("site:⟨https://www.reuters.com/world", "only the site's name", "site:reuters.com"),
    ("site:⟨(a.com + b.com)", "takes a plain name", "(reuters.com | apnews.com)"),
    ("feed:(bbc | ⟨micro*)", "feed: takes a plain name", "feed:bbc"),
    ("lang:⟨/d./", "lang: takes a plain name", "lang:de"),
    ("lang:⟨English", "English isn't the code", "lang:en"),
    ("lang:(de | ⟨zh-CN)", "no regions", "lang:zh"),
    # Marks
    ("⟨mi*", "at least 3 letters", "without the *"),
    ("⟨中国*", "at least 3 letters", "found inside longer words anyway"),
    ("⟨ai~", "at least 3 letters", "without the ~"),
    ("micro⟨*soft", "at the end of a word", '"micro*soft"'),
    ("⟨*soft", "at the end of a word", '"*soft"'),
    ("⟨~nvidia", "at the end of a word", "nvidia~"),
    ("nvidia⟨~2", "at the end of a word", "nvidia~"),
    ('⟨"Tim Cook"*', "one word", '"Tim Cook" ONEAR/0 visit*'),
    ("⟨= AI", "nothing right after =", "=AI"),
    ("⟨=AI*", "= and * contradict", "Leave one out"),
    ("Apple ⟨&& China", "&& isn't understood", "Write +"),
    # Regular expressions
    ("/e/⟨OS", "Letters right after a closing /", "quotes"),
    ("⟨/abc", "never closed", '"/e/OS"'),
    ("⟨/(a|b/", "missing )", "google/re2"),
    (r"⟨/(a)\1/", "invalid escape", r"\1 aren't supported"),
    ("⟨/a(?=b)/", "invalid perl operator", "Look-ahead"),
    ("⟨/(?<!a)b/", "invalid perl operator", "Look-ahead"),
    ("⟨/a*/", "find every item", "+ instead of *"),
    (r"⟨/\b/", "find every item", "+ instead of *"),
    ("Apple ⟨\ud800", "character is incomplete", "type it again"),
    ("Apple + ⟨/a\\C/", "parts of characters", "Write a dot"),
    ("⟨2of(Apple; China; AI)", "2 of 1 is impossible", "commas between its parts"),
]


@pytest.mark.parametrize(("marked", "message", "hint"), MISTAKES)
def test_an_error_names_the_place_and_the_cure(marked, message, hint):
    text = marked.replace("⟨", "")
    with pytest.raises(RuleError) as caught:
        query_of(text)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.position == marked.index("⟨")


def test_an_error_shows_the_line_with_a_caret():
    with pytest.raises(RuleError) as caught:
        query_of("Apple + (China")
    assert str(caught.value) == (
        "This ( is never closed.\n"
        "Apple + (China\n"
        "        ^\n"
        "Add ) where it should end."
    )  # fmt: skip


def test_the_caret_stands_right_under_wide_letters():
    with pytest.raises(RuleError) as caught:
        query_of("苹果 + （中国")
    assert str(caught.value).splitlines()[1:3] == ["苹果 + （中国", " " * 7 + "^"]


def test_of_a_long_rule_only_the_place_is_shown():
    text = "Apple + \n" + "China | " * 20 + "(AI" + " | Taiwan" * 20
    with pytest.raises(RuleError) as caught:
        query_of(text)
    _, line, caret, _ = str(caught.value).splitlines()
    assert len(line) < 130
    assert line[len(caret) - 1 :].startswith("(AI")
    assert line.startswith("…")
    assert line.endswith("…")


@pytest.mark.parametrize(
    "text",
    ["x" * 300, "+" * 300, "NEAR/" + "9" * 300, "~" * 300, '"Apple" ' + "x" * 90, "y" * 99 + " +",
     f"/{'x' * 300}/", "/" + r"\pL{99}" * 20 + "/", "site:" + "a " * 49, "a* " + "z" * 99],
)  # fmt: skip
def test_a_message_never_repeats_a_long_text_whole(text):
    with pytest.raises(RuleError) as caught:
        query_of(text)
    assert len(caught.value.message) < 300
    assert len(caught.value.hint) < 300
