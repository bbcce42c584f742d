"""``silence``: nobody is told of a rule, or of a story, for a while."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.change import change
from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.human import in_words

if TYPE_CHECKING:
    from monitor.alerts.alert import Silence
    from monitor.config import Config


def silence(
    rule: Annotated[str, typer.Argument(help="The rule's name.", show_default=False)] = "",
    story: Annotated[
        int | None,
        typer.Option("--story", help="A story instead, by the ID that 'alerts' shows."),
    ] = None,
    for_: Annotated[str, typer.Option("--for", help="How long: 2h, 30m, 3d.")] = "",
    until: Annotated[
        str,
        typer.Option("--until", help="Until when: 'tomorrow 8:00', 18:00, monday, 2025-02-14."),
    ] = "",
    end: Annotated[
        int | None, typer.Option("--end", help="End this silence, by its ID in the list.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Silence a rule or a story for a while; without arguments, list the silences.

    It takes effect at once in a running daemon. 'alerts --withheld' shows what matched meanwhile.

    For example:

    [bold]news-monitor silence 'Apple in China' --for 2h[/bold]

    [bold]news-monitor silence --story 17 --until 'tomorrow 8:00'[/bold]
    """
    loaded = load(config, secrets=False)
    now = datetime.now(UTC)
    if end is not None:
        if rule or story is not None or for_ or until:
            raise typer.BadParameter("use --end by itself")
        _end(loaded, end, now)
    elif rule or story is not None:
        if rule and story is not None:
            raise typer.BadParameter("name a rule or a --story, not both")
        _add(loaded, rule, story, _moment(for_, until, loaded, now), now, as_json=as_json)
    elif for_ or until:
        raise typer.BadParameter("name a rule, or a story with --story ID")
    else:
        _list(loaded, now, as_json=as_json)


def _moment(for_: str, until: str, config: Config, now: datetime) -> datetime:
    from monitor.cli.when import parse_until
    from monitor.durations import parse_duration

    if bool(for_) == bool(until):
        raise typer.BadParameter("say for how long: --for 2h, or --until 'tomorrow 8:00'")
    if until:
        return parse_until(until, now=now, zone=config.timezone)
    try:
        duration = parse_duration(for_)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if not duration:
        raise typer.BadParameter("--for must be longer")
    return now + duration


def _add(
    config: Config,
    rule: str,
    story: int | None,
    until: datetime,
    now: datetime,
    *,
    as_json: bool,
) -> None:
    from monitor.actions import silences
    from monitor.cli.printing import output

    names = [each.name for each in config.rules]
    made = change(
        config,
        lambda db: (
            silences.silence_rule(db, rule, rules=names, until=until, now=now)
            if story is None
            else silences.silence_story(db, story, until=until, now=now)
        ),
    )
    if as_json:
        output.print_json(_plain(made, config, ""))
        return
    what = made.rule or f"Story {made.story}"
    left = in_words(until - now)
    typer.echo(
        f"{what} is silenced until {output.moment(until, config.timezone)} ({left}). "
        f"To end it sooner: news-monitor silence --end {made.id}"
    )


def _end(config: Config, silence: int, now: datetime) -> None:
    from monitor.actions import silences

    change(config, lambda db: silences.lift(db, silence, now=now))
    typer.echo(f"Silence {silence} has ended.")


def _list(config: Config, now: datetime, *, as_json: bool) -> None:
    from monitor.cli.printing import output
    from monitor.store.database import reading
    from monitor.store.reading import silences

    with reading(config.database) as database:
        held = silences.active(database, now=now)
        titles = silences.story_titles(database, held)
    if as_json:
        output.print_json([_plain(each, config, titles.get(each.story, "")) for each in held])
        return
    out = output.console()
    if not held:
        out.print("Nothing is silenced.")
        return
    out.print(
        output.table(
            ["ID", "Silenced", "Until", "Left", "By"],
            [
                [
                    str(each.id),
                    each.rule or f"story {each.story}: {titles.get(each.story, '')}",
                    output.moment(each.until, config.timezone),
                    in_words(each.until - now),
                    each.created_by or "–",
                ]
                for each in held
            ],
            right=["ID"],
        )
    )


def _plain(silence: Silence, config: Config, title: str) -> dict[str, object]:
    from monitor.cli.printing import output

    return {
        "id": silence.id,
        "rule": silence.rule,
        "story": silence.story,
        **({"title": title} if title else {}),
        "until": output.iso(silence.until, config.timezone),
        "created_at": output.iso(silence.created_at, config.timezone),
        "created_by": silence.created_by or None,
    }
