"""Which two lines are shown, and what is marked in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.wording.passage import (
    WIDTH,
    Piece,
    full_text_of,
    marked,
    passage_of,
    title_of,
    width,
)
from monitor.item import Item
from monitor.rules.rule import Hit, HitKind
from tests.alerts.stories import ITEM, hit

FILLER = "The harbour was quiet that morning and the ferries ran late. "


def item(**texts):
    return Item(feed="f", key="k", title=texts.pop("title", "A title"), **texts)


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


def test_a_short_text_is_shown_whole_with_its_hits_marked():
    it = item(summary="Apple and China agree.")
    hits = [hit(it, "summary", "Apple", "Apple"), hit(it, "summary", "China", "China")]

    assert shown(passage_of(it, hits)) == "[Apple] and [China] agree."


def test_words_that_took_the_place_of_a_hit_are_not_marked():
    hits = [hit(item(summary="Apple and China agree."), "summary", "Apple", "Apple")]

    assert (
        shown(passage_of(item(summary="Pears and plums agree."), hits)) == "Pears and plums agree."
    )


def test_a_long_text_is_shown_around_its_hits_from_the_beginning_of_a_sentence():
    it = item(summary=FILLER * 10 + "Regulators in China cleared Apple. " + FILLER * 10)
    hits = [hit(it, "summary", "Apple", "Apple"), hit(it, "summary", "China", "China")]

    assert shown(passage_of(it, hits)).startswith("… Regulators in [China] cleared [Apple]. The")


def test_the_beginning_is_preferred_where_it_shows_as_much():
    it = item(summary="Apple is here. " + FILLER * 10 + "Apple is there. " + FILLER * 10)
    hits = [hit(it, "summary", "Apple", "Apple"), hit(it, "summary", "Apple", "Apple", after=50)]

    assert shown(passage_of(it, hits)).startswith("[Apple] is here.")


def test_the_stretch_with_the_most_terms_wins():
    late = "China and Apple and AI together. "
    it = item(summary="Apple first. " + FILLER * 10 + late + FILLER * 10)
    at = it.summary.index(late)
    hits = [
        hit(it, "summary", "Apple", "Apple"),
        *(hit(it, "summary", term, term, after=at) for term in ("China", "Apple", "AI")),
    ]

    assert "[China] and [Apple] and [AI] together." in shown(passage_of(it, hits))


def test_without_hits_the_beginning_is_shown():
    it = item(summary=FILLER * 10)

    text = shown(passage_of(it, []))

    assert text.startswith("The harbour was quiet")
    assert text.endswith("ferries ran late. …")


def test_content_is_used_where_it_shows_more_than_the_summary():
    it = item(summary="Nothing to see.", content="Long ago Apple met China.")
    hits = [hit(it, "content", "Apple", "Apple"), hit(it, "content", "China", "China")]

    assert shown(passage_of(it, hits)) == "Long ago [Apple] met [China]."
    assert shown(passage_of(it, [])) == "Nothing to see."


def test_a_summary_that_only_repeats_the_title_is_not_shown():
    it = item(title="Apple in China", summary=" apple in  China\n")

    assert passage_of(it, []) == ()
    assert shown(passage_of(replace(it, content="More to read."), [])) == "More to read."


def test_chinese_is_measured_by_what_it_takes_on_the_screen():
    sentence = "监管机构要求所有大语言模型必须先获得批准才能向公众提供服务，"
    it = item(summary=sentence * 10 + "阿里巴巴与苹果合作，" + sentence * 10)
    pieces = passage_of(it, [hit(it, "summary", "Apple", "苹果", HitKind.ALIAS)])

    assert "[苹果]" in shown(pieces)
    assert shown(pieces).startswith("…阿里巴巴与[苹果]合作"), "begins after a comma"
    assert width("".join(piece.text for piece in pieces)) <= WIDTH + 4


def test_overlapping_hits_are_marked_once():
    it = item(title="New York Times")
    hits = [hit(it, "title", "New York", "New York"), hit(it, "title", "York Times", "York Times")]

    assert title_of(it, hits, limit=100) == (Piece("New York", hit=True), Piece(" Times", hit=True))


def test_hits_of_other_fields_and_beyond_the_text_are_not_marked():
    it = item(title="Apple")
    odd = replace(hit(it, "title", "Apple", "Apple"), start=3, end=99)

    assert title_of(it, [odd, replace(odd, field="summary")], limit=100) == (Piece("Apple"),)


def test_escape_sequences_inside_a_marked_text_are_gone_and_the_mark_stays():
    it = item(title="the \x1b[31mAp\u200bple\x1b[0m\ncase")
    raw = "Ap\u200bple"
    hits = [hit(it, "title", "Apple", raw, HitKind.EXACT)]

    assert shown(title_of(it, hits, limit=100)) == "the [Apple] case"


def test_a_long_title_is_cut():
    assert shown(title_of(item(title="x" * 500), [], limit=100)) == "x" * 100 + "…"


@pytest.mark.parametrize("text", ["", " \n", "\u200b"])
def test_nothing_to_show_is_no_piece(text):
    assert passage_of(item(summary=text), []) == ()


@given(data=st.data(), text=st.text(max_size=2_000))
def test_any_text_with_any_spans_gives_a_passage_of_bounded_width(data, text):
    places = st.integers(-5, len(text) + 5)
    spans = data.draw(st.lists(st.tuples(places, places), max_size=10))
    hits = [
        Hit(
            term=f"t{n % 3}",
            field="summary",
            start=start,
            end=end,
            found=text[max(start, 0) : max(end, 0)],
            kind=HitKind.EXACT,
            score=1.0,
        )
        for n, (start, end) in enumerate(spans)
    ]

    pieces = passage_of(replace(ITEM, summary=text), hits)

    assert width("".join(piece.text for piece in pieces)) <= WIDTH + 4
    assert all(piece.text for piece in pieces)


def test_what_only_the_full_text_says_is_shown_and_said_to_be_from_there():
    text = FILLER * 10 + "It is sold in China. " + FILLER * 10
    it = item(title="Apple opens", summary="Apple opens a shop.", full_text=text)
    hits = [
        hit(it, "title", "Apple", "Apple"),
        hit(it, "summary", "Apple", "Apple"),
        hit(it, "full_text", "China", "China"),
    ]
    assert "It is sold in [China]." in shown(passage_of(it, hits))
    assert shown(passage_of(it, hits)).startswith("Found in the full text: … ")
    assert passage_of(it, hits) == full_text_of(it, hits)


def test_what_the_feed_has_said_too_is_shown_from_there():
    it = item(title="Apple opens", summary="In China.", full_text="China. " + FILLER)
    hits = [
        hit(it, "title", "Apple", "Apple"),
        hit(it, "summary", "China", "China"),
        hit(it, "full_text", "China", "China"),
    ]
    assert shown(passage_of(it, hits)) == "In [China]."
    assert full_text_of(it, hits) == ()


@pytest.mark.parametrize(
    ("title", "found", "marks"),
    [
        ("Two consoles sold", "conso", "Two *consoles* sold"),
        ("Ende der Zinsschranke", "inss", "Ende der *Zinsschranke*"),
        ("Apple's AI", "Apple", "*Apple*'s AI"),
        ("集中国力", "中国", "集*中国*力"),
    ],
)
def test_evidence_is_whole_words_where_there_are_blanks_between_them(title, found, marks):
    told = item(title=title)
    one = hit(told, "title", found, found, HitKind.REGEX)
    assert marked(title_of(told, [one], limit=100)) == marks
