"""The [targets.NAME] tables → Targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from monitor.alerts.planning.policy import Mode, Target, TargetKind
from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.problems import Problems, suggest
from monitor.config.reading.schema import TargetTable
from monitor.config.reading.secrets import is_reference
from monitor.config.reading.table import read_table
from monitor.config.tables.policies import DEFAULT_PER_HOUR, FeedNames, read_scope, wished_mode
from monitor.config.tables.receivers import read_app_token, read_signing
from monitor.errors import TargetError
from monitor.net.address import literal

_HARMLESS = {
    *("console", "mailto", "mailtos", "ntfy", "ntfys", "json", "jsons", "xml", "xmls"),
    *("form", "forms", "syslog", "rsyslog", "dbus", "gnome", "mqtt", "mqtts"),
}
"""Apprise's schemes that hold no secret unless there is a password in the URL."""
_WEBHOOKS = {"webhook+http", "webhook+https"}
_WEB = {"http", "https", "slack+http", "slack+https"} | _WEBHOOKS
_SECRET_OPTIONS = {"token", "pass", "password", "key", "secret", "auth"}

_MAIL_NEEDS = (
    "it has a user name but no password, and most servers take no mail then; "
    "write mailtos://USER:PASSWORD@HOST?to=…, with %40 for an @ in either"
)


def read_targets(
    tables: Mapping[str, object],
    context: FileContext,
    *,
    feeds: FeedNames,
    allow_private: frozenset[str] = frozenset(),
    answers: bool = False,
) -> dict[str, Target]:
    """Return the targets that can be used and aren't paused, noting what is wrong with the rest."""
    targets = {}
    bots: set[str] = set()
    for name, value in tables.items():
        place = ("targets", name)
        table = read_table(TargetTable, value, place, context.problems)
        if not name.strip() or not name.isprintable():
            context.problems.add(place, "needs a name, such as [targets.desk]")
        if table is None or not table.enabled:
            continue
        scope = read_scope(table, place, context, feeds)
        tell = holds_secret(table.url, signed=bool(table.secret))
        url = context.secret(table.url.strip(), (*place, "url"), tell=tell)
        if url is None and not context.problems.lacking(place):
            continue
        # Without its address it is a target all the same: what is for it waits.
        url = table.url.strip() if url is None else url
        signing = read_signing(table, url, place, context, allow_private=allow_private)
        try:
            kind = _kind(url, full=signing.full, check=context.secrets)
        except TargetError as error:
            context.problems.add((*place, "url"), str(error))
            continue
        app_token = read_app_token(table, url, place, context, bots)
        if kind is TargetKind.EMAIL and lacks_password(url):
            context.problems.warn((*place, "url"), _MAIL_NEEDS)
        targets[name] = Target(
            name=name,
            url=url,
            kind=kind,
            max_attempts=table.max_attempts,
            mode=wished_mode(table.mode, table.digest) or Mode.INSTANT,
            digest=table.digest,
            quiet_hours=table.quiet_hours,
            max_per_hour=_per_hour(table.max_per_hour, kind),
            scope=scope,
            secrets=signing.secrets,
            answers=(answers if table.answers is None else table.answers)
            and kind is not TargetKind.CONSOLE,
            buttons=table.buttons,
            app_token=app_token,
            lacks=context.problems.lacking(place),
        )
    return targets


def paused(tables: Mapping[str, object]) -> frozenset[str]:
    """Return the names of the targets with ``enabled = false``."""
    return frozenset(
        name
        for name, table in tables.items()
        if isinstance(table, dict) and table.get("enabled") is False
    )


def check_names(
    names: Sequence[str], place: Place, problems: Problems, *, known: Iterable[str]
) -> None:
    """Note each name at ``place`` that no target has."""
    known = tuple(known)
    for position, name in enumerate(names):
        if name not in known:
            problems.add((*place, position), f'there is no target "{name}"{suggest(name, known)}')


def advice_on(url: str) -> str:
    """Return what is doubtful about an address that can be used; empty: nothing."""
    is_mail = url.partition(":")[0].lower() in {"mailto", "mailtos"}
    return _MAIL_NEEDS if is_mail and lacks_password(url) else ""


def lacks_password(url: str) -> bool:
    """Whether an address has a user name and no password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    options = {name.lower() for name, _ in parse_qsl(parts.query)}
    user, at, _ = parts.netloc.rpartition("@")
    return bool(at and user) and ":" not in user and "pass" not in options


def holds_secret(url: str, *, signed: bool = False) -> bool:
    """Whether a target's URL looks as if it held a password or a token; True if in doubt.

    ``signed``: its receiver knows us by our signature, so a webhook's path needn't be secret.
    """
    scheme, _, rest = url.partition(":")
    if not rest:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    if _is_loopback(parts.hostname or "") and scheme.lower() in _WEB:
        # Who can ask for it is on this machine anyway.
        return ":" in parts.netloc.rpartition("@")[0] or bool(parts.query)
    options = {name.lower() for name, _ in parse_qsl(parts.query)}
    user = parts.netloc.rpartition("@")[0]
    harmless = _HARMLESS | _WEBHOOKS if signed else _HARMLESS
    return bool(scheme.lower() not in harmless or ":" in user or options & _SECRET_OPTIONS)


def _is_loopback(host: str) -> bool:
    address = literal(host)
    return host == "localhost" or bool(address and address.is_loopback)


def _per_hour(wished: int | None, kind: TargetKind) -> int | None:
    if wished is None:
        # A program isn't flooded, and who watches the console wants to see.
        return None if kind in {TargetKind.CONSOLE, TargetKind.WEBHOOK} else DEFAULT_PER_HOUR
    return wished or None


def _kind(url: str, *, full: bool, check: bool) -> TargetKind:
    # Not at the top: it brings Apprise along, which commands that send nothing can do without.
    from monitor.alerts.sending.send import check_target, kind_of  # noqa: PLC0415

    if is_reference(url):  # which wasn't, or can't be, looked up
        return TargetKind.WEBHOOK if full else TargetKind.TEXT
    if check:
        check_target(url, full=full)
    return kind_of(url, full=full)
