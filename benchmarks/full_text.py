"""What reading the articles behind items brings and costs: a generated site, read by the real flow.

    .venv/bin/python benchmarks/full_text.py [--items 1000] [--rules 12] [--seed 1]

Each article is about a company, a country and a subject; its headline and teaser name only some of
them. What stands around an article (menus, other headlines) names others: traps. A tenth of the
pages is paid for, a twentieth asks for consent, a twentieth is forbidden by robots.txt. An item is
relevant to a rule if headline, teaser and article together satisfy it, walls included: so recall
counts what no program is given.

Printed, for teasers alone, ``auto`` and ``always``: pages per 1,000 items, matches, precision and
recall; and how long reading a page takes.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.feeds.articles.extract import Applied, extract
from monitor.feeds.parsing.sandbox import Sandbox
from monitor.feeds.polling.poll import open_poller
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.full_text import FullText
from monitor.feeds.state.outcome import Parsed
from monitor.feeds.watched import WatchedFeeds
from monitor.inbound.articles.articles import Articles
from monitor.inbound.articles.record_article import ArticleRecorder
from monitor.inbound.record import Recorder
from monitor.item import Item
from monitor.rules import KnownWords, Matcher, Rule, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store

COMPANIES = """
Apple Siemens Boeing Nestle Toyota Samsung Volkswagen Unilever Pfizer Airbus Nokia Renault
Philips Bayer Sony Intel Nvidia Tesla Shell Maersk Danone Heineken Ericsson Michelin Novartis
Roche Hitachi Panasonic Mazda Hyundai Huawei Lenovo Xiaomi Infosys Embraer Petrobras Gazprom
Statkraft Vestas Lufthansa Ryanair Continental Bosch Thyssenkrupp Carrefour Tesco Aldi Zalando
Spotify Netflix Adobe Oracle Cisco Qualcomm Starbucks Caterpillar Monsanto Halliburton
""".split()  # noqa: SIM905 - easier to read
COUNTRIES = """
China Brazil India Kenya Norway Poland Mexico Chile Egypt Vietnam Japan Canada Peru Greece
Turkey Morocco Ghana Austria Ireland Portugal
""".split()  # noqa: SIM905 - easier to read
SUBJECTS = """
lawsuit strike recall merger batteries subsidy tariffs bribery layoffs satellite vaccine turbine
drought cyberattack pension chips lithium espionage dividend refinery
""".split()  # noqa: SIM905 - easier to read
FILLER = (
    "The plan was presented on Tuesday after weeks of rumours and several delays.",
    "People familiar with the matter expect a decision before the end of the quarter.",
    "A spokeswoman said that talks with the authorities were constructive but slow.",
    "The shares rose at first and then gave up most of what they had gained.",
    "Unions and local politicians want to know what it means for the sites they care about.",
    "An analyst called the numbers better than feared, though far from what was promised.",
    "The board will meet again next month, and shareholders have their say in the autumn.",
    "Suppliers have been told to prepare for larger orders from next year on.",
)
KINDS = ("open",) * 80 + ("paid",) * 10 + ("consent",) * 5 + ("forbidden",) * 5
START = datetime(2025, 2, 13, 8, tzinfo=UTC)
HOSTS = ("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5")


@dataclass(frozen=True)
class Made:
    """One generated item, and its page."""

    item: Item
    article: str
    page: bytes


def make(number: int, port: int, chance: random.Random) -> Made:
    company, country, subject = chosen(chance)
    kind = chance.choice(KINDS)
    named = [company, *([country] if chance.random() < 0.4 else [])]
    title = f"{' in '.join(named)}: what comes next, part {number}"
    teaser = f"{chance.choice(FILLER)} It is about {subject}." if chance.random() < 0.5 else ""
    told = [chance.choice(FILLER) for _ in range(chance.randint(6, 25))]
    told.insert(chance.randrange(len(told)), f"At the heart of it is {subject}, once again.")
    told.insert(chance.randrange(len(told)), f"Nowhere is {company} watched as in {country}.")
    article = "\n".join(told)
    link = f"http://{chance.choice(HOSTS)}:{port}/{kind}/{number}"
    item = Item(
        feed="https://generated.test/feed",
        key=str(number),
        title=title,
        summary=teaser,
        link=link,
        lang="en",
        source=f"Outlet {number % 7}",
        published=START + timedelta(seconds=number),
    )
    return Made(item, article, page(article, kind, chance))


def page(article: str, kind: str, chance: random.Random) -> bytes:
    """A page as sites have them, with other people's headlines around the article."""
    named = (map(chance.choice, (COMPANIES, COUNTRIES, SUBJECTS)) for _ in range(30))
    traps = "".join(f'<li><a href="/">{" and ".join(names)}</a></li>' for names in named)
    head, paragraphs = "", article.splitlines()
    if kind == "paid":
        head = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
        paragraphs = paragraphs[:2]
    if kind == "consent":
        paragraphs = ["We value your privacy. We and our partners store information.", *FILLER]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html><head><title>x</title>{head}</head><body><nav><ul>{traps}</ul></nav>"
        f"<main><article><h1>x</h1>{body}</article></main>"
        f"<aside><h2>Most read</h2><ul>{traps}</ul></aside><footer>Terms</footer></body></html>"
    ).encode()


