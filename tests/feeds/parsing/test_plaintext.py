"""Facts about turning markup into the plain text a reader sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitor.feeds.parsing import plaintext
from monitor.feeds.parsing.plaintext import cut, fold, opening, text_of_html, text_of_title


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("AT&T", "AT&T"),
        ("AT&amp;T", "AT&T"),
        ("a < b", "a < b"),
        ("a &lt; b", "a < b"),
        ("5 > 3", "5 > 3"),
        ("I <3 you", "I <3 you"),
        ("x<y and y>z", "x<y and y>z"),
        ("if a<b and b>c then", "if a<b and b>c then"),
        ("How the <b> tag works", "How the <b> tag works"),
        ("vector<int> and List<String>", "vector<int> and List<String>"),
        ("Barnes &Noble &copy 2024 &unknown;", "Barnes &Noble &copy 2024 &unknown;"),
        ("M&Ms; R&D", "M&Ms; R&D"),
        ("?a=1&amplitude=2&String", "?a=1&amplitude=2&String"),
    ],
)
def test_plain_titles_survive(title, text):
    assert text_of_title(title) == text
    assert text_of_html(title, 1_000) == text


def test_tags_that_a_title_talks_about_survive():
    assert text_of_title("<title> or <h1>: which?") == "<title> or <h1>: which?"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("<b>Bold</b> move", "Bold move"),
        ("<I>Hamlet</I><br>reviewed", "Hamlet reviewed"),
        ("&lt;i&gt;Hamlet&lt;/i&gt; reviewed", "Hamlet reviewed"),
        ("Don&amp;#8217;t &amp;amp;amp; won&#x2019;t", "Don’t & won’t"),
        ("<script>alert(1)</script>Hi", "Hi"),
        ("<STYLE>p {}</style >Hi<!-- not this -->", "Hi"),
        ("<img src=x onerror=alert(1)>Hi", "Hi"),
        ("<svg/onload=alert(1)></svg>Hi", "Hi"),
        ("<![CDATA[Hi]]>", "Hi"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("&amp;eacutet&eacute &nbsp&laquo Zephyr &amp;amp Co", "été « Zephyr & Co"),
        ("Zephyr&#8217s d&#233fense &#34plan&#34", 'Zephyr’s défense "plan"'),
        ("<nobr>Zephyr</nobr> wins", "Zephyr wins"),
    ],
)
def test_markup_in_titles_is_dropped(title, text):
    assert text_of_title(title) == text
    assert text_of_html(title, 1_000) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One Two"),
        ("<p>One<p>Two<br/>Three", "One Two Three"),
        ("<ul><li>a<li>b</ul><table><tr><td>c</td><td>d</td></tr></table>", "a b c d"),
        ("H<sub>2</sub>O, <b>A</b>pple", "H2O, Apple"),
        ('<a href="1">AI</a><a href="2">China</a>', "AI China"),
        ("<p>It&amp;#8217;s &amp;quot;so&amp;quot;</p>", 'It’s "so"'),
        ("<p>code: &amp;lt;b&amp;gt;</p>", "code: &lt;b&gt;"),
        ("&lt;p&gt;Escaped&lt;/p&gt;&lt;p&gt;twice&lt;/p&gt;", "Escaped twice"),
        ("<html><head><title>no</title></head><body>yes</body></html>", "yes"),
        ("a<script>no</script> b<noscript>no</noscript> c<iframe>no</iframe>", "a b c"),
        ("one&nbsp;&nbsp;two\n\tthree", "one two three"),
        ("<p><![CDATA[kept]]></p>", "kept"),
        ("a <b unclosed", "a <b unclosed"),
        ("", ""),
        ("<p></p>", ""),
    ],
)  # fmt: skip
def test_html_becomes_the_text_a_reader_sees(html, text):
    assert text_of_html(html, 1_000) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (" a \n\t b\u00a0\u2003c\u2028d ", "a b c d"),
        ("nul\x00bell\x07c1\x9f", "nul bell c1"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\ufeffmark", "mark"),
        ("turn\u202eed \u2066around\u2069", "turned around"),
        ("half \ud83d pair", "half pair"),
        ("\u200bedges\u200b", "edges"),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text() | st.text(alphabet="<>&;/!-ab='\" bp#38lt"))
def test_whatever_comes_in_plain_text_comes_out(markup):
    for text in (text_of_title(markup), text_of_html(markup, 50)):
        assert text == " ".join(text.split())
        assert not {unicodedata.category(character) for character in text} & {"Cc", "Cs", "Zl"}
    assert len(text_of_html(markup, 50)) <= 50


@pytest.mark.parametrize(
    "unit", ["<script>", "<!--", "<b ", "<b a=b ", "&amp;", "]]>", "<a/", "</"]
)
@pytest.mark.timeout(10)
def test_repetition_does_not_take_forever(unit):
    """A lazy pattern would need the square of the length: minutes."""
    text_of_html(unit * 40_000, 100)
    text_of_title(unit * 40_000, 100_000)


class TestOpening:
    def test_a_short_text_is_its_own_opening(self):
        assert opening("One. Two.", 100) == "One. Two."

    def test_it_ends_with_the_last_sentence_that_fits(self):
        assert opening("First one. Second one. Third one.", 25) == "First one. Second one."
        assert opening("他说“好。”然后走了。后来呢？", 11) == "他说“好。”然后走了。"

    def test_a_long_sentence_is_cut_at_a_word(self):
        assert opening("one two three four five", 15) == "one two three…"

    def test_a_point_within_a_number_or_name_ends_nothing(self):
        assert opening("Up 2.5 % at example.com they say so", 20) == "Up 2.5 % at…"

    @given(st.text(alphabet="ab .。”", max_size=80), st.integers(2, 40))
    def test_it_fits_and_begins_the_text(self, text, limit):
        begun = opening(text, limit)
        assert len(begun) <= limit
        assert text.startswith(begun.removesuffix("…"))


@pytest.fixture
def trees(monkeypatch):
    """The pieces of HTML that a tree is made of."""
    made = []

    def parser(markup):
        made.append(markup)
        return LexborHTMLParser(markup)

    monkeypatch.setattr(plaintext, "LexborHTMLParser", parser)
    return made


@pytest.mark.parametrize(
    "tangle",
    [
        pytest.param("<div>" * 100_000, id="nested"),
        pytest.param("<div></b>" * 100_000, id="closed by what isn't open"),
        pytest.param("<span><div></span>" * 100_000, id="crossed"),
        pytest.param(
            "".join(f"<b id={n}>" for n in range(300)) + "<p></p>" * 9_000, id="opened anew in each"
        ),
    ],
)
def test_no_tree_is_made_of_a_tangle_and_its_text_survives(trees, tangle):
    """Each tag of it would have to look at all that are open: 20 s for the first."""
    html = f"{tangle}<p>AT&amp;T <b>rises</b><script>no()</script></p><p>again</p>"
    assert text_of_html(html, 500) == "AT&T rises again"
    assert trees == []


def test_a_tree_is_made_of_a_long_article(trees):
    html = "<ul><li>One <b>two</b><br><li><a href='/'>three</a></ul>" * 5_000
    assert text_of_html(html, 16) == "One two three…"
    assert len(trees) == 1


def test_what_is_cut_says_so():
    assert cut("one two three", 9) == "one two…"
    assert cut("unbreakable", 5) == "unbr…"
    assert cut("one", 9) == "one"
