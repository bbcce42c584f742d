"""The API: its answers are what its description says, and what the page shows."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest

from monitor.store.writing import items
from monitor.web.api.description import DESCRIPTION
from monitor.web.api.routes import PAGES
from monitor.web.api.schemas import SCHEMAS

_KINDS = {
    "boolean": bool,
    "string": str,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


def check(value, schema, path="answer"):
    """Hold a value against the part of JSON Schema that the description uses."""
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert set(kinds) <= _KINDS.keys() | {"null"}
    if value is None:
        assert "null" in kinds, path
        return
    allowed = tuple(_KINDS[kind] for kind in kinds if kind != "null")
    assert isinstance(value, allowed), f"{path}: {value!r}"
    assert isinstance(value, bool) == ("boolean" in kinds), path
    if "enum" in schema:
        assert value in schema["enum"], f"{path}: {value!r}"
    if "minimum" in schema:
        assert value >= schema["minimum"], path
    if "maximum" in schema:
        assert value <= schema["maximum"], path
    if schema.get("format") == "date-time":
        assert datetime.fromisoformat(value).tzinfo, path
    if isinstance(value, list):
        for number, each in enumerate(value):
            check(each, schema["items"], f"{path}[{number}]")
    if isinstance(value, dict):
        assert value.keys() == set(schema["required"]) == schema["properties"].keys(), path
        for name, each in value.items():
            check(each, schema["properties"][name], f"{path}.{name}")


def schema_of(path):
    answers = DESCRIPTION["paths"][path]["get"]["responses"]
    return answers["200"]["content"]["application/json"]["schema"]


READ = [path for path, methods in DESCRIPTION["paths"].items() if "get" in methods]
"""Addresses that answer a question; those that change something: test_api_changes.py."""
EMPTY = {"/api/silences", "/api/config/history"}
"""Of which the library has none."""


def test_every_address_is_described_and_the_other_way_round():
    assert set(READ) == PAGES.keys() - {"/api/openapi.json"}


@pytest.mark.parametrize("path", READ)
def test_answers_are_what_the_description_says(reader, path):
    answer = reader.get(path.replace("{id}", "1"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    value = answer.json()
    check(value, schema_of(path))
    if "{id}" not in path and path not in EMPTY:
        assert next(each for each in value.values() if isinstance(each, list))


@pytest.mark.parametrize("path", READ)
def test_every_parameter_does_something(reader, path):
    for parameter in DESCRIPTION["paths"][path]["get"]["parameters"]:
        if parameter["in"] == "query" and parameter["name"] not in {"sort", "after"}:
            value = {"integer": "1", "string": "nothing-like-it"}[parameter["schema"]["type"]]
            answer = reader.get(path, params={parameter["name"]: value})
            before = reader.get(path).json()
            told = answer.status_code == 400 and answer.json()["error"]
            assert told or answer.json() != before, parameter["name"]


def test_the_description_is_openapi_3_1_with_the_servers_address(reader):
    value = reader.get("/api/openapi.json").json()
    assert value["openapi"].startswith("3.1")
    assert value["servers"] == [{"url": reader.url}]
    assert value["info"]["title"]
    for path, methods in value["paths"].items():
        for method in methods.values():
            names = [each["name"] for each in method["parameters"] if each["in"] == "path"]
            assert names == re.findall(r"\{(\w+)\}", path), path


def test_a_search_finds_the_forms_of_its_words(page):
    found = page.get("/api/matches", params={"q": "tear"}).json()["matches"]
    assert found
    assert all("storm Vega" in match["title"] for match in found)


def test_all_matches_are_had_page_by_page(page, room):
    (total,) = room.database.read().execute("SELECT count(*) FROM matches").fetchone()
    seen, after = [], ""
    while True:
        value = page.get("/api/matches", params={"limit": 20, "after": after}).json()
        seen += [match["id"] for match in value["matches"]]
        after = value["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == total


def test_a_hit_that_an_edit_has_taken_out_is_not_given(page, room):
    value = page.get("/api/matches", params={"limit": 1}).json()["matches"][0]
    assert "title" in {hit["field"] for hit in value["hits"]}
    room.database.write(
        lambda db: db.execute("UPDATE items SET title = '' WHERE id = ?", [value["item"]])
    )
    told = page.get(f"/api/matches/{value['id']}").json()
    assert told["hits"] == [hit for hit in value["hits"] if hit["field"] != "title"]


def test_what_only_the_article_says_is_told_in_words(page, room):
    value = page.get("/api/matches", params={"limit": 1}).json()["matches"][0]
    assert value["full_text"] == ""
    text = "It is sold in Hangzhou."
    hit = {"term": "Hangzhou", "field": "full_text", "start": 14, "end": 22, "found": "Hangzhou"}
    hits = json.dumps([*value["hits"], hit | {"kind": "exact", "score": 1.0, "alias": ""}])

    def write(db):
        items.keep_full_text(db, value["item"], text)
        db.execute("UPDATE matches SET hits = ? WHERE id = ?", [hits, value["id"]])

    room.database.write(write)
    told = page.get(f"/api/matches/{value['id']}").json()
    assert told["full_text"] == f"Found in the full text: {text}"
    shown = page.get(f"/matches/{value['id']}").text
    assert "Found in the full text: " in shown
    assert "<mark>Hangzhou</mark>" in shown
    assert "<td>full text</td>" in shown


def test_who_had_the_deal_first(reader):
    found = reader.get("/api/stories", params={"q": "apple settles alibaba"}).json()["stories"]
    (story,) = (each for each in found if each["first_title"].startswith("Apple settles"))
    assert story["first"] == "Chip Ledger"
    (event, *_) = story["events"]
    assert (event["first"], event["title"]) == ("Chip Ledger", story["first_title"])
    assert event["alerts"][0]["rule"] == "Apple's AI in China"
    whole = reader.get(f"/api/stories/{story['id']}").json()
    assert {each["event"] for each in whole["timeline"]} == {each["id"] for each in whole["events"]}
    assert whole["timeline"][0]["why"] == "opens the story"
    assert whole["timeline"][1]["why"].startswith("reports the same event as “Apple settles")


def test_mistakes_are_told_as_json(reader):
    for path in (
        "/api/matches?limit=0",
        "/api/matches?limit=9999",
        "/api/stories?sort=x",
        "/api/alerts?state=x",
    ):
        answer = reader.get(path)
        assert answer.status_code == 400, path
        assert answer.json()["error"]
    assert reader.get("/api/stories/999999").status_code == 404
    assert reader.get("/api/nothing").json()["error"]


def test_titles_with_broken_characters_are_sent_all_the_same(serve, room, newsroom):
    room.arrive(newsroom.report(2, "Skyline Radio", "Storm Vega \U0001f32a 漢"))
    titles = [match["title"] for match in serve(room).get("/api/matches").json()["matches"]]
    assert "Storm Vega \U0001f32a 漢" in titles


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("matches?unsent=1", 'there is no parameter "unsent" here; did you mean state=unsent?'),
        ("matches?ruel=Apple", 'there is no parameter "ruel" here; did you mean "rule"?'),
        ("matches?zzzz=", 'there is no parameter "zzzz" here; there is q, rule, since, until, '),
        ("matches/1?limit=3", 'there is no parameter "limit" here; it takes none'),
        ("rules?limit=3", 'there is no parameter "limit" here; it takes none'),
        ("openapi.json?v=1", 'there is no parameter "v" here; it takes none'),
        ("matches?sort=evil", 'sort must be time or relevance, not "evil"'),
        ("stories?sort=bigest", 'sort must be newest or biggest, not "bigest"; did you mean "big'),
        ("matches?voted=yes", 'voted must be good, bad or none, not "yes"'),
        ("matches?state=gone", "state must be "),
        ("feeds?health=ok", 'health must be trouble, not "ok"'),
        ("alerts?state=lost", "state must be pending, grouped, delivered, dead or withheld"),
        ("alerts?limit=many", 'limit must be a whole number, not "many"'),
        ("alerts?limit=0", "limit must be from 1 to 500"),
        ("alerts?limit=x&limit=5", "limit is asked for more than once; only one value counts"),
    ],
)
def test_what_is_not_described_is_refused_with_what_was_probably_meant(reader, asked, told):
    answer = reader.get(f"/api/{asked}")
    assert answer.status_code == 400
    check(answer.json(), SCHEMAS["Error"])
    assert answer.json()["error"].startswith(told)


def test_a_parameter_that_is_left_empty_is_not_asked_for(reader):
    assert reader.get("/api/matches?sort=&state=&rule=").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "told"),
    [
        ("GET", "/api/nothing", 404, "/api/openapi.json lists what there is"),
        ("GET", "/api/matches/99999999", 404, "no such match"),
    ],
)
def test_errors_of_the_api_say_what_to_do(reader, method, path, status, told):
    answer = reader.request(method, path)
    assert answer.status_code == status
    assert told in answer.json()["error"]