class Site:
    """Serves the pages, on several addresses of this machine."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                robots = b"User-agent: *\nDisallow: /forbidden/\n"
                body = robots if self.path == "/robots.txt" else site.pages.get(self.path, b"")
                site.asked += self.path != "/robots.txt"
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.port = self._server.server_address[1]

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()


def chosen(chance: random.Random) -> tuple[str, str, str]:
    """A company, a country and a subject; a few are in the news far more often than others."""
    company, country, subject = (
        chance.choices(names, [1 / rank for rank in range(1, len(names) + 1)])[0]
        for names in (COMPANIES, COUNTRIES, SUBJECTS)
    )
    return company, country, subject


def rules_of(chance: random.Random, threes: int) -> list[Rule]:
    texts = []
    for _ in range(threes):
        company, country, subject = chosen(chance)
        texts += [f"{company} + {subject}", f"{company} + {country} + {subject}"]
        texts += [f"{company} + {country} - strike"]
    return [parse_rule(text, name=text) for text in sorted(set(texts))]


def run(
    wish: FullText, made: list[Made], rules: list[Rule], known: KnownWords, folder: Path
) -> dict:
    """Have the real flow record the items, and read what it wants to read."""
    feed = Feed(url=made[0].item.feed, full_text=wish)
    with Database(folder / f"{wish}.db") as database:
        database.write(lambda db: feed_store.sync(db, [feed], now=START))
        recorder = Recorder(
            database,
            watched=WatchedFeeds([feed]),
            rules=rules,
            policies={rule.name: Policy(rule=rule.name, targets=("desk",)) for rule in rules},
            targets={"desk": Target(name="desk", url="console:", kind=TargetKind.CONSOLE)},
            timezone=ZoneInfo("UTC"),
            known=known,
        )
        now = START + timedelta(hours=1)
        began = time.perf_counter()
        for start in (-1, *range(0, len(made), 100)):  # the first poll is the baseline
            row = feed_store.by_url(database.read(), feed.url)
            items = tuple(each.item for each in made[start : start + 100] if start >= 0)
            outcome = Parsed(
                url=feed.url, items=items, validators=Validators(), body_hash=str(start)
            )
            recorder.record_all([(row, outcome)], now=now)
        recorded = time.perf_counter() - began
        began = time.perf_counter()
        with open_poller(gap=0.0) as poller:
            flow = Articles(
                database,
                ArticleRecorder(database, recorder, keep=False),
                watched=WatchedFeeds([feed]),
                submit=poller.submit,
                allow_private=frozenset(HOSTS),
                per_hour=1_000_000,
                clock=lambda: now,
            )
            while flow.tick():
                time.sleep(0.02)
        took = time.perf_counter() - began
        read = database.read()
        found = set(
            read.execute("SELECT items.key, rule FROM matches JOIN items ON items.id = item_id")
        )
        states = dict(read.execute("SELECT state, count(*) FROM articles GROUP BY state"))
    return {"found": found, "states": states, "recorded": recorded, "took": took}


def timings(made: list[Made]) -> tuple[list[float], list[float]]:
    """Milliseconds of reading a page, in this process and in the sandbox."""
    here, there = [], []
    with Sandbox(Applied(), workers=1, memory=300_000_000) as sandbox:
        for number, each in enumerate(made[:220]):
            details = {"url": each.item.link, "charset": "utf-8", "max_text": 50_000}
            began = time.perf_counter()
            extract(each.page, **details)
            middle = time.perf_counter()
            sandbox(extract, each.page, **details)
            if number >= 20:  # the first bring in the libraries
                here.append((middle - began) * 1e3)
                there.append((time.perf_counter() - middle) * 1e3)
    return here, there


def quantiles(values: list[float]) -> str:
    p95 = statistics.quantiles(values, n=20)[-1]
    return f"median {statistics.median(values):.1f} ms, 95 % under {p95:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000)
    parser.add_argument(
        "--rules", type=int, default=12, help="three rules for each of so many subjects"
    )
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    rules, known = rules_of(chance, args.rules), KnownWords()
    with closing(Site()) as site, tempfile.TemporaryDirectory() as folder:
        made = [make(number, site.port, chance) for number in range(args.items)]
        site.pages = {"/" + each.item.link.split("/", 3)[3]: each.page for each in made}
        matcher = Matcher(rules, known=known)
        truth = {
            (each.item.key, name)
            for each in made
            for name in matcher.names(replace(each.item, full_text=each.article))
        }
        print(f"{len(made):,} items, {len(rules)} rules, {len(truth):,} relevant pairs\n")
        print("               pages/1,000   matches   precision   recall   seconds")
        before: set = set()
        for wish in (FullText.NEVER, FullText.AUTO, FullText.ALWAYS):
            site.asked = 0
            result = run(wish, made, rules, known, Path(folder))
            found = result["found"]
            right = len(found & truth)
            print(
                f"{'teaser alone' if wish is FullText.NEVER else wish.value:<14}"
                f"{1_000 * site.asked / len(made):>11.0f}{len(found):>11,}"
                f"{right / max(len(found), 1):>12.3f}{right / len(truth):>9.3f}"
                f"{result['recorded'] + result['took']:>10.1f}   "
                + ", ".join(f"{count} {state}" for state, count in result["states"].items())
            )
            if wish is FullText.NEVER:
                before = found
            assert before <= found, "an article takes no match away"
        here, there = timings(made)
        print(f"\nreading a page: {quantiles(here)}; in the sandbox: {quantiles(there)}")


if __name__ == "__main__":
    main()
