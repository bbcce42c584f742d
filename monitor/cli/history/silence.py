"""``silence``: nobody is told of a rule, or of a story, for a while."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.errors import MonitorError
from monitor.human import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.alerts.alert import Silence
    from monitor.config import Config
    from monitor.store.database import Database


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
    """Tell nobody of a rule, or of a story, for a while; alone it lists the silences that hold.

    A running daemon heeds it at once. 'alerts --withheld' shows what matched meanwhile.

    For example:

    [bold]news-monitor silence 'Apple in China' --for 2h[/bold]

    [bold]news-monitor silence --story 17 --until 'tomorrow 8:00'[/bold]
    """
    loaded = load(config, secrets=False)
    now = datetime.now(UTC)
    if end is not None:
        if rule or story is not None or for_ or until:
            raise typer.BadParameter("--end stands alone")
        _end(loaded.database, end, now)
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
        raise typer.BadParameter("--for must be longer than that")
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
    from monitor.alerts.alert import Silence
    from monitor.cli import output
    from monitor.store.database import Database
    from monitor.store.writing import silences

    name = _rule(rule, config) if rule else ""
    with Database(config.database) as database:
        if story is not None:
            _check_story(database, story)
        id_ = database.write(
            lambda db: silences.add(db, rule=name, story=story, until=until, now=now)
        )
    made = Silence(id=id_, rule=name, story=story, until=until, created_at=now)
    if as_json:
        output.print_json(_plain(made, config, ""))
        return
    what = name or f"Story {story}"
    left = in_words(until - now)
    typer.echo(
        f"{what} is silent until {output.moment(until, config.timezone)} ({left}). "
        f"To end it before: news-monitor silence --end {id_}"
    )


def _rule(name: str, config: Config) -> str:
    from monitor.config.reading.problems import suggest

    names = {rule.name.casefold(): rule.name for rule in config.rules}
    found = names.get(name.strip().casefold())
    if found is None:
        raise MonitorError(f'there is no rule "{name}"{suggest(name, names.values())}')
    return found


def _check_story(database: Database, story: int) -> None:
    from monitor.store.reading.story_history import story as find

    if find(database.read(), story) is None:
        raise MonitorError(f"there is no story {story}; `news-monitor alerts` shows their IDs")


def _end(path: Path, id_: int, now: datetime) -> None:
    from monitor.store.database import Database
    from monitor.store.writing import silences

    with Database(path) as database:
        ended = database.write(lambda db: silences.end(db, id_, now=now))
    if not ended:
        raise MonitorError(f"no silence {id_} holds; `news-monitor silence` lists those that do")
    typer.echo(f"Silence {id_} has ended.")


def _list(config: Config, now: datetime, *, as_json: bool) -> None:
    from monitor.cli import output
    from monitor.store.database import reading
    from monitor.store.writing import silences

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
            ["ID", "Silent", "Until", "Left"],
            [
                [
                    str(each.id),
                    each.rule or f"story {each.story}: {titles.get(each.story, '')}",
                    output.moment(each.until, config.timezone),
                    in_words(each.until - now),
                ]
                for each in held
            ],
            right=["ID"],
        )
    )


def _plain(silence: Silence, config: Config, title: str) -> dict[str, object]:
    from monitor.cli import output

    return {
        "id": silence.id,
        "rule": silence.rule,
        "story": silence.story,
        **({"title": title} if title else {}),
        "until": output.iso(silence.until, config.timezone),
        "created_at": output.iso(silence.created_at, config.timezone),
    }
