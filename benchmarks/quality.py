"""Which items a set of rules finds, for scoring against labels.

    python benchmarks/quality.py --rules RULES.jsonl --items ITEMS.jsonl[.gz] … [--out FILE]

Rules are lines ``{"id", "rule", "aliases"?}``, items ``{"id", "title", "summary"?, "lang"?}``.
Writes a line ``{"rule", "item", "kinds"}`` for each match, to standard output or ``--out``. How
many items a second went through, and how the hits were found, goes to standard error.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.item import Item
from monitor.rules import Matcher, Rule, parse_rule


def lines(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    yield from map(
        json.loads, (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    )


def read_rule(line: dict[str, Any]) -> Rule:
    aliases = {term: tuple(others) for term, others in line.get("aliases", {}).items()}
    return parse_rule(line["rule"], name=line["id"], aliases=aliases)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--items", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if not (options.rules and options.items):
        print("Needs labelled news, which isn't shipped: see --help.")
        return
    matcher = Matcher(map(read_rule, lines(options.rules)))
    out = options.out.open("w", encoding="utf-8") if options.out else sys.stdout
    kinds: Counter[str] = Counter()
    count = found = 0
    start = time.perf_counter()
    for path in options.items:
        for line in lines(path):
            count += 1
            item = Item(
                feed="quality",
                key=str(line["id"]),
                title=line.get("title", ""),
                summary=line.get("summary", ""),
                lang=line.get("lang", ""),
            )
            for match in matcher.match(item):
                found += 1
                how = sorted({hit.kind.value for hit in match.hits})
                kinds.update(how)
                print(json.dumps({"rule": match.rule, "item": line["id"], "kinds": how}), file=out)
    seconds = time.perf_counter() - start
    print(
        f"{count} items, {len(matcher)} rules, {found} matches, {count / seconds:.0f} items/s; "
        f"hits: {dict(kinds.most_common())}",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
