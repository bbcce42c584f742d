"""``rules``: what is watched for, and trying a rule on a text."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.listing import Listing
from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.cli.rules import rule_add, rule_edit, suggest
from monitor.errors import MonitorError
from monitor.human import plural
from monitor.printable import clean

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.alerts.planning.policy import Policy
    from monitor.config import Config
    from monitor.item import Item
    from monitor.rules import Explanation, Rule

app = typer.Typer(cls=Listing)
app.command("add")(rule_add.add)
app.command("suggest")(suggest.suggest)
app.command("change")(rule_edit.change)
app.command("pause")(rule_edit.pause)
app.command("resume")(rule_edit.resume)
app.command("remove")(rule_edit.remove)


@app.callback(invoke_without_command=True)
def rules(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the rules, how often they matched, and the share of matches voted good.

    Example: [bold]news-monitor rules[/bold]
    """
    if context.invoked_subcommand:
        return
    from monitor.actions.configuration import is_paused, written
    from monitor.cli.printing import output
    from monitor.store.database import reading
    from monitor.store.history import feedback, match_list

    loaded = load(config, secrets=False)
    counts: dict[str, tuple[int, datetime]] = {}
    voted: dict[str, tuple[int, int]] = {}
    if loaded.database.exists():
        with reading(loaded.database) as database:
            counts = match_list.rule_counts(database)
            voted = feedback.precision(database)
    watched = [
        Shown(rule.name, rule.match, rule, loaded.policies[rule.name]) for rule in loaded.rules
    ]
    paused = [
        Shown(name, str(entry.get("match", "")))
        for name, entry in written(loaded.path).rules.items()
        if is_paused(entry)
    ]
    shown = [*watched, *paused]
    if as_json:
        output.print_json(
            [
                {
                    "name": each.name,
                    "match": each.match,
                    "canonical": each.rule.canonical if each.rule else "",
                    "paused": each.rule is None,
                    "warnings": list(each.rule.warnings) if each.rule else [],
                    "targets": list(each.policy.targets) if each.policy else [],
                    "group": each.policy.group.value if each.policy else None,
                    "matches": counts[each.name][0] if each.name in counts else 0,
                    "last_match_at": output.iso(counts[each.name][1], loaded.timezone)
                    if each.name in counts
                    else None,
                    "good": voted.get(each.name, (0, 0))[0],
                    "bad": voted.get(each.name, (0, 0))[1],
                }
                for each in shown
            ]
        )
        return
    out = output.console()
    if not shown:
        out.print(
            "No rules. Add one: news-monitor rules add NAME 'Apple + China + AI'", markup=False
        )
        return
    now = datetime.now(UTC)
    out.print(
        output.table(
            ["Rule", "Watches for", "Tells", "Matches", "Good", "Last"],
            [
                [
                    each.name,
                    each.rule.canonical if each.rule else each.match,
                    _tells(each.policy) if each.policy else "paused",
                    str(counts[each.name][0]) if each.name in counts else "–",
                    share(*voted[each.name]) if each.name in voted else "–",
                    output.relative(counts[each.name][1], now) if each.name in counts else "–",
                ]
                for each in shown
            ],
            right=["Matches", "Good"],
        )
    )
    if paused:
        name = quote(paused[0].name) if len(paused) == 1 else "NAME"
        out.print(
            f"To watch for a paused rule again: news-monitor rules resume {clean(name)}",
            markup=False,
            soft_wrap=True,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule of the list."""

    name: str
    match: str
    rule: Rule | None = None
    """None: it is paused."""
    policy: Policy | None = None


def _tells(policy: Policy) -> str:
    """The rule's targets; and what it alerts on, if not each event once: ``desk, every item``."""
    from monitor.alerts.planning.policy import Group

    if not policy.targets:
        return "nobody"
    how = {Group.ITEM: "every item", Group.DAY: "" if policy.urgent else "once a day"}
    return ", ".join(filter(None, [*policy.targets, how.get(policy.group, "")]))


def share(good: int, bad: int) -> str:
    """``83% of 6``: how many of the matches that were voted on are good."""
    return f"{good / (good + bad):.0%} of {good + bad:,}"


@app.command("test")
def try_rule(
    match: Annotated[str, typer.Argument(help="A rule's text, or the name of one of yours.")],
    text: Annotated[str, typer.Option("--text", help="Try it on this text.")] = "",
    url: Annotated[str, typer.Option("--url", help="Try it on the items of this feed.")] = "",
    file: Annotated[
        Path | None,
        typer.Option("--file", help="Try it on this feed file, or text file; - is standard input."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try a rule on a text, a feed or a file, and see why it matches or what is missing.

    Your aliases and the shipped ones apply. Exits with 1 when nothing matches.

    For example:

    [bold]news-monitor rules test 'Apple + China + AI' --text "Apple's China AI deal"[/bold]

    [bold]news-monitor rules test 'Apple + China + AI' --file seeds/sample.rss[/bold]
    """
    from monitor.cli.feeds.feeds import load_or_none
    from monitor.cli.printing import output
    from monitor.cli.rules.known import known_words
    from monitor.rules import explain
    from monitor.rules.matching.explain import plain_hits
    from monitor.rules.suggest.advice import with_advice

    if sum(map(bool, (text, url, file))) != 1:
        raise typer.BadParameter("give one of --text, --url, --file")
    loaded = load_or_none(config)
    known = known_words(loaded)
    rule = with_advice(find_rule(match, loaded), known)
    items = _items(text, url, file, loaded)
    found = [(item, explain(rule, item, known=known)) for item in items]
    matched = sum(explanation.matched for _, explanation in found)
    if as_json:
        output.print_json(
            [
                {
                    "title": item.title,
                    "link": item.link,
                    "matched": explanation.matched,
                    "hits": plain_hits(explanation.hits),
                    "missing": list(explanation.missing),
                    "why": explanation.sentence,
                }
                for item, explanation in found
            ]
        )
    else:
        out = output.console()
        out.print(f"{rule.canonical}", style="bold", markup=False)
        for warning in rule.warnings:
            out.print(f"  note: {warning}", style="yellow", markup=False)
        for item, explanation in found:
            if explanation.matched or len(found) <= 3 or (explanation.hits and len(found) <= 50):
                show_explanation(out, item, explanation)
        out.print(f"\n{matched} of {plural(len(found), 'item')} matched.")
    if not matched:
        raise typer.Exit(1)


def show_explanation(out: Console, item: Item, explanation: Explanation) -> None:
    """Print an item with its hits marked, and why it matches or what is missing."""
    from rich.text import Text

    from monitor.alerts.wording.passage import full_text_of
    from monitor.cli.printing.marks import marked_text, pieces_text, reason

    mark = Text("✓ ", style="green") if explanation.matched else Text("✗ ", style="red")
    out.print()
    out.print(mark + marked_text(item.title, explanation.hits, "title"))
    # The content mostly begins with the summary: it is shown where it alone has hits.
    for field in ("summary", "content"):
        if any(hit.field == field for hit in explanation.hits):
            content = getattr(item, field)[:2_000]
            out.print(Text("  ") + marked_text(content, explanation.hits, field))
            break
    if passage := full_text_of(item, explanation.hits):
        out.print(Text("  ") + pieces_text(passage))
    reasons = list(dict.fromkeys(reason(hit) for hit in explanation.hits))
    out.print(Text(f"  {explanation.sentence}", style="dim"))
    if reasons:
        out.print(Text("  " + ", ".join(reasons), style="dim"))


def find_rule(match: str, config: Config | None) -> Rule:
    """The rule of this name, or else the rule that this text is."""
    from monitor.config import make_rule
    from monitor.config.tables.aliases import shipped_pack

    if config is not None:
        for rule in config.rules:
            if rule.name == match:
                return rule
    aliases = shipped_pack() if config is None else config.aliases
    return make_rule(match, name="test", aliases=aliases)


def _items(text: str, url: str, file: Path | None, config: Config | None) -> list[Item]:
    from monitor.item import Item

    if text:
        return [Item(feed="", key="text", title=text)]
    if url:
        return _fetched(url, config)
    assert file is not None
    body = sys.stdin.buffer.read() if str(file) == "-" else _read(file)
    from monitor.feeds.parsing.parse import parse_feed

    parsed = parse_feed(body, url=str(file))
    if parsed.items:
        return list(parsed.items)
    lines = body.decode("utf-8", "replace").splitlines()
    return [
        Item(feed="", key=str(number), title=line)
        for number, line in enumerate(lines)
        if line.strip()
    ]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise MonitorError(f"{file} can't be read: {error.strerror}") from error


def _fetched(url: str, config: Config | None) -> list[Item]:
    from monitor.cli.feeds.feeds import poll_url
    from monitor.feeds.state.outcome import Failed, Parsed

    outcome = poll_url(url, config)
    if isinstance(outcome, Failed):
        raise MonitorError(f"{url}: {outcome.message}")
    assert isinstance(outcome, Parsed)
    return list(outcome.items)
