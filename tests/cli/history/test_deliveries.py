"""``deliveries`` and ``targets``: what is held, what became a digest, what would be shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import MonitorError
from monitor.store.database import Database
from monitor.store.outbox import outbox
from monitor.store.timestamps import to_text
from monitor.store.writing import alerts

SOON = datetime.now(UTC) + timedelta(hours=3)


@pytest.fixture
def change(home):
    """Change the outbox, as the daemon would."""

    def change(statement, *values):
        with Database(home / "news.db") as database:
            database.write(lambda db: db.execute(statement, values))

    return change


@pytest.fixture
def told(cli, cli_json, home):
    """The deliveries after a first round, some to a second target; at least two to the console."""
    config = home / "config.toml"
    config.write_text(config.read_text() + '[[rules]]\nname = "Firms"\nmatch = "Alibaba | Apple"\n')
    cli("once")
    rows = cli_json("deliveries")
    assert len(rows) > 8
    return rows


def hold(change, reason="digest"):
    """As if none had been sent yet."""
    change("UPDATE deliveries SET digest_id = NULL")
    change("DELETE FROM deliveries WHERE alert_id IS NULL")
    change(
        "UPDATE deliveries SET state = 'pending', hold = ?, next_attempt_at = ?, attempts = 0, "
        "delivered_at = NULL",
        reason,
        to_text(SOON),
    )


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("digest", "held for the digest of "),
        ("quiet", ": quiet hours"),
        ("breaker", ": hourly limit reached"),
    ],
)
def test_a_held_delivery_says_why_and_until_when(cli, cli_json, told, change, reason, said):
    hold(change, reason)

    listed = " ".join(cli("deliveries", "--held").split())
    assert said in listed
    rows = cli_json("deliveries", "--held")
    assert {row["hold"] for row in rows} == {reason}
    assert said in cli("deliveries", "show", rows[0]["id"])


def test_once_leaves_what_is_held_and_says_so(cli, cli_json, told, change):
    hold(change, "breaker")

    said = " ".join(cli("once").split())
    count = len(cli_json("deliveries", "--held"))
    assert count > len(told)  # some are about one event
    assert f"{count} deliveries to console held until" in said
    answer = cli_json("once")
    assert answer["undelivered"] == 0
    assert answer["held"]["console"]["count"] == count


def test_a_digest_is_sent_listed_and_shown_with_its_members(cli, cli_json, told, change, home):
    hold(change)
    held = cli_json("deliveries", "--held")
    change("UPDATE deliveries SET next_attempt_at = ?", to_text(datetime.now(UTC)))

    assert f"{len(told)} alerts" in cli("once")
    digest, *members = cli_json("deliveries")
    assert digest["title"] == f"Digest of {len(told)} alerts"  # of two rules' about one event one
    assert digest["rules"] == ["Apple in China", "Firms"]
    assert digest["state"] == "delivered"
    assert {row["state"] for row in members} == {"grouped"}
    assert {row["digest"] for row in members} == {digest["id"]}
    shown = cli_json("deliveries", "show", digest["id"])
    assert {row["id"] for row in shown["members"]} == {row["id"] for row in held}
    text = cli("deliveries", "show", digest["id"])
    assert all(str(row["id"]) in text for row in held)
    assert f"in digest {digest['id']}" in cli("deliveries", "show", held[0]["id"])
    with pytest.raises(Exception, match=f"part of digest {digest['id']}; .*show {digest['id']}"):
        cli("deliveries", "retry", held[0]["id"])
    assert cli_json("targets")[0]["delivered"] == 1


def test_all_that_died_is_retried_at_once_for_one_target_or_all(cli, cli_json, told, change, home):
    change(
        "UPDATE deliveries SET state = 'dead', last_error = 'HTTP 404', next_attempt_at = NULL, "
        "delivered_at = NULL WHERE digest_id IS NULL"
    )
    change("UPDATE deliveries SET target = 'gone' WHERE id = ?", told[0]["id"])

    with pytest.raises(Exception, match='there is no target "gone"'):
        cli("deliveries", "retry", "--dead", "--target", "gone")
    count = len(told) - 1
    noun = "delivery" if count == 1 else "deliveries"
    assert f"{count} dead {noun} will be tried" in cli("deliveries", "retry", "--dead")
    cli("once")
    states = {row["id"]: row["state"] for row in cli_json("deliveries")}
    assert states.pop(told[0]["id"]) == "dead"
    assert set(states.values()) == {"delivered"}
    assert "0 dead deliveries" in cli("deliveries", "retry", "--dead", "--target", "console")


@pytest.mark.parametrize("words", [(), ("1", "--dead"), ("1", "--target", "console")])
def test_retry_needs_to_know_which(cli, told, words):
    cli("deliveries", "retry", *words, code=2)


def test_targets_shows_how_it_goes_with_each(cli, cli_json, told, change):
    (target,) = cli_json("targets")
    assert target["delivered"] == len(told)
    assert target["last_delivered_at"]
    assert (target["held"], target["dead"], target["last_error"]) == (0, 0, "")
    change("UPDATE deliveries SET state = 'dead', last_error = 'HTTP 404' WHERE id = 1")
    assert cli_json("targets")[0]["last_error"] == "HTTP 404"
    assert "HTTP 404" in cli("targets")


# --- preview


def test_the_last_alert_is_shown_as_each_kind_of_target_would_get_it(cli, cli_json, told, home):
    with Database(home / "news.db") as database:
        before = len(outbox.newest(database.read()))
        (alert,) = alerts.last(database.read())
    title = alert.item.title
    for kind in ("email", "text", "slack"):
        assert title in cli("targets", "preview", "--kind", kind)
    assert title in cli("targets", "preview").replace("*", "")
    assert title in cli("targets", "preview", "console").replace("*", "")
    posted = cli_json("targets", "preview", "--kind", "slack")
    assert posted["blocks"]
    assert title in posted["text"]
    with Database(home / "news.db") as database:
        assert len(outbox.newest(database.read())) == before


def test_without_an_alert_a_made_up_one_is_shown(cli):
    assert "This is a test alert" in cli("targets", "preview", "--kind", "text")
    assert "Test (" in cli("targets", "preview", "--digest", "--kind", "text")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("alert", "Matched: Apple · AI · China"),
        ("development", "Earlier: Test: Apple is said to look for a partner in China"),
        ("update", "Updated. Was: “Test: Apple is said to look for a partner in China”"),
        ("again", "Again: 5 outlets by now"),
        ("digest", "+4 more; see: news-monitor alerts"),
        ("spike", "14:00 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇ 61 (4)"),
    ],
)
def test_each_kind_of_message_is_shown_made_up(cli, told, kind, words):
    assert words in cli("targets", "preview", "--kind", "text", "--sample", kind)


def test_a_kind_of_message_that_there_is_not_is_a_mistake(cli):
    cli("targets", "preview", "--sample", "poem", code=2)


def test_a_digest_of_the_last_alerts_is_shown(cli, told):
    said = cli("targets", "preview", "--digest", "--kind", "email")

    assert said.startswith("[Apple in China, Firms] Digest: ")
    assert "9 alerts" in said, "twelve about nine events"
    assert "Also for Firms" in said
    assert all(row["title"] in said for row in told[:7])


def test_the_e_mail_is_written_into_a_file(cli, home):
    assert "alert.html: written" in cli("targets", "preview", "--html", "alert.html")
    assert "<!DOCTYPE html>" in (home / "alert.html").read_text()


def test_a_preview_of_what_is_not_there_says_what_is(cli):
    with pytest.raises(Exception, match='there is no target "desk"; there is console'):
        cli("targets", "preview", "desk")
    cli("targets", "preview", "--kind", "pigeon", code=2)


def test_a_target_whose_url_is_a_secret_is_previewed_as_its_kind(cli_json, home, monkeypatch):
    config = home / "config.toml"
    config.write_text(config.read_text().replace('"console:"', '"env:DESK"'))
    monkeypatch.setenv("DESK", "mailto://reader:word@example.com")

    assert "<!DOCTYPE html>" in cli_json("targets", "preview", "console")["html"]


# --- one's own templates


@pytest.fixture
def template(home):
    def template(name, text):
        (home / "templates").mkdir(exist_ok=True)
        (home / "templates" / name).write_text(text)

    return template


def test_templates_beside_the_configuration_are_used(cli, template):
    template("alert.text.txt", "Mine: {{ alert.rule }}")

    assert "Mine: Test" in cli("targets", "preview", "--kind", "text")


@pytest.mark.parametrize("command", [("check",), ("once",), ("targets", "preview")])
def test_a_broken_template_stops_check_and_start_and_names_its_line(cli, template, command):
    template("alert.html", "<p>\n{{ alert.nothing }}</p>")

    with pytest.raises(Exception, match=r"templates can't be used:\n  line 2: alert.html: "):
        cli(*command)


def test_a_template_that_fails_only_now_costs_no_alert(cli, template, caplog):
    template(
        "alert.text.txt",
        "{% if 'Test' not in alert.rule %}{{ alert.nothing }}{% else %}fine{% endif %}",
    )
    cli("once")

    said = cli("targets", "preview", "--kind", "text")
    assert "Matched: " in said


def test_json_of_every_list_is_json(cli, told):
    for words in (("deliveries",), ("deliveries", "--held"), ("targets",)):
        json.loads(cli(*words, "--json"))


def test_list_says_in_a_word_what_the_group_does_alone(cli, cli_json, told):
    for group in ("deliveries", "targets", "feeds", "rules"):
        assert cli_json(group, "list") == cli_json(group)
    assert len(cli_json("deliveries", "list", "--limit", "3")) == 3
    with pytest.raises(MonitorError, match='no target "list"'):
        cli("deliveries", "--target", "list")


def test_attempts_before_a_retry_are_counted_as_well(cli, cli_json, told, change):
    id_ = told[0]["id"]
    for _ in range(3):
        change(
            "INSERT INTO attempts (delivery_id, at, result, seconds) VALUES (?, ?, 'failed', 1)",
            id_,
            to_text(SOON),
        )
    change("UPDATE deliveries SET state = 'dead', attempts = 4 WHERE id = ?", id_)
    cli("deliveries", "retry", id_)
    shown = cli_json("deliveries", "show", id_)
    assert shown["attempts"] == len(shown["attempts_made"]) == 4
    (listed,) = [row for row in cli_json("deliveries") if row["id"] == id_]
    assert listed["attempts"] == 4


def test_once_fails_and_says_what_was_not_sent_where_and_why(cli, home):
    config = home / "config.toml"
    text = config.read_text().replace('"console:"', '"json://127.0.0.1:9/"')
    config.write_text('allow_private = ["127.0.0.0/8"]\n' + text)
    with pytest.raises(MonitorError, match=r"not sent: \d+ deliveries to console \(“") as raised:
        cli("once")
    assert "Connection error" in str(raised.value)
    assert "The next round tries again" in str(raised.value)


def test_once_fails_where_a_delivery_cannot_be_read(cli, home, told, change):
    change("UPDATE deliveries SET state = 'pending', delivered_at = NULL, next_attempt_at = '2020'")
    change("UPDATE matches SET hits = '{'")
    with pytest.raises(MonitorError, match="not sent: .* to console") as raised:
        cli("once")
    assert "not tried" not in str(raised.value)
