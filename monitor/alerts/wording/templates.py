"""Wording: the templates that messages are worded by, the shipped ones and the user's own. Pure.

    alert.subject.txt   digest.subject.txt             one line: e-mail's subject, a push's title
    alert.html          digest.html   note.html        e-mail, within page.html
    alert.txt           digest.txt    note.txt         e-mail's plain text
    alert.text.txt      digest.text.txt                ntfy, Telegram, SMS … (the title is apart)
    alert.slack.txt     digest.slack.txt               Slack's mrkdwn

A user's template takes the place of the shipped one of the same name, and may build upon it:
``{% extends "shipped/alert.html" %}``. One that fails is passed over, with a complaint: better sent
in our words than not at all. Without this module a user's mistake in a template would cost alerts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FunctionLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)
from jinja2.sandbox import SandboxedEnvironment

from monitor.alerts.answers import AnswerLink
from monitor.alerts.wording.card import text_of
from monitor.alerts.wording.passage import marked
from monitor.printable import clean

NAMES = (
    *("alert.subject.txt", "alert.html", "alert.txt", "alert.text.txt", "alert.slack.txt"),
    *("digest.subject.txt", "digest.html", "digest.txt", "digest.text.txt", "digest.slack.txt"),
    *("note.html", "note.txt", "page.html"),
)
"""Every template there is."""

_FRAME = "page.html"


class Wording:
    """A set of templates. Threads may share it.

    Args:
        own: The user's templates: name → text.
        folder: Where they came from, so that an error can name the file.
        complain: Called with a sentence, once for each way in which one of them fails.
    """

    def __init__(
        self,
        own: Mapping[str, str] | None = None,
        *,
        folder: Path = Path("templates"),
        complain: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._own = dict(own or {})
        self._complain = complain
        self._complained: set[str] = set()

        def source(name: str) -> tuple[str, str, None] | None:
            text = self._own.get(name)
            return None if text is None else (text, str(folder / name), None)

        shipped = PackageLoader("monitor.alerts")
        self.environment = _environment(
            ChoiceLoader([FunctionLoader(source), shipped, PrefixLoader({"shipped": shipped})])
        )

    def words_like(self, other: Wording) -> bool:
        """Whether another set of templates is the same, word for word."""
        return self._own == other._own

    def has_own(self, name: str) -> bool:
        """Say whether the user has a template of this name."""
        return name in self._own

    def source(self, name: str) -> str:
        """Return a template's text, not filled in.

        Raises:
            jinja2.TemplateNotFound: There is no template of that name.
        """
        assert self.environment.loader is not None
        return self.environment.loader.get_source(self.environment, name)[0]

    def fill(self, name: str, **values: object) -> str:
        """Return the template filled in, without the white space around it."""
        own = self.has_own(name) or (name.endswith(".html") and self.has_own(_FRAME))
        if own:
            try:
                text = self.environment.get_template(name).render(**values).strip()
            except Exception as error:  # noqa: BLE001 - a user's template may fail in any way
                self._once(f"the template {name} fails: {type(error).__name__}: {error}")
            else:
                if text:
                    return text
                self._once(f"the template {name} produces nothing")
        return _shipped().get_template(name).render(**values).strip()

    def line(self, name: str, **values: object) -> str:
        """Return the template filled in, as one line."""
        return clean(self.fill(name, **values)).strip()

    def _once(self, problem: str) -> None:
        if problem not in self._complained:
            self._complained.add(problem)
            self._complain(problem)


@cache
def _shipped() -> SandboxedEnvironment:
    """Return the shipped templates, read on first use."""
    return _environment(PackageLoader("monitor.alerts"))


def _environment(loader: BaseLoader) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=loader,
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = text_of
    environment.filters["marked"] = marked
    environment.filters["slack_link"] = _slack_link
    environment.filters["slack_links"] = slack_links
    return environment


def _slack_link(text: str, link: str) -> str:
    """Return text as a link of mrkdwn's; in bold where there is no link."""
    return f"<{link}|{text.replace('|', '¦')}>" if link else f"*{text}*"


def slack_links(links: Iterable[AnswerLink]) -> str:
    """Return links in a row, in mrkdwn."""
    return "  ·  ".join(_slack_link(each.label, each.link) for each in links)


SHIPPED = Wording()
"""Our own words."""
