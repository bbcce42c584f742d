"""``backtest``: what rules would have found in past items, and what they would have sent."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption
from monitor.human import plural

if TYPE_CHECKING:
    from monitor.actions.backtests import Recording
    from monitor.backtest import PastItems
    from monitor.cli.backtest.setup import Course
    from monitor.cli.printing.item_lines import ItemLines
    from monitor.rules import KnownWords, Match
    from monitor.store.reading.backtest_items import PastItem

    Each = Callable[[PastItem, Match], None]


def backtest(
    match: Annotated[
        str,
        typer.Argument(
            help="A rule's text, such as 'Apple + China + AI', or the name of one of yours. "
            "Without it and --rule: all rules of the configuration.",
            show_default=False,
        ),
    ] = "",
    rule: Annotated[
        str,
        typer.Option("--rule", "-r", help="One of your rules; with a text, its new text."),
    ] = "",
    since: Annotated[
        str, typer.Option("--since", help="Only items that came since: 30d, yesterday, 2025-02-13.")
    ] = "",
    until: Annotated[str, typer.Option("--until", help="Only items that came before.")] = "",
    items: Annotated[
        Path | None,
        typer.Option(
            "--items",
            help="Use the items of a file instead of the stored ones, in the format of "
            "'match'; - is stdin.",
        ),
    ] = None,
    samples: Annotated[
        int, typer.Option("--samples", "-n", min=0, max=1_000, help="Matches to show.")
    ] = 5,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes", min=1, max=64, help="Default: one per core.", show_default=False
        ),
    ] = None,
    apply: Annotated[
        bool,
        typer.Option("--apply", help="Record the matches in the history. No alerts are sent."),
    ] = False,
    judge: Annotated[
        int | None,
        typer.Option(
            "--judge",
            min=1,
            max=1_000,
            help="Put so many of the newest matches to your model, and show what it'd withhold.",
            show_default=False,
        ),
    ] = None,
    about: Annotated[
        str, typer.Option("--about", help="What matches must be about, instead of what rules say.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before asking the model.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run rules over past items: what they would have found, and which alerts they'd have sent.

    Nothing is sent, and without --apply nothing is written. What a feed's first poll brought counts
    as if it had come when it was published. Ctrl-C stops it and shows what was found so far.

    For example:

    [bold]news-monitor backtest 'Apple + China + AI' --since 30d[/bold]

    [bold]news-monitor backtest 'Apple + (China | Alibaba)' --rule 'Apple in China'[/bold]

    [bold]news-monitor backtest Apple --judge 50 --about "the company, not fruit"[/bold]
    """
    from monitor.backtest import backtest as run
    from monitor.cli.backtest import judged
    from monitor.cli.backtest.as_json import plain
    from monitor.cli.backtest.report import show
    from monitor.cli.backtest.setup import course_of
    from monitor.cli.printing import output
    from monitor.cli.printing.item_lines import ItemLines
    from monitor.rules import KnownWords
    from monitor.rules.vocabulary.known_words import known_beside

    if apply and items is not None:
        raise typer.BadParameter("--apply goes with stored items, not with --items")
    course = course_of(match, rule, config, stored=items is None)
    if apply and match and not rule and course.rules[0].name not in course.current:
        raise typer.BadParameter("--apply records matches under a name: add --rule NAME")
    model = judged.with_key(course.judge, course.directory) if judge else None
    own = {rule.name: course.policies[rule.name] for rule in course.rules}
    sample = judged.sampled(own, about, judge, model) if judge else None
    known = known_beside(course.database) if course.database else KnownWords()
    lines = ItemLines(items, doing="Stories", dated=True) if items is not None else None
    past = _past(course, lines, since, until, known)
    with (
        _recording(course.database if apply else None) as recorder,
        _progress() as progress,
        _interrupted() as stop,
    ):
        report = run(
            past,
            course.rules,
            policies=course.policies,
            targets=course.targets,
            zone=course.zone,
            current=course.current,
            known=known,
            words=course.database.parent if course.database else None,
            processes=processes,
            samples=samples,
            listed=1_000_000 if as_json else max(samples, 1),
            stop=stop,
            progress=progress,
            each=_both(
                recorder.add if recorder else None, sample.add if sample is not None else None
            ),
        )
    asked = (
        judged.judge_them(sample, model, course.database, yes=yes)
        if sample is not None and model
        else []
    )
    if as_json:
        recorded = {"recorded": recorder.new} if recorder else {}
        said = {"judged": judged.plain(asked, course.zone)} if judge else {}
        output.print_json(plain(report, course.zone) | recorded | said)
    else:
        out = output.console()
        show(out, report, course.zone)
        judged.show(asked, course.zone)
        if recorder:
            new = plural(recorder.new, "match", "matches")
            told = f"Recorded {new} new to the history"
            out.print(
                f"\n{told if recorder.new else 'The history already had them all'}; no alert "
                "is sent for them."
            )
    if lines:
        lines.finish("were tested")


def _both(one: Each | None, other: Each | None) -> Each | None:
    """What calls both, as far as they are there."""
    if one is None or other is None:
        return one or other

    def each(past: PastItem, match: Match) -> None:
        one(past, match)
        other(past, match)

    return each


def _past(
    course: Course, lines: ItemLines | None, since: str, until: str, known: KnownWords
) -> PastItems:
    from monitor.backtest import StoredItems, as_past
    from monitor.cli.when import parse_when
    from monitor.stories import Names

    now = datetime.now(UTC)
    first = parse_when(since, now=now, zone=course.zone) if since else None
    end = parse_when(until, now=now, zone=course.zone) if until else None
    if lines is None:
        assert course.database is not None
        return StoredItems(database=course.database, since=first, until=end)
    given = (item for _, item in lines)
    return as_past(
        given, zipf=known.zipf, names=Names(course.aliases), now=now, since=first, until=end
    )


@contextmanager
def _recording(path: Path | None) -> Iterator[Recording | None]:
    """What records matches in this database; None: nothing is to be recorded."""
    from monitor.actions.backtests import recording
    from monitor.store.database import Database

    if path is None:
        yield None
        return
    with Database(path) as database, recording(database) as recorder:
        yield recorder


@contextmanager
def _interrupted() -> Iterator[Callable[[], bool]]:
    """What says whether Ctrl-C was pressed; pressed again, it ends the program as ever."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(_number: int, _frame: object) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    from monitor.cli.printing import output

    with output.progress(
        TextColumn("Backtest"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
