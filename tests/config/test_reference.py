"""docs/configuration.md against the schema and against itself."""

import re
import tomllib
from pathlib import Path

import pytest

from monitor.config.reading.schema import TABLES
from monitor.shipped import shipped

TEXT = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
EXAMPLES = re.findall(r"(?m)^```toml\n(.*?)^```", TEXT, re.DOTALL)
HEADINGS = {
    "At the top of the file": "the top of the file",
    "Targets": "[targets.NAME]",
    "Feed health": "[health]",
    "Heartbeat": "[heartbeat]",
    "A model that judges": "[judge]",
    "Polling": "[polling]",
    "The page": "[web]",
    "Feeds": "[[feeds]]",
    "Lists of feeds": "[[subscriptions]]",
    "Rules": "[[rules]]",
}


def documented():
    """Return {kind of table: {key: default as written}}."""
    found = {}
    for section in re.split(r"(?m)^## ", TEXT)[1:]:
        title = section.splitlines()[0]
        for inner, table in re.findall(
            r"(?m)(?:^The keys of `(\w+)`.*:\n\n)?^\| key \|.*\n\|[-|]+\n((?:\|.*\n)+)", section
        ):
            rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()]
            assert all(len(row) == 4 for row in rows)
            keys = {row[0].strip("`"): row[2] for row in rows}
            found[inner or HEADINGS[title]] = keys
    return found


def test_every_key_is_documented_and_every_documented_key_exists():
    keys = {kind: list(table.model_fields) for kind, table in TABLES.items()}
    assert {kind: list(rows) for kind, rows in documented().items()} == keys


@pytest.mark.parametrize("kind", TABLES)
def test_documented_defaults_are_the_real_ones(kind):
    compared = 0
    for key, written in documented()[kind].items():
        field = TABLES[kind].model_fields[key]
        assert field.is_required() == (written == "required"), key
        if code := re.fullmatch(r"`(.*)`", written):
            value = tomllib.loads(f"x = {code[1]}")["x"]
            in_table = TABLES[kind].model_validate(
                {
                    name: "x"
                    for name, held in TABLES[kind].model_fields.items()
                    if held.is_required()
                }
                | {key: value}
            )
            assert getattr(in_table, key) == field.default, key
            compared += 1
    assert compared or kind in {"auth", "tls"}  # whose keys have no defaults


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(example, folder):
    folder.file("secrets/mail", "mailtos://USER:PASSWORD@mail.example.org?to=you@example.org\n")
    folder.file("seeds/sample.rss", shipped("sample.rss").read_bytes())
    folder.file("seeds/feeds.opml", shipped("feeds.opml").read_bytes())
    folder.file("credentials/intranet", "x\n")
    folder.file("credentials/page", "correct horse\n")
    config = folder.load(
        example,
        DESK_SLACK_URL="https://hooks.slack.com/services/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",
        API_TOKEN="Bearer x",
        CREDENTIALS_DIRECTORY=str(folder.path / "credentials"),
    )
    assert {warning.path for warning in config.warnings} <= {"feeds", "rules", "targets"}


def test_links_within_the_page_lead_somewhere():
    headings = {title.lower().replace(" ", "-") for title in re.findall(r"(?m)^#+ (.*)", TEXT)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) <= headings
