"""Adding feeds from the page: what is found at an address, or a rule's searches, to choose from.

The choice goes into config.toml by ``monitor.actions``, as ``feeds add`` would have it. Without
this module somebody at the page would need a shell to add a feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from shlex import quote

from starlette.responses import Response

from monitor.actions import feeds as actions
from monitor.config import make_rule
from monitor.errors import MonitorError, RuleError
from monitor.feeds.discovery.look import look_for_feeds
from monitor.feeds.mail.address import is_mailbox
from monitor.feeds.opml import OpmlError
from monitor.human import plural
from monitor.rules import Rule
from monitor.rules.vocabulary.known_words import known_beside
from monitor.search_feeds.clauses import asked
from monitor.search_feeds.editions import editions
from monitor.search_feeds.engines import ENGINES, TAG
from monitor.search_feeds.search_feeds import search_feeds
from monitor.web.page_request import Visit

LONGEST = 2_000
"""Characters of an address or a rule."""
PATIENCE = 25.0
"""Seconds that looking for feeds may keep one of the page's few threads busy."""
MOST = 40
"""Feeds to choose from at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A feed that can be added."""

    url: str
    title: str
    about: str
    notes: tuple[str, ...] = ()
    is_chosen: bool = True
    """Whether it is ticked at first."""


def show(visit: Visit) -> Response:
    """Show the forms: an address, or a rule to search for."""
    rule = next((each for each in visit.desk.config.rules if each.name == visit.word("rule")), None)
    text = visit.word("search") or (rule.match if rule else "")
    return _page(visit, url=visit.word("url"), search=text, name=rule.name if rule else "")


def find(visit: Visit) -> Response:
    """Look for the feeds of an address; takes seconds."""
    _refuse_readers(visit)
    url = visit.form.get("url", "").strip()[:LONGEST]
    if not url:
        return _page(visit, problem="Write the address of a feed or of a web page.")
    if is_mailbox(url):
        return _page(
            visit,
            problem="A mailbox needs a password, so it is written into config.toml: see "
            "docs/sources.md.",
        )
    looked = look_for_feeds(url, allow_private=visit.desk.config.allow_private, seconds=PATIENCE)
    choices = [
        Choice(
            url=found.url,
            title=found.title or found.url,
            about=f"{plural(found.items, 'item')}; {found.how.value}"
            + (f"; newest {visit.look.ago(found.newest)}" if found.newest else "")
            + ("; readers' comments" if found.is_comments else ""),
            is_chosen=number == 0,
        )
        for number, found in enumerate(looked.found[:MOST])
    ]
    hint = f"news-monitor feeds add {quote(url)} --pick" if looked.problem else ""
    return _page(visit, url=url, choices=choices, problem=looked.problem, pick=hint)


def search(visit: Visit) -> Response:
    """Show what search engines would be asked for a rule."""
    _refuse_readers(visit)
    text = visit.form.get("search", "").strip()[:LONGEST]
    name, lang = visit.form.get("name", ""), visit.form.get("lang", "").strip()[:LONGEST]
    try:
        rule = _rule(visit, text, name)
        found = search_feeds(
            rule,
            engines=ENGINES,
            editions=editions(lang or ",".join(asked(rule).langs) or "en"),
            label=rule.name,
            zipf=known_beside(visit.desk.config.database).zipf,
        )
    except RuleError as error:
        return _page(visit, search=text, name=name, lang=lang, problem=f"{error.message}")
    except MonitorError as error:
        return _page(visit, search=text, name=name, lang=lang, problem=str(error))
    choices = [
        Choice(
            url=each.url,
            title=each.name,
            about=each.query,
            notes=tuple(filter(None, (each.engine.remark, *each.notes))),
        )
        for each in found.feeds[:MOST]
    ]
    problem = "" if choices else "Nothing in this rule can be searched for."
    notes = [*found.notes, *(f"left out: {reason}" for reason in found.impossible)]
    return _page(
        visit, search=text, name=name, lang=lang, choices=choices, notes=notes, problem=problem,
        tag=TAG,
    )  # fmt: skip


def add(visit: Visit) -> Response:
    """Add the chosen feeds to the configuration."""
    _refuse_readers(visit)
    form = visit.form
    tags = (TAG,) if form.get("tag") == TAG else ()
    new = [
        actions.NewFeed(
            form[f"feed{number}"], form.get(f"name{number}", "")[:LONGEST] if tags else "", tags
        )
        for number in range(MOST)
        if form.get(f"feed{number}")
    ]
    if not new:
        raise MonitorError("no feed was chosen; go back and tick one")
    # Files beside the configuration are the owner's to add, by the command line or an editor.
    if not all(feed.url.startswith(("http://", "https://")) for feed in new):
        raise MonitorError("a feed's address begins with http:// or https://")
    done = actions.add_new(visit.desk.config.path, new)
    return visit.done("added" if done.added else "known", back_to="/feeds")


def import_list(visit: Visit) -> Response:
    """Add the feeds of a list (OPML) that was sent along."""
    visit.refuse_if_read_only("news-monitor feeds import FILE")
    try:
        document = visit.form.get("opml", "").encode("latin-1")
    except UnicodeEncodeError:
        document = visit.form.get("opml", "").encode()
    if not document.strip():
        return _page(visit, problem="Choose a list of feeds first, as feed readers export it.")
    try:
        done = actions.import_opml(visit.desk.config.path, document)
    except OpmlError as error:
        return _page(visit, problem=str(error))
    if not done.skipped:
        return visit.done("added" if done.added else "known", back_to="/feeds")
    known = f", {done.known} were there already" if done.known else ""
    return _page(
        visit,
        notes=[
            f"{plural(done.added, 'feed')} added{known}. These couldn’t be taken:",
            *done.skipped,
        ],
    )


def _rule(visit: Visit, text: str, name: str) -> Rule:
    """The configuration's rule of that name if the text is its own; else the text as a rule."""
    config = visit.desk.config
    named = next((each for each in config.rules if each.name == name), None)
    if named and named.match == text:
        return named
    if not text:
        raise MonitorError("write what to search for, such as Apple + China + AI")
    return make_rule(text, name="", aliases=config.aliases)


def _refuse_readers(visit: Visit) -> None:
    visit.refuse_if_read_only("news-monitor feeds add")


def _page(
    visit: Visit,
    *,
    url: str = "",
    search: str = "",
    name: str = "",
    lang: str = "",
    choices: Sequence[Choice] = (),
    notes: Sequence[str] = (),
    problem: str = "",
    pick: str = "",
    tag: str = "",
) -> Response:
    return visit.page(
        "feed_add.html", url=url, search=search, name=name, lang=lang, choices=choices,
        notes=notes, problem=problem, pick=pick, tag=tag,
    )  # fmt: skip
