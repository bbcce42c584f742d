"""The user's own templates: they take our place, they are tried first, and they lose no alert."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import TargetKind
from monitor.alerts.wording.own_templates import load_wording
from monitor.alerts.wording.render import render, render_note
from monitor.alerts.wording.templates import NAMES, SHIPPED, Wording
from monitor.errors import ConfigError
from tests.alerts.page import Page
from tests.alerts.stories import HOSTILE, alert_about, digest_of, hostile_alert

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def rendered(content, kind, wording):
    return render(content, kind, key="k", timezone=BERLIN, wording=wording)


def problems(folder):
    with pytest.raises(ConfigError) as caught:
        load_wording(folder)
    return [(each.path, each.line, each.message) for each in caught.value.problems]


def test_without_a_folder_our_own_words_are_used(tmp_path, alert):
    wording = load_wording(tmp_path / "nothing")

    for kind in TargetKind:
        assert rendered(alert, kind, wording) == rendered(alert, kind, SHIPPED)


def test_every_template_is_shipped_and_can_be_copied_as_it_is(folder, alert):
    for name in NAMES:
        source, *_ = SHIPPED.environment.loader.get_source(SHIPPED.environment, name)
        (folder / name).write_text(source, encoding="utf-8")
    wording = load_wording(folder)

    for content in (alert, digest_of(alert, alert_about(rule="Other"))):
        for kind in set(TargetKind) - {TargetKind.SLACK}:
            assert rendered(content, kind, wording) == rendered(content, kind, SHIPPED)
    assert rendered(alert, TargetKind.SLACK, wording).blocks == ()


@pytest.mark.parametrize(
    ("name", "kind", "part"),
    [
        ("alert.subject.txt", TargetKind.EMAIL, "title"),
        ("alert.subject.txt", TargetKind.TEXT, "title"),
        ("alert.html", TargetKind.EMAIL, "html"),
        ("alert.txt", TargetKind.EMAIL, "text"),
        ("alert.text.txt", TargetKind.TEXT, "text"),
        ("alert.slack.txt", TargetKind.SLACK, "text"),
    ],
)
def test_a_template_of_ones_own_takes_the_place_of_ours(folder, alert, name, kind, part):
    (folder / name).write_text("Look: {{ alert.rule }} / {{ alert.source }}")
    message = rendered(alert, kind, load_wording(folder))

    said = getattr(message, part).strip().replace("&#39;", "'")
    assert said == "Look: Apple's AI in China / The Harbour Ledger"


def test_slack_shows_ones_own_text_instead_of_blocks(folder, alert):
    (folder / "digest.slack.txt").write_text("{{ digest.headline }}")
    wording = load_wording(folder)

    assert rendered(alert, TargetKind.SLACK, wording).blocks
    message = rendered(digest_of(alert, alert), TargetKind.SLACK, wording)
    assert (message.text, message.blocks) == ("Apple's AI in China: 2 alerts", ())


def test_a_template_may_build_upon_ours_and_use_others_of_the_folder(folder, alert):
    (folder / "alert.html").write_text(
        '{% extends "shipped/alert.html" %}'
        "{% block preview %}{% include 'greeting.txt' %}{% endblock %}"
    )
    (folder / "greeting.txt").write_text("Good morning")
    html = rendered(alert, TargetKind.EMAIL, load_wording(folder)).html

    assert "Good morning" in html
    assert "Read the article" in html


def test_another_frame_is_around_every_e_mail(folder, alert):
    (folder / "page.html").write_text("<main>{% block body %}{% endblock %}</main>")
    wording = load_wording(folder)

    for content in (alert, digest_of(alert, alert)):
        assert rendered(content, TargetKind.EMAIL, wording).html.startswith("<main>")
    note = render_note("t", "x", TargetKind.EMAIL, key="n", wording=wording)
    assert note.html.startswith("<main>")


@pytest.mark.parametrize("words", HOSTILE)
def test_no_template_of_ones_own_can_forget_to_escape(folder, words):
    for name in ("alert.html", "alert.text.txt", "alert.slack.txt"):
        (folder / name).write_text(
            "{{ alert.headline }} {{ alert.title | plain }} {{ alert.rule }} {{ alert.source }} x"
        )
    wording = load_wording(folder)
    alert = hostile_alert(words)

    assert Page(rendered(alert, TargetKind.EMAIL, wording).html).tags == []
    slack = rendered(alert, TargetKind.SLACK, wording).text
    assert "<" not in slack
    for text in (slack, rendered(alert, TargetKind.TEXT, wording).text):
        assert "@everyone" not in text
        assert "](" not in text


@pytest.mark.parametrize(
    ("name", "source", "line", "said"),
    [
        ("alert.html", "<p>\n{{ alert.rule | shout }}", 2, "No filter named 'shout'"),
        ("alert.txt", "{% if alert.link %}\n\n{{ alert.link }}", 3, "end of template"),
        (
            "digest.txt",
            "a\nb\n{{ digest.ruels }}",
            3,
            "there is no ruels here; did you mean rules?",
        ),
        ("alert.txt", "{{ alert.xyzzy }}", 1, "there is no xyzzy here"),
        ("digest.html", "{{ digest.__class__.__mro__ }}", 1, "unsafe"),
        ("alert.text.txt", "\n{{ 1 / 0 }}", 2, "division by zero"),
        ("alert.slack.txt", '{% include "nothing.txt" %}', 1, "there is no template nothing.txt"),
        ("alert.html", '{% extends "shipped/alrt.html" %}', 1, "no template shipped/alrt.html"),
        (
            "alert.html",
            '{% extends "shipped/alert.html" %}\n{% block bod %}x{% endblock %}',
            2,
            "nothing has a block bod; there are body, preview, title",
        ),
        ("note.txt", "{{ titel }}", 1, "'titel' is undefined"),
        ("alert.subject.txt", "{# nothing #}", None, "produces nothing"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(folder, name, source, line, said):
    (folder / name).write_text(source)
    ((path, at, message),) = problems(folder)

    assert (path, at) == (name, line)
    assert said in message


def test_a_block_within_a_block_is_ones_own(folder):
    (folder / "note.html").write_text(
        '{% extends "page.html" %}{% block body %}{% block mine %}!{{ title }}{% endblock %}'
        "{% endblock %}"
    )
    assert (
        "!A title"
        in render_note(
            "A title", "text", TargetKind.EMAIL, key="k", wording=load_wording(folder)
        ).html
    )


def test_a_mistake_in_what_is_included_is_told_where_it_is(folder):
    (folder / "digest.txt").write_text('{% include "foot.txt" %}')
    (folder / "foot.txt").write_text("\n\n{{ digest.nothing }}")

    assert [(path, line) for path, line, _ in problems(folder)] == [("foot.txt", 3)]


def test_every_mistake_is_told_at_once_and_a_slip_of_the_pen_is_no_silence(folder):
    (folder / "alret.html").write_text("x")
    (folder / "alert.txt").write_text("{{")
    (folder / "note.txt").write_bytes(b"\xff\xfe\xff")

    assert [
        (path, message) for path, _, message in problems(folder) if "alert.txt" not in path
    ] == [
        ("alret.html", "isn't used; did you mean alert.html?"),
        ("note.txt", "can't be read; it must be a text file in UTF-8"),
    ]


def test_a_template_that_fails_with_a_real_alert_gives_way_to_ours_with_one_complaint(alert):
    said = []
    own = {
        "alert.text.txt": "{{ alert.nothing }}",
        "alert.html": "{% if alert.again %}x{% endif %}",
    }
    wording = Wording(own, complain=said.append)

    for _ in "again":
        for kind in (TargetKind.TEXT, TargetKind.EMAIL):
            assert rendered(alert, kind, wording) == rendered(alert, kind, SHIPPED)
    assert len(said) == 2
    assert "alert.text.txt" in said[0]
    assert said[1] == "the template alert.html produces nothing"
