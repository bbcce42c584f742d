"""The words of an alert, a digest or a note for one kind of target. Pure.

Each kind has a module of its own (``slack``, ``mail``, ``plaintext``; ``sending.console`` lays its
messages out itself). All say the same, which ``card`` and ``digest_card`` gather, in the words of
the ``templates``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert, Bundle, Content, Digest, Message, Note
from monitor.alerts.answers import Answers
from monitor.alerts.buttons import Look, rows_of, said_to
from monitor.alerts.planning.policy import RANK, Priority, TargetKind
from monitor.alerts.wording.card import Card, card_of
from monitor.alerts.wording.digest_card import DigestCards, digest_card
from monitor.alerts.wording.mail import mail_digest, mail_message, mail_note
from monitor.alerts.wording.note_card import NoteCard, note_card, plain_card
from monitor.alerts.wording.payload import webhook_message
from monitor.alerts.wording.plaintext import text_digest, text_message, text_note
from monitor.alerts.wording.slack import slack_digest, slack_message, slack_note, slack_said
from monitor.alerts.wording.templates import SHIPPED, Wording
from monitor.item import digest as digest_of
from monitor.printable import clean, defuse

PeopleKind = Literal[TargetKind.CONSOLE, TargetKind.SLACK, TargetKind.EMAIL, TargetKind.TEXT]
"""The kinds of target that people read."""
DIGESTS = "digests"
"""In the place of a rule's name, for digests in which several rules speak."""


def render(
    content: Content,
    kind: TargetKind,
    *,
    key: str,
    timezone: ZoneInfo,
    page_url: str = "",
    wording: Wording = SHIPPED,
    answers: Answers | None = None,
    look: Look | None = None,
    buttons: bool = False,
) -> Message:
    """Word an alert, a bundle, a digest or a note for one kind of target.

    Args:
        content: What to word.
        kind: What the target can show.
        key: The delivery's key.
        timezone: Zone of the times shown.
        page_url: Where this program's page begins, such as ``http://localhost:8080``; alerts link
            to their stories there, digests to the list of alerts. Empty: there is none.
        wording: The templates.
        answers: Makes the links by which readers answer alerts; None: there are none.
        look: Returns what has been said to an alert, which its message says; None: it doesn't,
            for it can't be edited when somebody says more.
        buttons: Whether alerts have buttons to answer by, instead of links; only with ``look``.

    Returns:
        The message. The feed's words are escaped for the kind, on one line each, without control,
        bidi or escape characters; links are http(s) or left out.
    """
    page = page_url.rstrip("/")
    if kind is TargetKind.CONSOLE or buttons:  # who reads it has the commands at hand, or buttons
        answers = None

    def story_url(story: int) -> str:
        return f"{page}/story/{story}" if page else ""

    list_url = f"{page}/alerts" if page else ""

    def for_programs(title: str) -> Message:
        return webhook_message(
            content, key=key, title=title, page=list_url, story_url=story_url, answers=answers
        )

    match content:
        case Note():
            if kind is TargetKind.WEBHOOK:
                return for_programs(content.title)
            return _note(note_card(content, page=page), kind, wording, key=key)
        case Digest():
            cards = DigestCards(
                lambda most: digest_card(
                    content,
                    timezone,
                    most=most,
                    page_url=list_url,
                    story_url=story_url,
                    answers=answers,
                )
            )
            return _digest(cards, content, kind, wording, key=key, for_programs=for_programs)
        case Alert() | Bundle():
            story = (content.alerts[0] if isinstance(content, Bundle) else content).story
            card = card_of(content, timezone, page_url=story_url(story), answers=answers)
            message = _alert(card, content, kind, wording, key=key, for_programs=for_programs)
            if look and buttons:
                message = replace(message, buttons=_buttons(content, look))
            return _with_said(message, content, kind, look, timezone) if look else message
    assert_never(content)


