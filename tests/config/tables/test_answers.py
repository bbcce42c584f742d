"""``answers``: whether alerts have links to answer by, and where these lead."""

from __future__ import annotations

import pytest

TARGETS = """
[targets.desk]
url = "ntfys://topic"
[targets.console]
url = "console:"
"""


def test_there_are_none_unless_they_are_asked_for(folder):
    assert not any(target.answers for target in folder.load(TARGETS).targets.values())


def test_the_top_speaks_for_all_but_the_console_and_a_target_for_itself(folder):
    targets = folder.load(
        f'answers = true\n[web]\nurl = "https://news.example"\n{TARGETS}'
        '[targets.quiet]\nurl = "ntfys://other"\nanswers = false\n'
    ).targets
    assert {name for name, target in targets.items() if target.answers} == {"desk"}
    alone = folder.load(TARGETS.replace('"ntfys://topic"', '"ntfys://topic"\nanswers = true'))
    assert alone.targets["desk"].answers


@pytest.mark.parametrize(
    ("web", "base"),
    [
        ("", ""),
        ('url = "https://news.example/"', "https://news.example"),
        ('answer_url = "https://example.org/news/"', "https://example.org/news"),
        ('url = "https://a.example"\nanswer_url = "https://b.example"', "https://b.example"),
        ('listen = "10.0.0.5:80"\npassword = "long enough"', "http://10.0.0.5:80"),
    ],
)
def test_they_lead_to_where_readers_reach_the_page(folder, web, base):
    config = folder.load(f"answers = true\n[web]\n{web}\n{TARGETS}")
    assert config.web.answers_at == base
    warned = [each for each in config.warnings if each.path == "answers"]
    assert bool(warned) is not bool(base)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_an_address_of_this_machine_is_kept_with_a_warning(folder, host):
    config = folder.load(f'answers = true\n[web]\nurl = "http://{host}:8321"\n{TARGETS}')
    assert config.web.answers_at == f"http://{host}:8321"
    (warned,) = [each for each in config.warnings if each.path == "answers"]
    assert "lead to this machine" in warned.message


@pytest.mark.parametrize("url", ["news.example", "https://a@b.example", "https://b.example/?x"])
def test_an_address_that_is_none_is_a_mistake(folder, url):
    assert "web.answer_url" in folder.mistakes(f'[web]\nanswer_url = "{url}"\n')


def test_the_page_itself_still_needs_a_host_of_its_own(folder):
    assert "host of its own" in folder.mistakes('[web]\nurl = "https://a.example/x"\n')["web.url"]


BOT = "tgram://123456789:abcdefg_hijklmnop/-100123"


def test_buttons_are_for_telegram_and_slack(folder):
    text = f'[targets.chat]\nurl = "env:BOT"\nbuttons = true\n{TARGETS}'
    assert folder.load(text, BOT=BOT).targets["chat"].buttons
    wrong = TARGETS.replace('"ntfys://topic"', '"ntfys://topic"\nbuttons = true')
    assert "is for Telegram" in folder.mistakes(wrong)["targets.desk.buttons"]


SLACK = "slack://xoxb-1234567890-1234567890-abcdefghijklmnopqrstuvwx/#news"
APP = "xapp-1-A0123ABCD-1234567890-abcdef0123456789"
DESK = '[targets.desk]\nurl = "env:SLACK"\nbuttons = true\napp_token = "env:APP"\n'


def test_in_slack_they_are_listened_to_by_the_apps_token(folder):
    desk = folder.load(DESK, SLACK=SLACK, APP=APP).targets["desk"]
    assert (desk.buttons, desk.app_token) == (True, APP)
    assert APP not in repr(desk)
    assert folder.load(DESK, secrets=False).targets["desk"].buttons
    without = DESK.replace('app_token = "env:APP"', "")
    assert "needs an app_token" in folder.mistakes(without, SLACK=SLACK)["targets.desk.buttons"]


@pytest.mark.parametrize("token", ["xoxb-1-2-3", "xapp-", "secret", APP + "?"])
def test_what_is_no_apps_token_is_a_mistake_that_does_not_show_it(folder, token):
    said = folder.mistakes(DESK, SLACK=SLACK, APP=token)["targets.desk.app_token"]
    assert "connections:write" in said
    assert token not in said.replace("xapp-1-A", "")


@pytest.mark.parametrize("url", [BOT, "ntfys://topic", "slack://T00000000/B00000000/abcdefghijkl"])
def test_an_apps_token_is_for_a_bot_in_slack_alone(folder, url):
    said = folder.mistakes(DESK, SLACK=url, APP=APP)
    assert "is for Slack with a bot token" in said["targets.desk.app_token"]


def test_an_apps_token_in_the_file_itself_and_one_without_buttons_are_warned_of(folder):
    plain = DESK.replace("env:APP", APP)
    assert "holds the secret" in folder.warnings(plain, SLACK=SLACK)["targets.desk.app_token"]
    idle = DESK.replace("buttons = true", "")
    assert "does nothing" in folder.warnings(idle, SLACK=SLACK, APP=APP)["targets.desk.app_token"]
    assert folder.load(idle, SLACK=SLACK, APP=APP).targets["desk"].app_token == ""


def test_without_websockets_it_is_said_how_to_install_it(folder, monkeypatch):
    monkeypatch.setattr("monitor.config.tables.receivers.find_spec", lambda name: None)
    said = folder.mistakes(DESK, SLACK=SLACK, APP=APP)["targets.desk.buttons"]
    assert "pip install 'news-monitor[slack]'" in said


def test_only_one_target_listens_to_an_app(folder):
    other = DESK.replace("[targets.desk]", "[targets.other]")
    said = folder.mistakes(DESK + other, SLACK=SLACK, APP=APP)["targets.other.buttons"]
    assert "slack://BOT/#one/#two" in said


def test_only_one_target_listens_to_a_bot(folder):
    one = '[targets.{}]\nurl = "{}"\nbuttons = true\n'
    both = one.format("a", BOT) + one.format("b", BOT.replace("-100123", "-100777"))
    assert "name all chats in that one" in folder.mistakes(both)["targets.b.buttons"]
    quiet = one.format("a", BOT) + f'[targets.b]\nurl = "{BOT}"\n'
    assert folder.load(quiet).targets["b"].buttons is False
