"""Every command, on a real configuration, a real feed and a real database."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlite_utils

from monitor.alerts.alert import DeliveryState
from monitor.cli.main import app
from monitor.errors import MonitorError
from monitor.store.database import Database
from monitor.store.feeds import feeds, subscriptions
from monitor.store.lock import InstanceLock
from monitor.store.outbox import outbox
from monitor.store.schema import migrations
from monitor.store.writing import polls
from tests.command_line import call
from tests.feed_states import feed_state
from tests.forked_process import ran

ROOT = Path(__file__).parents[2]


def test_once_polls_sends_and_sums_up(cli):
    printed = cli("once").replace("*", "")
    assert "Apple turns to Alibaba for help with AI" in printed
    assert "Matched: Apple · AI · China" in printed
    assert "new items" in printed.replace("\n", " ")
    assert "pineapple" not in printed.lower()


def test_a_round_of_which_nothing_can_be_written_is_no_good_one(cli, monkeypatch):
    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(polls, "record", full)
    with pytest.raises(MonitorError, match="nothing that 1 feed brought could be written"):
        cli("once")


def test_once_as_json_counts(cli):
    printed = cli("once", "--json")
    summary = json.loads(printed[printed.index('{\n  "feeds"') :])
    (feed,) = summary["feeds"]
    assert feed["feed"] == "Sample"
    assert feed["new"] == feed["items"] > 20
    assert 0 < feed["matches"] < feed["items"]
    assert summary["undelivered"] == 0


def test_a_second_once_finds_nothing_new_and_tells_nobody_again(cli):
    cli("once")
    printed = cli("once")
    assert "unchanged" in printed
    assert "Alibaba" not in printed


def test_matches_shows_who_was_told(cli, cli_json):
    cli("once")
    assert "sent to console" in cli("matches")
    rows = cli_json("matches", "--rule", "Apple in China")
    assert {row["rule"] for row in rows} == {"Apple in China"}
    for row in rows:
        (delivery,) = row["deliveries"]
        assert (delivery["target"], delivery["state"]) == ("console", row["state"])
        assert row["state"] in {"sent", "grouped"}
    for row in rows:
        for hit in row["hits"]:
            if hit["field"] in {"title", "summary"}:
                assert row[hit["field"]][hit["start"] : hit["end"]] == hit["found"]


def test_matches_narrow_down(cli, cli_json):
    cli("once")
    everything = len(cli_json("matches", "--limit", "1000"))
    assert 0 < len(cli_json("matches", "--search", '"joe tsai"')) < everything
    assert len(cli_json("matches", "--since", "2025-02-01", "--feed", "sample")) == everything
    assert cli_json("matches", "--until", "2025-02-01") == []
    assert "No such matches" in cli("matches", "--search", "nothing-like-it")
    assert len(cli_json("matches", "--limit", "1")) == 1


def test_matches_before_any_run_say_what_to_do(cli):
    with pytest.raises(MonitorError, match="news-monitor run"):
        cli("matches")


def test_feeds_tells_health(cli, cli_json):
    assert "not polled yet" in cli("feeds")
    cli("once")
    printed = cli("feeds")
    assert "Sample" in printed
    assert ": every 60 s, like every file" in printed
    (feed,) = cli_json("feeds")
    assert feed["items"] > 20
    assert feed["health"] == "ok"
    assert feed["next_poll_why"] == "every 60 s, like every file"
    assert feed["items_per_day"] > 0
    assert feed["error"] == ""
    assert feed["next_poll_at"] > feed["last_success_at"]


def test_feeds_add_and_remove_edit_the_file_and_keep_its_comments(cli, home):
    url = "https://news.example/feed"
    cli("feeds", "add", url, "--name", "News", "--tag", "world", "--unchecked")
    text = (home / "config.toml").read_text()
    assert "https://news.example/feed" in text
    assert "# the sample" in text
    cli("feeds", "remove", "News")
    assert "news.example" not in (home / "config.toml").read_text()


def test_feeds_add_finds_the_feed_of_a_web_page(cli, home, feed_server):
    body = (home / "seeds" / "sample.rss").read_bytes()
    feed_server.publish("/news.xml", body)
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head>'
    url = feed_server.publish("/", page, content_type="text/html")
    text = (home / "config.toml").read_text()
    (home / "config.toml").write_text('allow_private = ["127.0.0.1"]\n' + text)
    assert "25 items; the page names it" in cli("feeds", "add", url)
    assert f"{url}news.xml" in (home / "config.toml").read_text()


def test_feeds_add_shows_no_password(home, feed_server):
    url = feed_server.publish("/news.xml", (home / "seeds" / "sample.rss").read_bytes())
    text = (home / "config.toml").read_text()
    (home / "config.toml").write_text('allow_private = ["127.0.0.1"]\n' + text)
    secret = url.replace("://", "://me:hush@")
    result = call("feeds", "add", secret)
    assert "25 items; the address is a feed" in result.output
    assert "hush" not in result.output + str(result.exception)
    assert "auth = " in str(result.exception)


def test_feeds_add_says_why_nothing_was_found_and_adds_nothing(cli, home):
    before = (home / "config.toml").read_text()
    with pytest.raises(MonitorError, match="--unchecked"):
        cli("feeds", "add", "http://127.0.0.1:9/")
    assert (home / "config.toml").read_text() == before


def test_feeds_come_from_opml_and_go_to_it(cli, cli_json, home):
    assert "Added 40 feeds" in cli("feeds", "import", "seeds/feeds.opml")
    assert "40 were already there" in cli("feeds", "import", "seeds/feeds.opml")
    assert len(cli_json("feeds")) == 41
    cli("feeds", "export", "mine.opml")
    again = cli("feeds", "import", "mine.opml")
    assert "Added 0 feeds, 40 were already there" in again
    with pytest.raises(MonitorError, match="none.opml can't be read"):
        cli("feeds", "import", "none.opml")


def test_feeds_show_tells_the_whole_story_of_one(cli, cli_json):
    cli("once")
    printed = cli("feeds", "show", "samp")
    assert "Next poll" in printed
    assert "Why then" in printed
    shown = cli_json("feeds", "show", "seeds/sample.rss")
    assert (shown["url"], shown["health"], len(shown["newest"])) == ("seeds/sample.rss", "ok", 5)
    with pytest.raises(MonitorError, match='there is no feed "nothing"'):
        cli("feeds", "show", "nothing")


def test_a_feed_that_was_switched_off_is_polled_again_when_enabled(cli, cli_json, home):
    cli("once")
    with pytest.raises(MonitorError, match="isn't switched off"):
        cli("feeds", "enable", "Sample")
    with Database(home / "news.db") as database:
        row = feeds.by_url(database.read(), "seeds/sample.rss")
        off = feed_state(row.state, disabled=True)
        database.write(lambda db: feeds.save_state(db, row.id, off))
    assert "gone for good" in cli("feeds")
    assert "polled again when `news-monitor run` is started" in cli("feeds", "enable", "Sample")
    assert "unchanged" in cli("once")


def test_matches_near_tells_what_nearly_matched(cli, cli_json):
    cli("once")
    near = cli_json("matches", "--near")
    assert near
    assert {row["rule"] for row in near} == {"Apple in China"}
    assert near[0]["missing"] in {"Apple", "China", "AI"}
    assert f"lacks {near[0]['missing']}" in cli("matches", "--near")


def test_matches_near_tells_what_an_exclusion_left_out(cli, home):
    config = home / "config.toml"
    rule = '\n[[rules]]\nname = "Phones"\nmatch = "Apple - (China | pie)"\n'
    config.write_text(config.read_text() + rule)
    cli("once")
    assert "Phones  excluded by (China | pie)" in cli("matches", "--near", "--rule", "Phones")


def test_why_explains_a_stored_item(cli, cli_json):
    cli("once")
    match = cli_json("matches", "--limit", "1")[0]
    assert "all 3" in cli("why", match["item"], "Apple in China")
    assert "no pear" in cli("why", match["link"], "Apple + pear", code=1)
    with pytest.raises(MonitorError, match="no item '99999'"):
        cli("why", "99999", "Apple")


def test_why_finds_an_item_by_some_words_of_its_title(cli, cli_json, home):
    cli("once")
    match = next(row for row in cli_json("matches") if row["title"].count(" ") > 4)
    assert f"item {match['item']}" in cli(
        "why", " ".join(match["title"].split()[:5]), match["rule"]
    )
    with pytest.raises(MonitorError, match="several headlines have these words") as several:
        cli("why", "Apple", "Apple in China")
    assert re.search(r"\n  \d+  Apple Valley schools", str(several.value))
    with pytest.raises(MonitorError, match="no item 'pear orchard' is stored"):
        cli("why", "pear orchard", "Apple in China")
    with pytest.raises(MonitorError, match=r"no item '\?!' is stored"):
        cli("why", "?!", "Apple in China")


def test_why_finds_an_item_by_the_headline_that_was_sent(cli, cli_json, home):
    cli("once")
    match = next(row for row in cli_json("matches", "--state", "sent"))
    with Database(home / "news.db") as database:
        edited = "UPDATE items SET title = 'Quite another one' WHERE id = ?"
        database.write(lambda db: db.execute(edited, [match["item"]]))
    assert "Quite another one" in cli("why", match["title"], "Apple in China")


def test_why_takes_the_number_that_lists_show(cli, cli_json):
    cli("once")
    match = next(row for row in cli_json("matches") if row["id"] != row["item"])
    shown = cli("matches")
    assert f"match {match['id']}, item {match['item']}" in shown
    said = cli_json("why", match["id"])
    assert (said["title"], said["match"], said["item"]) == (
        match["title"],
        match["id"],
        match["item"],
    )
    with pytest.raises(MonitorError, match="there is no match 99999; for an item, name the rule"):
        cli("why", "99999")
    with pytest.raises(MonitorError, match="name the rule as well"):
        cli("why", match["link"])


def test_the_number_of_a_match_beside_a_rule_is_known_for_what_it_is(cli, cli_json):
    cli("once")
    of_items = {row["item"]: row["id"] for row in cli_json("matches")}
    number = next(id_ for item, id_ in of_items.items() if item != id_)
    said = call("why", str(number), "Apple in China").stdout
    assert f"This is item {number}. Match {number} is of another article" in said


def test_stories_groups_a_file_of_items(cli, home):
    titles = [
        "Apple picks Alibaba AI for iPhones in China",
        "Earthquake strikes Istanbul suburb",
        "Apple chooses Alibaba's AI for its iPhones in China, Tsai says",
    ]
    lines = [
        json.dumps(
            {
                "id": str(n),
                "title": title,
                "source": f"Outlet {n}",
                "published": f"2025-02-13T0{n}:00:00Z",
            }
        )
        for n, title in enumerate(titles)
    ]
    (home / "items.jsonl").write_text("\n".join(lines))
    found = [json.loads(line) for line in cli("stories", "--items", "items.jsonl").splitlines()]
    assert [line["id"] for line in found] == ["0", "1", "2"]
    for of in ("story", "event"):
        assert found[0][of] == found[2][of] != found[1][of]


def test_an_items_id_comes_back_as_it_was_given(cli, home):
    ids = [0, "0", "a"]
    lines = [json.dumps({"id": id_, "title": f"Title {n}"}) for n, id_ in enumerate(ids)]
    (home / "items.jsonl").write_text("\n\n".join(lines))
    found = [json.loads(line) for line in cli("stories", "--items", "items.jsonl").splitlines()]
    assert [line["id"] for line in found] == ids


def test_a_reader_that_goes_away_ends_stories_quietly(home):
    rows = [json.dumps({"id": n, "title": f"Title {n} of many"}) for n in range(20_000)]
    (home / "items.jsonl").write_text("\n".join(rows))
    command = f"{sys.executable} -m monitor stories --items items.jsonl | head -1"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=home,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout)["id"] == 0


def test_a_warning_that_many_rules_have_is_said_once(cli, home):
    text = (home / "config.toml").read_text()
    for name in ("One", "Two", "Three"):
        text += f'[[rules]]\nname = "{name}"\nmatch = "apple or china"\n'
    (home / "config.toml").write_text(text)
    said = " ".join(cli("check").split())
    assert '! "One" (line 13), "Two" (line 16), "Three" (line 19): ' in said


def test_what_was_known_before_an_edit_is_no_new_match(cli, home):
    cli("once")
    feed = home / "seeds" / "sample.rss"
    feed.write_text(feed.read_text().replace("Tsai says Apple chose", "Tsai said Apple chose"))
    said = " ".join(cli("once").split())
    assert re.search(r"0 new items, [1-9]\d* edited, \d+ match", said)
    assert "matched before the edit" in said


def test_feeds_test_shows_what_a_feed_brings(cli, cli_json):
    assert "Tsai says Apple chose Alibaba" in cli("feeds", "test", "seeds/sample.rss")
    assert cli_json("feeds", "test", "seeds/sample.rss")["items"] > 20


def test_feeds_test_says_why_a_feed_brings_nothing(cli):
    with pytest.raises(MonitorError, match="private"):
        cli("feeds", "test", "http://127.0.0.1:9/feed")


def test_rules_lists_what_is_watched_for(cli, cli_json):
    assert "Apple + China + AI" in cli("rules")
    cli("once")
    (rule,) = cli_json("rules")
    assert (rule["canonical"], rule["targets"]) == ("Apple + China + AI", ["console"])
    assert rule["matches"] > 0


def test_rules_add_echoes_the_rule_as_understood_and_warns(cli, home):
    printed = cli("rules", "add", "Rates", "interest rates and inflation")
    assert "note:" in printed
    assert "It tells console at once." in printed
    assert "interest rates and inflation" in (home / "config.toml").read_text()
    cli("rules", "remove", "Rates")
    assert "inflation" not in (home / "config.toml").read_text()


def test_a_rule_that_is_probably_misspelled_is_told_of_wherever_it_is_read(cli, home):
    told = "looks misspelled: Schwarzenegger is a word that people use"
    assert told in cli("rules", "add", "Arnold", "Schwarzeneger + film")
    assert told in " ".join(cli("rules", "test", "Schwarzeneger", "--text", "x", code=1).split())
    assert f'in "Arnold": Schwarzeneger {told}' in cli("check")
    cli("rules", "remove", "Arnold")
    assert told not in cli("check")


def test_a_rule_that_cannot_be_read_is_not_added(cli, home):
    before = (home / "config.toml").read_text()
    with pytest.raises(MonitorError, match=r"\^"):
        cli("rules", "add", "Broken", "Apple + (China")
    assert (home / "config.toml").read_text() == before


def test_rules_test_shows_why_a_text_matches_and_what_is_missing(cli, cli_json):
    rule = "Apple + China + AI"
    assert "all 3" in cli("rules", "test", rule, "--text", "Apple's Chinese phones get AI")
    assert "no AI" in cli("rules", "test", rule, "--text", "Apple in China", code=1)
    (found,) = json.loads(
        cli("rules", "test", rule, "--text", "Apple's Chinese phones get AI", "--json")
    )
    assert [hit["kind"] for hit in found["hits"]] == ["exact", "alias", "exact"]


def test_rules_test_reads_text_files_line_by_line(cli, home):
    (home / "lines.txt").write_text("Apple and AI in China\nA pear\n")
    assert "1 of 2 items matched" in cli("rules", "test", "Apple + China", "--file", "lines.txt")


def test_targets_lists_and_tests(cli, cli_json):
    (target,) = cli_json("targets")
    assert (target["name"], target["kind"], target["rules"]) == (
        "console",
        "console",
        ["Apple in China"],
    )
    assert "This is a test alert" in cli("targets", "test", "console").replace("\n", " ")


def test_targets_says_which_grow_in_place_and_why_a_webhook_does_not(cli, cli_json, home):
    config = home / "config.toml"
    config.write_text(
        f"""{config.read_text()}
        [targets]
        bot.url = "slack://xoxb-1234567890-1234567890-abcdefabcdefabcdefabcdef/#news"
        hook.url = "https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx"
        unknown.url = "env:NOBODY_HAS_SET_THIS"
        """
    )
    rows = {row["name"]: (row["kind"], row["edits"]) for row in cli_json("targets")}
    assert rows["bot"] == ("slack", True)
    assert rows["hook"] == ("slack", False)
    assert rows["unknown"] == (None, None), "its address can't be read here"
    listed = cli("targets")
    assert "slack, edits" in listed
    assert "A webhook can't edit what it has posted." in listed


def test_an_unknown_target_is_named_with_those_there_are(cli):
    with pytest.raises(MonitorError, match='no target "desk"; there is console'):
        cli("targets", "test", "desk")


def test_deliveries_lists_and_shows_each_attempt(cli, cli_json):
    cli("once")
    rows = cli_json("deliveries")
    assert {row["state"] for row in rows} == {"delivered"}
    assert "No dead deliveries" in cli("deliveries", "--dead")
    shown = cli_json("deliveries", "show", rows[0]["id"])
    assert [attempt["result"] for attempt in shown["attempts_made"]] == ["delivered"]
    assert "delivered" in cli("deliveries", "show", rows[0]["id"])


def test_what_was_delivered_is_not_retried(cli, cli_json):
    cli("once")
    with pytest.raises(MonitorError, match="has been delivered"):
        cli("deliveries", "retry", cli_json("deliveries")[0]["id"])
    with pytest.raises(MonitorError, match="no delivery 999"):
        cli("deliveries", "retry", "999")


def test_a_dead_delivery_is_sent_when_it_is_retried(cli, cli_json, home):
    """A target that was removed and came back."""
    config = home / "config.toml"
    text = config.read_text()
    config.write_text(text.replace("console:", "json://127.0.0.1:9/"))  # nobody listens there
    with pytest.raises(MonitorError, match="not sent"):
        cli("once")
    config.write_text(text.replace("[targets.console]", "[targets.other]"))
    cli("once")
    dead = cli_json("deliveries", "--dead")
    assert dead
    assert "no longer has this target" in dead[0]["last_error"]
    with pytest.raises(MonitorError, match="no longer in the configuration"):
        cli("deliveries", "retry", dead[0]["id"])
    config.write_text(text)
    cli("deliveries", "retry", dead[0]["id"])
    assert dead[0]["title"] in cli("once").replace("\n", " ").replace("*", "")
    assert cli_json("deliveries", "show", dead[0]["id"])["state"] == "delivered"


def test_check_reads_the_configuration_back(cli, cli_json):
    printed = cli("check", "--online")
    assert "Apple + China + AI" in printed
    assert "✓" in printed
    assert "No mistakes found" in printed
    assert cli_json("check")["rules"][0]["canonical"] == "Apple + China + AI"


def test_check_online_fails_when_a_feed_does(cli, home):
    with (home / "config.toml").open("a") as file:
        file.write('[[feeds]]\nurl = "http://127.0.0.1:9/feed"\n')
    assert "1 feed failed" in cli("check", "--online", code=1)


def test_init_says_where_it_cant_write(cli, home):
    (home / "file").touch()
    with pytest.raises(MonitorError, match=r"file/seeds can't be written.*folder of your own"):
        cli("init", "file")


def test_init_writes_a_configuration_that_works_and_never_overwrites(cli, home):
    cli("init", "fresh")
    assert "No mistakes found" in cli("check", "--config", "fresh/config.toml")
    with pytest.raises(MonitorError, match="already"):
        cli("init", "fresh")


def test_without_a_configuration_one_is_told_where_it_was_looked_for(cli, home):
    (home / "config.toml").unlink()
    with pytest.raises(MonitorError, match="news-monitor init"):
        cli("check")


def test_a_mistake_ends_with_its_place_on_standard_error(home):
    (home / "config.toml").write_text('databse = "x.db"\n')
    done = ran("check", code=1)
    assert done.stdout == ""
    assert "line 1" in done.stderr
    assert "database" in done.stderr
    assert "Traceback" not in done.stderr


def test_once_refuses_to_work_beside_a_daemon(cli, home):
    with InstanceLock(home / "news.db"), pytest.raises(MonitorError, match="in use"):
        cli("once")


def _commands(group, words=()):
    for name, command in group.commands.items():
        yield (*words, name), command
        if hasattr(command, "commands"):
            yield from _commands(command, (*words, name))


def test_every_command_has_help_with_an_example():
    import typer.main

    lacking = [
        words
        for words, command in _commands(typer.main.get_command(app))
        if "news-monitor " + " ".join(words) not in (command.help or "")
    ]
    assert lacking == []


def test_help_loads_none_of_the_heavy_libraries():
    """So that it answers at once."""
    code = (
        "import sys; sys.argv = ['news-monitor', '--help']\n"
        "from monitor.cli.main import app\n"
        "try: app()\nexcept SystemExit: pass\n"
        "heavy = {'apprise', 'apscheduler', 'feedparser', 'pydantic', 'sqlite_utils', 'urllib3',"
        " 'wordfreq', 'numpy', 'tomlkit', 'jinja2', 'selectolax', 'rapidfuzz'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.fixture
def subscribed(home, feed_server):
    """A list of two feeds, on a server, beside the sample feed of the configuration."""
    sample = (home / "seeds" / "sample.rss").read_bytes()
    feeds = "".join(
        f'<outline text="{name.title()}" xmlUrl="{feed_server.publish(f"/{name}", sample)}"/>'
        for name in ("north", "south")
    )
    url = feed_server.publish("/team.opml", f"<opml><body>{feeds}</body></opml>")
    text = (home / "config.toml").read_text()
    (home / "config.toml").write_text(
        f'allow_private = ["127.0.0.1"]\n{text}\n[[subscriptions]]\nurl = "{url}"\ntags = ["x"]\n'
    )
    return feed_server


def test_once_reads_the_lists_first_and_polls_their_feeds(cli, cli_json, subscribed):
    assert "team.opml: this list hasn't been read yet" in cli("feeds")
    printed = cli("once", "--json")
    summary = json.loads(printed[printed.index('{\n  "feeds"') :])
    assert {feed["feed"] for feed in summary["feeds"]} == {"Sample", "North", "South"}
    listed = {feed["name"]: (feed["via"], feed["tags"]) for feed in cli_json("feeds")}
    assert listed == {
        "Sample": ("", []),
        "North": ("team.opml", ["x"]),
        "South": ("team.opml", ["x"]),
    }
    assert "North  via team.opml" in cli("feeds")
    assert "this list" not in cli("feeds")
    assert cli_json("feeds", "show", "North")["from_the_list"] == "team.opml"


def test_feeds_of_lists_are_exported_too(cli, subscribed):
    assert "north" not in cli("feeds", "export")
    cli("once")
    assert subscribed.url("/north") in cli("feeds", "export")


def test_a_list_that_fails_is_named_with_its_reason(cli, cli_json, subscribed):
    cli("once")
    assert "✓ 2 feeds" in cli("check", "--online")
    subscribed.answer("/team.opml", status=404)
    printed = cli("check", "--online", code=1)
    assert "404" in printed
    assert "1 list failed" in printed
    lists = cli_json("check")["subscriptions"]
    assert lists == [{"url": subscribed.url("/team.opml"), "tags": ["x"]}]


def test_feeds_says_which_list_could_not_be_read_and_that_its_feeds_stay(cli, home, subscribed):
    cli("once")
    with Database(home / "news.db") as database:
        (row,) = subscriptions.all_lists(database.read()).values()
        failed = replace(row, error="it answers 404.")
        database.write(lambda db: subscriptions.save(db, failed))
    said = " ".join(cli("feeds").split())
    assert "team.opml: this list couldn't be read: it answers 404; its 2 feeds stay" in said


def test_a_note_about_feeds_is_listed_shown_and_retried_like_an_alert(cli, cli_json, home):
    config = home / "config.toml"
    text = config.read_text() + '[health]\ntargets = ["console"]\n'
    config.write_text(text.replace('"console:"', '"json://127.0.0.1:9/"'))  # nobody listens there
    with pytest.raises(MonitorError, match="not sent"):
        cli("once")
    with Database(home / "news.db") as database:
        row = feeds.by_url(database.read(), "seeds/sample.rss")
        gone = feed_state(row.state, disabled=True)
        database.write(lambda db: feeds.save_state(db, row.id, gone))
    with pytest.raises(MonitorError, match="“Feeds: 1 gone”|more"):
        cli("once")
    note = cli_json("deliveries")[0]
    assert (note["rule"], note["title"]) == ("news-monitor", "Feeds: 1 gone")
    assert note["text"] == "Sample: switched off; its publisher says it is gone for good (410)"
    assert "Note: Feeds: 1 gone" in cli("deliveries", "show", note["id"])
    assert "Feeds: 1 gone" in cli("deliveries")
    with Database(home / "news.db") as database:
        stored = outbox.get(database.read(), note["id"])
        dead = replace(stored.delivery, state=DeliveryState.DEAD, next_attempt_at=None)
        database.write(lambda db: outbox.save(db, note["id"], dead))
    config.write_text(text)
    cli("deliveries", "retry", note["id"])
    with pytest.raises(MonitorError, match="not sent"):  # the alerts: it is too early for them
        cli("once")
    assert cli_json("deliveries", "show", note["id"])["state"] == "delivered"


@pytest.fixture
def old_database(home):
    """A database of before the last migrations, where the configuration wants one."""
    path = home / "news.db"
    db = sqlite_utils.Database(path)
    migrations.apply(db, stop_before="m005_what_was_sent")
    db.close()
    return path


@pytest.mark.parametrize(
    "command", ["matches", "alerts", "stories", "deliveries", "stats", "feeds", "rules"]
)
@pytest.mark.usefixtures("old_database")
def test_after_an_upgrade_what_reads_brings_the_database_up_to_date(cli, command):
    cli(command)


def test_after_an_upgrade_a_daemon_of_before_is_to_be_restarted_first(cli, old_database):
    with InstanceLock(old_database), pytest.raises(MonitorError, match="restart that process"):
        cli("matches")


def test_once_polls_each_feed_once_however_soon_it_is_due_again(cli, home, feed_server):
    body = (home / "seeds" / "sample.rss").read_bytes()
    urls = [feed_server.publish(f"/{number}", body) for number in range(4)]
    feeds = "".join(f'[[feeds]]\nurl = "{url}"\ninterval = "1s"\n' for url in urls)
    (home / "config.toml").write_text(f'allow_private = ["127.0.0.1"]\n{feeds}')
    cli("once")
    assert [feed_server.asked(f"/{number}") for number in range(4)] == [1, 1, 1, 1]