def render_note(
    title: str, text: str, kind: PeopleKind, *, key: str, wording: Wording = SHIPPED
) -> Message:
    """Word a message of the program's own for people: a test, a summary, a warning.

    Args:
        title: One line.
        text: Plain; its line breaks stay.
        kind: What the target can show.
        key: The delivery's key; the same at every attempt.
        wording: The templates.
    """
    return _note(plain_card(title, text), kind, wording, key=key)


def _note(card: NoteCard, kind: PeopleKind, wording: Wording, *, key: str) -> Message:
    match kind:
        case TargetKind.CONSOLE:
            return Message(key=key, title=card.title, text=card.in_full())
        case TargetKind.SLACK:
            return slack_note(card, key=key)
        case TargetKind.EMAIL:
            return mail_note(card, wording, key=key)
        case TargetKind.TEXT:
            return text_note(card, key=key)
    assert_never(kind)


def _buttons(content: Alert | Bundle, look: Look) -> tuple[tuple[tuple[str, str], ...], ...]:
    rows = rows_of(_alerts(content), look)
    return tuple(tuple((button.label, button.data) for button in row) for row in rows)


def _with_said(
    message: Message, content: Alert | Bundle, kind: TargetKind, look: Look, timezone: ZoneInfo
) -> Message:
    """The message with what people have said to its alerts below its text."""
    said = "\n".join(said_to(_alerts(content), look, timezone))
    if not said:
        return message
    if kind is TargetKind.SLACK:
        return slack_said(message, said)
    return replace(message, text=f"{message.text}\n\n{defuse(said)}")


def _alerts(content: Alert | Bundle) -> tuple[Alert, ...]:
    return content.alerts if isinstance(content, Bundle) else (content,)


def thread_of(story: int) -> str:
    """Return the thread of all messages about a story, by which e-mail is threaded."""
    return digest_of(("story", str(story)))


def _alert(
    card: Card,
    content: Alert | Bundle,
    kind: TargetKind,
    wording: Wording,
    *,
    key: str,
    for_programs: Callable[[str], Message],
) -> Message:
    match kind:
        case TargetKind.CONSOLE:
            message = Message(
                key=key,
                title=card.subject,
                text=wording.fill("alert.text.txt", alert=card),
                alert=content,
                link=card.page_url,
            )
        case TargetKind.SLACK:
            message = slack_message(card, wording, key=key)
        case TargetKind.EMAIL:
            message = mail_message(card, wording, key=key)
        case TargetKind.TEXT:
            message = text_message(card, wording, key=key)
        case TargetKind.WEBHOOK:
            message = for_programs(card.subject)
        case _:
            assert_never(kind)
    alerts = _alerts(content)
    return replace(
        message,
        rule=card.rules[0].name,
        priority=min((alert.priority for alert in alerts), key=RANK.__getitem__),
        thread=thread_of(alerts[0].story),
        follows=any(alert.again > 0 or alert.earlier for alert in alerts),
        named=message.named or card.named,
    )


def _digest(
    cards: DigestCards,
    digest: Digest,
    kind: TargetKind,
    wording: Wording,
    *,
    key: str,
    for_programs: Callable[[str], Message],
) -> Message:
    match kind:
        case TargetKind.CONSOLE:
            card = cards.fullest
            message = Message(
                key=key,
                title=card.subject,
                text=wording.fill("digest.text.txt", digest=card),
                digest=digest,
                link=card.page_url,
                named=card.named,
            )
        case TargetKind.SLACK:
            message = slack_digest(cards, wording, key=key)
        case TargetKind.EMAIL:
            message = mail_digest(cards, wording, key=key)
        case TargetKind.TEXT:
            message = text_digest(cards, wording, key=key)
        case TargetKind.WEBHOOK:
            message = for_programs(cards.fullest.subject)
        case _:
            assert_never(kind)
    rules = {rule for rule, _ in digest.counts} or {alert.rule for alert in digest.alerts}
    rules |= {*digest.also}
    priorities = (alert.priority for alert in digest.alerts)
    return replace(
        message,
        rule=clean(rules.pop()).strip() if len(rules) == 1 else DIGESTS,
        priority=min(priorities, key=RANK.__getitem__, default=Priority.NORMAL),
    )
