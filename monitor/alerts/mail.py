"""An alert as an e-mail: HTML and the same as plain text, from templates. Pure.

The HTML needs no image and nothing from the network, and has a dark form of its own. Every word of
a feed is escaped by the template engine.
"""

from __future__ import annotations

from functools import cache

from jinja2 import PackageLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import SandboxedEnvironment

from monitor.alerts.alert import Message
from monitor.alerts.card import Card, text_of
from monitor.alerts.clean import shorten
from monitor.alerts.plaintext import marked

MAX_SUBJECT = 180


def mail_message(card: Card, *, key: str) -> Message:
    """Return the card as an e-mail."""
    return Message(
        key=key,
        title=shorten(card.subject, MAX_SUBJECT),
        text=_render("alert.txt", card=card),
        html=_render("alert.html", card=card),
    )


def mail_note(title: str, text: str, *, key: str) -> Message:
    """Return a message of our own, without an alert."""
    return Message(
        key=key,
        title=shorten(title, MAX_SUBJECT),
        text=_render("note.txt", title=title, text=text),
        html=_render("note.html", title=title, text=text),
    )


def _render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> SandboxedEnvironment:
    """Return the shipped templates, read on first use."""
    environment = SandboxedEnvironment(
        loader=PackageLoader("monitor.alerts"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = text_of
    environment.filters["marked"] = marked
    return environment
