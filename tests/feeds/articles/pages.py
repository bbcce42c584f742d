"""Pages as sites have them: an article among menus, notices and other headlines."""

from __future__ import annotations

MENU = "<nav>" + '<a href="/">Home</a> <a href="/world">World</a> ' * 15 + "</nav>"
FOOT = "<footer><p>Terms of use. Privacy. Cookies. All rights reserved.</p></footer>"
SENTENCES = (
    "The company said on Tuesday that the work would go on as planned through the summer.",
    "Analysts had expected the announcement for weeks, though few had guessed its size.",
    "A spokesman declined to say what the two sides will pay each other for the service.",
    "Its shares rose by two per cent in early trading and gave up most of that by noon.",
    "Regulators have six weeks to object, and lawyers think that they will use them all.",
    "The chief executive is to speak about it at a conference in Lisbon at the week's end.",
)


def page(*paragraphs, head="", lead=SENTENCES):
    """A page whose article says ``lead`` and then these paragraphs."""
    body = "".join(f"<p>{text}</p>" for text in (*lead, *paragraphs))
    return (
        f'<!doctype html><html lang="en"><head><title>News</title>{head}</head><body>{MENU}'
        f"<main><article><h1>Headline</h1>{body}</article></main>{FOOT}</body></html>"
    )


def linked_data(value):
    return f'<script type="application/ld+json">{value}</script>'
