"""The rule language: what a text stands for."""

import pytest

from monitor.errors import RuleError
from monitor.rules.language.parser import canonical, parse_rule
from monitor.rules.language.query import And, Near, NOf, Not, Or, Scoped, Term, TermKind


def query_of(text):
    return parse_rule(text).query


APPLE, CHINA, AI, PIE = Term("Apple"), Term("China"), Term("AI"), Term("pie")


class TestOperators:
    def test_plus_asks_for_all(self):
        assert query_of("Apple + China + AI") == And((APPLE, CHINA, AI))

    def test_a_bar_asks_for_one(self):
        assert query_of("Apple | China|AI") == Or((APPLE, CHINA, AI))

    def test_not_binds_tighter_than_and_and_that_tighter_than_or(self):
        assert query_of("Apple | China + AI - pie") == Or((APPLE, And((CHINA, AI, Not(PIE)))))

    def test_parentheses_come_first(self):
        assert query_of("(Apple | China) + AI") == And((Or((APPLE, CHINA)), AI))
        assert query_of("Apple - (pie | AI)") == And((APPLE, Not(Or((PIE, AI)))))

    def test_needless_parentheses_leave_no_trace(self):
        assert query_of("((Apple) + (China + AI))") == And((APPLE, CHINA, AI))
        assert query_of("Apple | (China | (AI))") == Or((APPLE, CHINA, AI))

    @pytest.mark.parametrize(
        "text",
        [
            "Apple - pie",
            "Apple -pie",
            "Apple !pie",
            "Apple ! pie",
            "Apple NOT pie",
            "Apple AND NOT pie",
            "Apple + NOT pie",
            "Apple + (NOT pie)",
            "Apple – pie",
            "Apple — pie",
        ],
    )
    def test_not_has_many_spellings(self, text):
        assert query_of(text) == And((APPLE, Not(PIE)))

    def test_not_may_come_first_where_something_is_looked_for(self):
        assert query_of("-pie + Apple") == And((Not(PIE), APPLE))

    @pytest.mark.parametrize("text", ["Apple AND China", "Apple +China", "(Apple)+(China)"])
    def test_and_has_other_spellings(self, text):
        assert query_of(text) == And((APPLE, CHINA))

    @pytest.mark.parametrize("text", ["Apple OR China", "Apple || China", "Apple|China"])
    def test_or_has_other_spellings(self, text):
        assert query_of(text) == Or((APPLE, CHINA))

    @pytest.mark.parametrize(
        "text",
        [
            "（Apple ｜ China） ＋ ＡＩ",
            "(Apple|China)＋AI",
            "  ( Apple  |\n\tChina ) \u3000+\u00a0AI ",
            "(Ap\u00adple | \u200bChi\u2060na) +\ufeff AI",
        ],
    )
    def test_full_width_forms_white_space_and_invisible_characters_change_nothing(self, text):
        assert query_of(text) == query_of("(Apple | China) + AI")

    def test_a_full_width_plus_needs_no_white_space(self):
        assert query_of("苹果＋中国") == And((Term("苹果"), Term("中国")))
        assert query_of("Disney＋ | Netflix") == Or((Term("Disney+"), Term("Netflix")))


class TestNearness:
    def test_near_joins_two_terms_in_either_order(self):
        assert query_of("Apple NEAR/5 China") == Near(APPLE, CHINA, 5)

    def test_onear_keeps_the_order(self):
        assert query_of("Apple ONEAR/0 China") == Near(APPLE, CHINA, 0, ordered=True)

    def test_four_words_may_stand_between_where_no_number_is_given(self):
        assert query_of("Apple NEAR China") == Near(APPLE, CHINA, 4)

    def test_near_takes_phrases_and_alternatives(self):
        query = query_of("Joe Tsai NEAR/9 (Apple | =AI | micro*)")
        right = Or((APPLE, Term("AI", TermKind.EXACT), Term("micro", TermKind.PREFIX)))
        assert query == Near(Term("Joe Tsai"), right, 9)

    def test_near_binds_tighter_than_not(self):
        query = query_of("AI - Apple NEAR/2 pie")
        assert query == And((AI, Not(Near(APPLE, PIE, 2))))


