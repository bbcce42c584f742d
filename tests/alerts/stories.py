"""Alerts to tell of in tests, and the worst titles a feed can have."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.alerts.alert import Alert, Digest, HoldReason, Report
from monitor.item import Item
from monitor.rules.rule import Hit, HitKind

PUBLISHED = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)

ITEM = Item(
    feed="https://ledger.example/feed",
    key="1",
    title="Apple turns to Alibaba for iPhone AI in China, chairman Tsai confirms",
    link="https://ledger.example/2025/02/13/apple-alibaba?from=rss&page=1",
    summary=(
        "Joe Tsai told a packed hall in Dubai on Thursday that the iPhone maker had spoken to "
        "several firms before settling on his company. “They chose to do business with us,” the "
        "chairman said. The partnership would bring artificial intelligence features to handsets "
        "sold in China, where regulators must approve every large language model. Shares in Hong "
        "Kong rose 2.5 % to their highest since 2022."
    ),
    source="The Harbour Ledger",
    published=PUBLISHED,
    lang="en",
)

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</title></p></div><h1>Owned",
    "<!everyone> <!here> <!channel>",
    "<@U0123ABCD> <#C0123ABCD> <!subteam^S0123>",
    "@everyone @here @channel <@&1234567890>",
    "[free money](http://evil.example/)",
    "![](http://evil.example/pixel.png)",
    "<http://evil.example|https://bank.example>",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \x9b2J",
    "safe \u202egnp.exe\u202c \u2066isolated\u2069 \u200fmark \u061c",
    "zero\u200bwidth soft\u00adhyphen \ufeffbom \U000e0041tag",
    "line\nbreak\r\nSubject: injected\r\nBcc: victim@example.com\u2028more",
    "nul \x00 bell \x07 backspace \x08 del \x7f",
    "[bold red]rich markup[/] [link=http://evil.example]x[/link] :boom:",
    "{{ 7 * 7 }} {% for x in y %} ${7*7} #{7*7}",
    "*bold* _under_ ~strike~ `code` ```block``` > quote | bar",
    "&lt;b&gt; &amp; &#x3c;script&#x3e; &copy;",
    "lone surrogate \ud800 here",
    "Z̵̡̢̛͔̩a̸͉͈l̷̨͖g̶͓̺o̵̗͝" + "o" + "\u0301" * 200,
    "x" * 5_000,
    "فارسی و العربية mixed with English",
    '=HYPERLINK("http://evil.example")',
    "",
    " \t\n ",
)


def hit(item, field, term, found, kind=HitKind.EXACT, score=None, after=0):
    """Where ``found`` stands in a field of the item."""
    start = getattr(item, field).index(found, after)
    return Hit(
        term=term,
        field=field,
        start=start,
        end=start + len(found),
        found=found,
        kind=kind,
        score=score if score is not None else 1.0 if kind is HitKind.EXACT else 0.9,
        alias=found if kind is HitKind.ALIAS else "",
    )


def alert_about(item=ITEM, hits=None, **changes):
    """An alert about the item; without ``hits``, the ones of ITEM."""
    if hits is None:
        hits = (
            hit(ITEM, "title", "Apple", "Apple"),
            hit(ITEM, "title", "AI", "AI"),
            hit(ITEM, "title", "China", "China"),
            hit(ITEM, "summary", "AI", "artificial intelligence", HitKind.ALIAS),
            hit(ITEM, "summary", "China", "China"),
        )
    alert = Alert(
        key="0123456789abcdef0123456789abcdef",
        rule="Apple's AI in China",
        canonical="Apple + China + AI",
        story=7,
        event=12,
        item=item,
        hits=tuple(hits),
        created_at=datetime(2025, 2, 13, 8, 20, tzinfo=UTC),
    )
    return replace(alert, **changes)


def hostile_alert(words):
    """An alert whose every text is ``words``, hit and all."""
    item = replace(
        ITEM, title=words, summary=f"before {words} after", source=words, link=f"javascript:{words}"
    )
    hits = [hit(item, "summary", "term", words)] if words else []
    coverage = tuple(
        Report(source=f"{before}{words}", title=words, link=f"javascript:{words}", published_at=at)
        for before, at in (("", PUBLISHED), ("One ", PUBLISHED), ("Two ", PUBLISHED))
    )
    return alert_about(
        item, hits, rule=f"Rule {words}", reason=words, again=1, coverage=coverage, sources=3
    )


def digest_of(*alerts, counts=None, reasons=(HoldReason.DIGEST,)):
    """A digest of these alerts, those of a rule beside each other, each about its own event."""
    alerts = tuple(
        replace(alert, event=number, item=replace(alert.item, key=f"{alert.item.key}/{number}"))
        for number, alert in enumerate(alerts, 1)
    )
    if counts is None:
        counts = tuple(Counter(alert.rule for alert in alerts).items())
    return Digest(key="d", alerts=alerts, counts=counts, reasons=reasons, created_at=PUBLISHED)


def reports(*sources):
    return tuple(
        Report(
            source=source,
            title=f"{source} says so",
            link=f"https://{number}.example/story",
            published_at=PUBLISHED + timedelta(minutes=number),
        )
        for number, source in enumerate(sources)
    )
