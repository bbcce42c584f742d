from datetime import timedelta

import pytest


def feed(line, more=""):
    return f"[[feeds]]\n{line}\n{more}"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "is empty"),
        ("www.bbc.co.uk/rss.xml", "write https:// before it"),
        ("localhost:8080/rss", "write https:// before it"),
        ("news/none.xml", "there is no file"),
        ("ftp://news.example/rss", 'can\'t be read over "ftp:"'),
        ("feed:https://news.example/rss", 'not with "feed:"'),
        ("file:///etc/passwd", 'without "file:"'),
        ("env:FEED_URL", "can't be a secret"),
        ("https://", "isn't a valid web address"),
        ("https:///path", "isn't a valid web address"),
        ("https://news.example:99999/", "isn't a valid web address"),
        ("https://[::1/", "isn't a valid web address"),
        ("https://news.example/a b", "isn't a valid web address"),
    ],
)
def test_an_address_that_cannot_be_right_is_a_mistake(url, words, folder):
    assert words in folder.mistakes(feed(f'url = "{url}"'))["feeds[1].url"]


def test_a_password_in_an_address_is_a_mistake_and_not_quoted(folder):
    message = folder.mistakes(feed('url = "https://me:hunter2@news.example/"'))["feeds[1].url"]
    assert "auth = {" in message
    assert "hunter2" not in message


def test_a_file_is_found_beside_the_configuration_or_by_its_whole_path(folder):
    near = folder.file("seeds/a.rss", "<rss/>")
    config = folder.load(
        feed('url = "./seeds/a.rss"') + feed(f'url = "{folder.file("b.rss", "<rss/>")}"')
    )
    assert config.feeds[0].path.samefile(near)
    assert config.feeds[0].url == "./seeds/a.rss"
    assert config.feeds[1].path == folder.path / "b.rss"


def test_a_folder_is_no_feed(folder):
    (folder.path / "seeds").mkdir()
    assert "feeds[1].url" in folder.mistakes(feed('url = "seeds"'))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://news.example/rss", "https://news.example/rss"),
        ("https://news.example/rss", " HTTPS://NEWS.example:443/rss#top"),
        ("https://news.example", "https://news.example/"),
        ("a.rss", "./a.rss"),
    ],
)
def test_the_same_feed_twice_is_a_mistake(first, second, folder):
    folder.file("a.rss", "<rss/>")
    mistakes = folder.mistakes(feed(f'url = "{first}"') + feed(f'url = "{second}"\nname = "B"'))
    assert mistakes == {"feeds[2].url": 'in "B": this feed is there already, as feeds[1]'}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://news.example/rss", "http://news.example/rss"),
        ("https://news.example/rss", "https://news.example/RSS"),
        ("https://news.example/rss?a=1", "https://news.example/rss?a=2"),
        ("https://news.example:8443/rss", "https://news.example/rss"),
    ],
)
def test_addresses_that_differ_are_different_feeds(first, second, folder):
    assert len(folder.load(feed(f'url = "{first}"') + feed(f'url = "{second}"')).feeds) == 2


@pytest.mark.parametrize(
    ("written", "backfill"),
    [("all", None), ("none", timedelta(0)), ("24h", timedelta(hours=24))],
)
def test_backfill_is_all_none_or_a_duration(written, backfill, folder):
    config = folder.load(feed('url = "https://a.example/"', f'backfill = "{written}"'))
    assert config.feeds[0].backfill == backfill


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "2130706433", "[::1]", "nas", "printer.local", "x.home.arpa"]
)
def test_a_private_host_is_warned_of_unless_it_is_allowed(host, folder):
    text = feed(f'url = "http://{host}/rss"')
    message = folder.warnings(text)["feeds[1].url"]
    assert f'allow_private = ["{host.strip("[]")}"]' in message
    assert "feeds[1].url" not in folder.warnings(f'allow_private = ["{host}"]\n' + text)


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost:8080", "localhost:8080"),
        ("10.1.2.3", "10.0.0.0/8"),
        ("[::1]:8080", "[::1]:8080"),
        ("nas", "192.168.0.0/16"),
    ],
)
def test_a_private_host_may_be_allowed_with_its_port_or_its_network(host, allowed, folder):
    text = f'allow_private = ["{allowed}"]\n' + feed(f'url = "http://{host}/rss"')
    assert "feeds[1].url" not in folder.warnings(text)


def test_a_private_host_allowed_at_another_port_is_warned_of(folder):
    text = 'allow_private = ["nas:8080"]\n' + feed('url = "http://nas/rss"')
    assert "feeds[1].url" in folder.warnings(text)


@pytest.mark.parametrize("host", ["news.example", "8.8.8.8", "local.example"])
def test_a_public_host_is_not_warned_of(host, folder):
    assert "feeds[1].url" not in folder.warnings(feed(f'url = "http://{host}/rss"'))


def test_an_interval_below_a_minute_is_warned_of_on_the_web_only(folder):
    folder.file("a.rss", "<rss/>")
    warnings = folder.warnings(
        feed('url = "https://news.example/"', 'interval = "30s"\n')
        + feed('url = "a.rss"', 'interval = "1s"\n')
    )
    assert "every 30s" in warnings["feeds[1].interval"]
    assert "feeds[2].interval" not in warnings


@pytest.mark.parametrize(
    "proxy",
    ["proxy.example:3128", "socks5://p.example", "https://p.example", "http://", "http://["],
)
def test_a_proxy_that_cannot_be_right_is_a_mistake(proxy, folder):
    text = feed('url = "https://news.example/"', 'proxy = "env:PROXY"')
    assert "http://HOST:PORT" in folder.mistakes(text, PROXY=proxy)["feeds[1].proxy"]


def test_what_cannot_be_sent_as_a_header_or_user_is_a_mistake(folder):
    mistakes = folder.mistakes(
        feed(
            'url = "https://news.example/"',
            'headers = { X-Name = "Müller" }\nauth = { user = "a:b", password = "env:P" }',
        ),
        P="x",
    )
    assert "ASCII" in mistakes["feeds[1].headers.X-Name"]
    assert "colon" in mistakes["feeds[1].auth.user"]


def test_every_secret_of_a_feed_that_leads_nowhere_is_named_at_its_own_line(folder):
    problems = folder.problems(
        feed(
            'url = "https://news.example/"',
            'auth = { user = "env:U", password = "file:p" }\nproxy = "env:X"\n'
            '[feeds.headers]\nAuthorization = "credential:c"\n',
        )
    )
    assert {path: problem.line for path, problem in problems.items()} == {
        "feeds[1].auth.user": 3,
        "feeds[1].auth.password": 3,
        "feeds[1].proxy": 4,
        "feeds[1].headers.Authorization": 6,
    }


def test_warnings_name_the_feed_without_what_may_be_secret(folder):
    text = feed('url = "https://a.example/rss?key=SECRET"\ninterval = "30s"')
    message = folder.warnings(text)["feeds[1].interval"]
    assert message.startswith('in "https://a.example/rss": every 30s')