class TestScopes:
    @pytest.mark.parametrize("scope", ["title", "body", "author", "tag"])
    def test_a_scope_stands_before_a_term_a_phrase_or_a_parenthesis(self, scope):
        assert query_of(f"{scope}:Apple + AI") == And((Scoped(scope, APPLE), AI))
        assert query_of(f"{scope}:Joe Tsai") == Scoped(scope, Term("Joe Tsai"))
        assert query_of(f'{scope}:"Joe Tsai"') == Scoped(scope, Term("Joe Tsai"))
        assert query_of(f"{scope}:(Apple - pie)") == Scoped(scope, And((APPLE, Not(PIE))))

    @pytest.mark.parametrize("text", ["Title:Apple", "TITLE: Apple", "title：Apple"])
    def test_a_scope_is_read_in_any_capitals_and_with_white_space_behind(self, text):
        assert query_of(text) == Scoped("title", APPLE)

    def test_feeds_sites_and_languages_are_plain_names(self):
        assert query_of("feed:BBC News") == Scoped("feed", Term("BBC News"))
        assert query_of('feed:(BBC | "The Hindu")') == Scoped(
            "feed", Or((Term("BBC"), Term("The Hindu")))
        )

    def test_sites_and_languages_are_in_lower_case(self):
        assert query_of("site:Reuters.com") == Scoped("site", Term("reuters.com"))
        assert query_of("lang:(ZH | De)") == Scoped("lang", Or((Term("zh"), Term("de"))))

    def test_a_scope_can_be_excluded(self):
        query = query_of("Apple - site:example.org")
        assert query == And((APPLE, Not(Scoped("site", Term("example.org")))))

    @pytest.mark.parametrize(
        "name", ["Re:Zero", "Star Trek: Discovery", "http://example.org", "Source: Reuters", "a:b"]
    )
    def test_a_colon_in_a_name_makes_no_scope(self, name):
        assert query_of(name) == Term(name)


class TestTerms:
    def test_words_side_by_side_are_a_phrase(self):
        assert query_of("Joe Tsai + AI") == And((Term("Joe Tsai"), AI))
        assert query_of("Joe   Tsai") == query_of('"Joe Tsai"') == Term("Joe Tsai")

    @pytest.mark.parametrize(
        "text",
        ['"Joe  Tsai"', "“Joe Tsai”", "„Joe Tsai“", "«Joe Tsai»", "「Joe Tsai」", "『Joe Tsai』",
         "＂Joe Tsai＂", "'Joe Tsai'", "‘Joe Tsai’"],
    )  # fmt: skip
    def test_all_quotation_marks_quote(self, text):
        assert query_of(text) == Term("Joe Tsai")

    def test_in_quotes_nothing_is_an_operator(self):
        assert query_of('"Apple + (China) | NOT title:=AI"').text == (
            "Apple + (China) | NOT title:=AI"
        )

    @pytest.mark.parametrize(
        "word",
        ["C++", "C#", ".NET", "Disney+", "AT&T", "U.S.", "O'Brien", "Wal-Mart", "e-commerce",
         "AI-powered", "24/7", "50%", "$5bn", "@apple", "#ChatGPT", "tips@example.org", "Yahoo!",
         "https://example.org/a?b=c#d", "1,000", "+1", "F-16", "and", "Or", "near", "NOTE", "a=b",
         "a~b", "N95", "5of", "[sic]", "苹果", "вакцина", 'צה"ל', "n/a", "w/o"],
    )  # fmt: skip
    def test_these_are_words(self, word):
        assert query_of(word) == Term(word)
        assert query_of(f"({word} + Apple)") == And((Term(word), APPLE))

    def test_a_comma_or_colon_behind_words_is_dropped(self):
        assert query_of("Washington, D.C., + AI") == And((Term("Washington, D.C."), AI))

    def test_a_curly_apostrophe_is_an_apostrophe(self):
        assert query_of("O’Brien") == Term("O'Brien")

    def test_accents_may_be_letters_of_their_own(self):
        assert query_of("Mu\u0308ller") == Term("Müller")

    def test_marks_say_how_a_term_is_to_be_read(self):
        assert query_of("=AI") == Term("AI", TermKind.EXACT)
        assert query_of('="Air China"') == Term("Air China", TermKind.EXACT)
        assert query_of("micro*") == Term("micro", TermKind.PREFIX)
        assert query_of("nvidia~") == Term("nvidia", TermKind.TYPOS)
        assert query_of('"Joe Tsai"~') == Term("Joe Tsai", TermKind.TYPOS)
        assert query_of("/cov[ie]d/") == Term("cov[ie]d", TermKind.REGEX)

    def test_a_regex_is_kept_as_written(self):
        text = r"a\/b “c”  (＋|d)"
        assert query_of(f"/{text}/ + Apple") == And((Term(text, TermKind.REGEX), APPLE))

    def test_a_term_knows_where_it_stands_in_the_text(self):
        query = query_of("\u200bApple ＋ “Joe Tsai” - =AI")
        apple, joe, ai = query.parts
        assert (apple.position, joe.position, ai.part.position) == (1, 9, 22)


