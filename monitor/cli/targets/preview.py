"""``targets preview``: what a target would be shown, without sending anything."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load

if TYPE_CHECKING:
    from monitor.alerts.alert import Alert, Content, Digest, Message
    from monitor.alerts.answers import Answers
    from monitor.alerts.planning.policy import TargetKind
    from monitor.config import Config

DIGEST_OF = 12
"""Alerts in the digest that is shown."""


def preview(
    name: Annotated[str, typer.Argument(help="The target's name. Default: the first target.")] = "",
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            "-k",
            help="Show it as on a target of this kind: slack, email, text, webhook …",
        ),
    ] = "",
    digest: Annotated[
        bool, typer.Option("--digest", "-d", help="Show a digest of the last alerts instead.")
    ] = False,
    sample: Annotated[
        str,
        typer.Option(
            "--sample",
            "-s",
            help="Show a made-up alert, development, update, again, digest or spike.",
        ),
    ] = "",
    html: Annotated[
        Path | None, typer.Option("--html", help="Write the e-mail's HTML into this file.")
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Show what webhooks are sent, as a JSON Schema.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the last alert as a target would get it, with your templates; send nothing.

    If there is no alert yet, a sample is shown. docs/messages.md has pictures of each kind.

    For example:

    [bold]news-monitor targets preview --kind email --html alert.html[/bold]

    [bold]news-monitor targets preview desk --sample spike[/bold]
    """
    from monitor.alerts.planning.policy import TargetKind
    from monitor.alerts.wording.own_templates import FOLDER, load_wording
    from monitor.alerts.wording.render import render
    from monitor.outbound.deliver import page_for
    from monitor.shipped import SCHEMA, shipped

    if schema:
        typer.echo(shipped(SCHEMA).read_text("utf-8").strip())
        return
    loaded = load(config, secrets=False)
    kind_shown = TargetKind.EMAIL if html is not None else _kind(loaded, name, kind)
    content: Content
    if sample:
        content = _sample(sample)
    elif digest:
        content = _digest(loaded)
    else:
        content = _alerts(loaded, 1)[0]
    message = render(
        content,
        kind_shown,
        key="preview",
        timezone=loaded.timezone,
        page_url=page_for(kind_shown, loaded.web),
        answers=_answers(loaded, name),
        wording=load_wording(
            loaded.directory / FOLDER,
            complain=lambda problem: typer.echo(
                f"{problem}; showing the shipped one instead", err=True
            ),
        ),
    )
    if html is not None:
        html.write_text(message.html, encoding="utf-8")
        typer.echo(f"{html}: written. Open it in a browser.")
    elif as_json:
        from monitor.cli.printing import output

        output.print_json(
            json.loads(message.text) if kind_shown is TargetKind.WEBHOOK else _plain(message)
        )
    elif kind_shown is TargetKind.WEBHOOK:
        typer.echo(json.dumps(json.loads(message.text), ensure_ascii=False, indent=2))
    elif kind_shown is TargetKind.CONSOLE:
        from monitor.alerts.sending.console import ConsoleSender

        ConsoleSender(sys.stdout, loaded.timezone)(message)
    else:
        typer.echo(f"{message.title}\n\n{message.text.strip()}")


def _sample(kind: str) -> Content:
    from monitor.alerts.wording.sample import SAMPLES

    if kind not in SAMPLES:
        raise typer.BadParameter(f"write one of: {', '.join(SAMPLES)}", param_hint="--sample")
    return SAMPLES[kind](datetime.now(UTC))


def _answers(config: Config, name: str) -> Answers | None:
    """Links that do nothing, where the target's messages have links to answer by."""
    from monitor.alerts.answers import Answers

    target = config.targets.get(name) or next(iter(config.targets.values()), None)
    if target is None or not target.answers or config.web is None or not config.web.answers_at:
        return None
    return Answers(None, config.web.answers_at, target.name)


def _kind(config: Config, name: str, kind: str) -> TargetKind:
    from monitor.actions.targets import find
    from monitor.alerts.planning.policy import TargetKind
    from monitor.config.reading.secrets import is_reference

    if kind:
        if kind not in set(TargetKind):
            raise typer.BadParameter(f"write one of: {', '.join(TargetKind)}", param_hint="--kind")
        return TargetKind(kind)
    if not (name or config.targets):
        return TargetKind.CONSOLE
    target = find(config, name) if name else next(iter(config.targets.values()))
    if is_reference(target.url):
        # Which kind it is stands in the secret.
        target = load(config.path).targets[target.name]
    return target.kind


def _alerts(config: Config, count: int) -> list[Alert]:
    """The last ``count`` alerts; a made-up one if there are none."""
    from monitor.alerts.wording.sample import sample_alert
    from monitor.store.database import reading
    from monitor.store.writing import alerts

    found: list[Alert] = []
    if config.database.exists():
        with reading(config.database) as database:
            found += alerts.last(database, limit=count)
    return found or [sample_alert(datetime.now(UTC))]


def _digest(config: Config) -> Digest:
    from monitor.alerts.alert import Digest, HoldReason
    from monitor.alerts.planning.digest import Member, arranged, counted
    from monitor.alerts.wording.sample import sample_digest

    now = datetime.now(UTC)
    last = _alerts(config, DIGEST_OF)
    if len(last) < 2:
        return sample_digest(now)
    groups = arranged(
        Member(
            id=number,
            key=alert.key,
            rule=alert.rule,
            event=alert.event,
            item=alert.item.key,
            again=alert.again,
            priority=alert.priority,
            created_at=alert.created_at,
        )
        for number, alert in enumerate(last)
    )
    counts, also = counted(groups)
    return Digest(
        key="preview",
        alerts=tuple(last[part.id] for group in groups for entry in group for part in entry),
        counts=counts,
        also=also,
        reasons=(HoldReason.DIGEST,),
        created_at=now,
    )


def _plain(message: Message) -> dict[str, object]:
    return {
        "title": message.title,
        "text": message.text,
        **({"blocks": list(message.blocks)} if message.blocks else {}),
        **({"html": message.html} if message.html else {}),
        "priority": message.priority.value,
    }