class TestCounting:
    @pytest.mark.parametrize(
        "text",
        ["2of(Apple, China, AI)", "2 of (Apple,China,AI)", "2OF（Apple，China、AI）"],
    )
    def test_n_of_asks_for_so_many_of_its_parts(self, text):
        assert query_of(text) == NOf(2, (APPLE, CHINA, AI))

    def test_its_parts_may_be_anything_that_looks_for_something(self):
        query = query_of("1of(Apple - pie, China | AI, 2of(AI, Joe Tsai))")
        inner = NOf(2, (AI, Term("Joe Tsai")))
        assert query == NOf(1, (And((APPLE, Not(PIE))), Or((CHINA, AI)), inner))

    def test_a_comma_inside_a_number_or_a_quote_parts_nothing(self):
        query = query_of('1of(1,000, "Paris, Texas")')
        assert query == NOf(1, (Term("1,000"), Term("Paris, Texas")))


class TestRule:
    def test_a_rule_keeps_what_the_user_wrote_and_what_it_means(self):
        rule = parse_rule("Apple AND China", name="Apple in China", fuzzy=False)
        assert (rule.name, rule.match) == ("Apple in China", "Apple AND China")
        assert rule.query == And((APPLE, CHINA))
        assert rule.canonical == canonical(rule.query) == "Apple + China"
        assert not rule.fuzzy
        assert rule.warnings == ()

    def test_all_aliases_are_kept_but_empty_ones(self):
        aliases = {"AI": ["人工智能", " ", " machine learning "], "Unused": ["x"], "Empty": [""]}
        rule = parse_rule("Apple + AI", aliases=aliases)
        assert rule.aliases == {"AI": ("人工智能", "machine learning"), "Unused": ("x",)}


class TestNothingPositive:
    @pytest.mark.parametrize(
        "text",
        ["-Apple", "NOT Apple", "-Apple -pie", "(-Apple)", "Apple | -pie", "Apple + (AI | NOT pie)",
         "Apple | (-pie - AI)", "2of(Apple, -pie)", "title:(-pie)", "title:-pie", "Apple - (-pie)",
         "Apple - - pie", "!!Apple", "Apple NEAR -pie", "(Apple | -pie) NEAR China"],
    )  # fmt: skip
    def test_what_only_excludes_is_refused(self, text):
        with pytest.raises(RuleError):
            query_of(text)


class TestLimits:
    def test_a_rule_has_at_most_200_terms_however_many_words_they_have(self):
        assert len(query_of(" | ".join(f"Joe Tsai {n}" for n in range(200))).parts) == 200
        with pytest.raises(RuleError, match="200 are the limit"):
            query_of(" | ".join(f"Joe Tsai {n}" for n in range(201)))

    def test_a_term_has_at_most_100_characters(self):
        assert query_of("x" * 100) == Term("x" * 100)
        for text in ("x" * 101, f'"{"x" * 101}"', f"={'x' * 101}", "word " * 20 + "w"):
            with pytest.raises(RuleError, match="100 are the limit"):
                query_of(text)

    def test_a_regex_has_at_most_200_characters(self):
        query_of(f"/{'x' * 200}/")
        with pytest.raises(RuleError, match="200 are the limit"):
            query_of(f"/{'x' * 201}/")

    def test_a_rule_has_at_most_50000_characters(self):
        assert query_of(f"Apple{' ' * 49_995}") == APPLE
        with pytest.raises(RuleError, match="50,000 are the limit") as caught:
            query_of(f"Apple{' ' * 49_996}")
        assert caught.value.position == 50_000

    @pytest.mark.parametrize("opening", ["(", "title:(", "1of(", "Apple - (", "AI | (", "/x/ + ("])
    def test_any_depth_is_read_or_refused_but_never_too_deep_for_python(self, opening):
        text = opening * 1_000 + "Apple" + ")" * 1_000
        with pytest.raises(RuleError):
            query_of(text)

    def test_fifty_parentheses_may_stand_inside_each_other(self):
        assert query_of("(" * 50 + "Apple" + ")" * 50) == APPLE
        nested = "1of(" * 50 + "Apple" + ")" * 50
        assert canonical(query_of(nested)) == nested
        with pytest.raises(RuleError, match="More than 50"):
            query_of("(" * 51 + "Apple" + ")" * 51)

    def test_the_longest_rule_has_a_canonical_text_that_can_be_read(self):
        part = f"title:/{'x' * 200}/ - /{'y' * 200}/"
        text = "|".join(f"({part})" for _ in range(100))
        query = query_of(text)
        assert query_of(canonical(query)) == query
