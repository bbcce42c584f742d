import os
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import load_config
from monitor.config.editing import edit
from monitor.errors import ConfigError, MonitorError
from monitor.shipped import shipped

SHIPPED = shipped("config.toml").read_bytes()
SAMPLE = b'[[feeds]]\nurl = "seeds/sample.rss"'


@pytest.fixture
def mine(folder):
    """A copy of the shipped configuration with its sample feed."""
    folder.file("seeds/sample.rss", shipped("sample.rss").read_bytes())
    folder.config.write_bytes(SHIPPED)
    return folder.config


def refused(call, *args, **options):
    with pytest.raises(MonitorError) as caught:
        call(*args, **options)
    return str(caught.value)


def test_a_feed_is_added_after_the_last_one_and_every_other_byte_stays(mine):
    edit.add_feed(mine, "https://news.example/rss", name="Example", tags=["tech", "uk"])
    block = (
        b'\n[[feeds]]\nurl = "https://news.example/rss"\nname = "Example"\ntags = ["tech", "uk"]\n'
    )
    after_sample = SHIPPED.index(b'backfill = "all"\n', SHIPPED.index(SAMPLE)) + 17
    assert mine.read_bytes() == SHIPPED[:after_sample] + block + SHIPPED[after_sample:]
    feed = load_config(mine, environ={}).feeds[1]
    assert (feed.url, feed.name, feed.tags) == (
        "https://news.example/rss",
        "Example",
        ("tech", "uk"),
    )


def test_a_rule_is_added_after_the_last_one_and_every_other_byte_stays(mine):
    edit.add_rule(mine, "Joe Tsai", '"Joe Tsai" | 蔡崇信', targets=["console"])
    last = b'match = "Apple + China + AI"\n'
    head, tail = SHIPPED.split(last)
    block = (
        b'\n[[rules]]\nname = "Joe Tsai"\n'
        + "match = '\"Joe Tsai\" | 蔡崇信'\n".encode()
        + b'targets = ["console"]\n'
    )
    assert mine.read_bytes() == head + last + block + tail
    assert load_config(mine, environ={}).rules[1].name == "Joe Tsai"


def test_what_is_added_and_removed_again_leaves_no_trace(mine):
    edit.add_feed(mine, "https://a.example/", name="A")
    edit.add_feed(mine, "https://b.example/")
    edit.add_rule(mine, "Tea", "tea")
    edit.remove_feed(mine, "a")
    edit.remove_rule(mine, "tea")
    edit.remove_feed(mine, "https://b.example/")
    assert mine.read_bytes() == SHIPPED


def test_removing_a_feed_takes_no_comment_along(mine):
    edit.remove_feed(mine, "seeds/sample.rss")
    kept = mine.read_bytes().splitlines()
    for line in SHIPPED.splitlines():
        if line.startswith(b"#"):
            assert line in kept
    assert load_config(mine, environ={}).feeds == ()


def test_the_first_feed_of_an_empty_file(folder):
    path = folder.write("")
    edit.add_feed(path, "https://a.example/")
    assert path.read_text() == '[[feeds]]\nurl = "https://a.example/"\n'
    edit.remove_feed(path, "https://a.example/")
    assert path.read_text() == ""


def test_a_file_without_a_last_line_break_gets_one(folder):
    path = folder.write('timezone = "UTC" # mine')
    edit.add_rule(path, "Tea", "tea")
    assert path.read_text() == (
        'timezone = "UTC" # mine\n\n[[rules]]\nname = "Tea"\nmatch = "tea"\n'
    )


def test_a_comment_right_below_a_feed_stays_with_it(folder):
    path = folder.write('[[feeds]]\nurl = "https://a.example/"\n# interval = "5m"\n[[rules]]\n')
    path.write_text(path.read_text() + 'name = "x"\nmatch = "tea"\n')
    edit.add_feed(path, "https://b.example/")
    assert path.read_text().startswith(
        '[[feeds]]\nurl = "https://a.example/"\n# interval = "5m"\n\n'
        '[[feeds]]\nurl = "https://b.example/"\n\n[[rules]]\n'
    )


def test_a_feed_goes_with_its_tables_and_what_stands_inside_them(folder):
    path = folder.write(
        '# top\n[[feeds]]\nurl = "https://a.example/"\n# inside\n\n[feeds.headers]\n'
        'A = """\n\n"""\n# between\n[feeds.auth]\nuser = "x"\npassword = "y"\n\n# next\n[[feeds]]\n'
        'url = "https://b.example/"\n'
    )
    edit.remove_feed(path, "https://a.example/")
    assert path.read_text() == '# top\n\n# next\n[[feeds]]\nurl = "https://b.example/"\n'


def test_a_feed_whose_tables_stand_apart_is_removed_whole(folder):
    path = folder.write(
        '[[feeds]]\nurl = "https://a.example/"\n\n[aliases]\nA = ["b"]\n\n'
        '[feeds.headers]\nA = "x"\n\n[[feeds]]\nurl = "https://b.example/"\n'
    )
    edit.remove_feed(path, "https://a.example/")
    assert path.read_text() == '[aliases]\nA = ["b"]\n\n[[feeds]]\nurl = "https://b.example/"\n'


def test_a_list_of_inline_tables_stays_one(folder):
    path = folder.write(
        '# mine\nfeeds = [\n  { url = "https://a.example/" },  # the first\n]\n\nrules = []\n'
    )
    edit.add_feed(path, "https://b.example/", name="B")
    edit.add_rule(path, "Tea", "tea")
    config = load_config(path, environ={})
    assert [feed.url for feed in config.feeds] == ["https://a.example/", "https://b.example/"]
    assert config.rules[0].name == "Tea"
    assert "# the first" in path.read_text()
    edit.remove_feed(path, "https://a.example/")
    edit.remove_rule(path, "Tea")
    assert tomllib.loads(path.read_text()) == {
        "feeds": [{"url": "https://b.example/", "name": "B"}],
        "rules": [],
    }
    assert path.read_text().startswith("# mine\n")


def test_windows_line_breaks_and_a_byte_order_mark_stay(folder):
    start = '\ufeff[[feeds]]\r\nurl = "https://a.example/"\r\n\r\n# end\r\n'
    path = folder.write(start)
    edit.add_feed(path, "https://b.example/", tags=["x"])
    raw = path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") == 8
    assert raw.startswith(b"\xef\xbb\xbf[[feeds]]")
    edit.remove_feed(path, "https://b.example/")
    assert path.read_bytes() == start.encode()


def test_what_is_there_already_is_refused_and_nothing_changes(mine):
    message = refused(edit.add_feed, mine, "./seeds/sample.rss")
    assert message == (
        f"{mine} was left as it is:\n  feeds[2].url: this feed is there already, as feeds[1]"
    )
    message = refused(edit.add_rule, mine, "apple's ai in china", "tea")
    assert message.endswith('"apple\'s ai in china" is there already, as rules[1]')
    assert mine.read_bytes() == SHIPPED


@pytest.mark.parametrize(
    ("call", "args", "options", "words"),
    [
        (edit.add_feed, ("none.rss",), {}, 'there is no file "none.rss"'),
        (edit.add_feed, ("",), {}, "is missing"),
        (edit.add_rule, ("x", "Apple +"), {}, "Apple +"),
        (edit.add_rule, ("x", "tea"), {"targets": ["consle"]}, 'did you mean "console"?'),
        (edit.add_rule, ("", "tea"), {}, "is empty"),
        (edit.remove_feed, ("seeds/sample.rs",), {}, 'did you mean "seeds/sample.rss"?'),
        (edit.remove_rule, ("tea",), {}, 'has no rule "tea"; there is Apple\'s AI in China'),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_changes(call, args, options, words, mine):
    assert words in refused(call, mine, *args, **options)
    assert mine.read_bytes() == SHIPPED


def test_a_name_that_several_feeds_have_is_asked_about(folder):
    text = "".join(f'[[feeds]]\nurl = "https://{n}.example/"\nname = "N"\n' for n in "ab")
    path = folder.write(text)
    message = refused(edit.remove_feed, path, "n")
    assert "https://a.example/, https://b.example/" in message
    assert path.read_text() == text


def test_mistakes_that_were_there_before_do_not_stand_in_the_way(folder):
    path = folder.write('tiemzone = "UTC"\n[[feeds]]\nurl = "gone.rss"\n')
    edit.add_rule(path, "Tea", "tea")
    edit.remove_feed(path, "gone.rss")
    assert path.read_text() == 'tiemzone = "UTC"\n\n[[rules]]\nname = "Tea"\nmatch = "tea"\n'


def test_secrets_out_of_reach_do_not_stand_in_the_way(folder):
    path = folder.write('[targets.desk]\nurl = "env:NOT_SET"\n')
    edit.add_rule(path, "Tea", "tea", targets=["desk"])
    assert "Tea" in path.read_text()


def test_a_third_of_the_same_is_refused_though_there_are_two(folder):
    feed = '[[feeds]]\nurl = "https://a.example/"\n'
    path = folder.write(feed + feed)
    assert "feeds[3].url" in refused(edit.add_feed, path, "https://a.example/")


@pytest.mark.parametrize("text", ["feeds = 5\n", "[feeds]\n", 'feeds = ["x"]\n'])
def test_what_is_written_wrongly_is_left_to_its_owner(text, folder):
    path = folder.write(text)
    assert "[[feeds]]" in refused(edit.add_feed, path, "https://a.example/")
    assert path.read_text() == text


def test_a_file_with_a_slip_in_its_toml_is_refused(folder):
    path = folder.write("feeds = [\n")
    with pytest.raises(ConfigError):
        edit.add_feed(path, "https://a.example/")


def test_the_file_keeps_its_mode_and_a_link_stays_a_link(folder):
    real = folder.file("dotfiles/news.toml", "")
    real.chmod(0o640)
    folder.config.symlink_to(real)
    edit.add_feed(folder.config, "https://a.example/")
    assert folder.config.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "a.example" in real.read_text()
    assert sorted(real.parent.iterdir()) == [real.parent / "news.history", real]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_the_file_keeps_its_owner_when_root_edits_it(mine):
    os.chown(mine, 1234, 1235)
    edit.add_rule(mine, "Tea", "tea")
    assert (mine.stat().st_uid, mine.stat().st_gid) == (1234, 1235)


def test_when_the_file_cannot_be_replaced_it_is_as_it_was_and_nothing_is_left_over(
    mine, monkeypatch
):
    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(MonitorError, match="No space left on device"):
        edit.add_rule(mine, "Tea", "tea")
    assert mine.read_bytes() == SHIPPED
    assert [path.name for path in sorted(mine.parent.rglob("*")) if path.is_file()] == [
        "config.toml",
        "sample.rss",
    ]


words = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"]) | st.sampled_from("\"'\\#=[]"),
    min_size=1,
    max_size=20,
).filter(lambda text: text == text.strip() and text.isprintable())


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None
)
@given(name=words, tag=words)
def test_any_name_and_tag_reads_back_as_it_was_given(name, tag, folder):
    path = folder.write(SHIPPED.decode())
    (folder.path / "seeds").mkdir(exist_ok=True)
    shutil.copyfile(shipped("sample.rss"), folder.path / "seeds" / "sample.rss")
    edit.add_feed(path, "https://a.example/", name=name, tags=[tag])
    added = tomllib.loads(path.read_text("utf-8"))["feeds"][-1]
    assert added == {"url": "https://a.example/", "name": name, "tags": [tag]}
    edit.remove_feed(path, "https://a.example/")
    assert path.read_bytes() == SHIPPED
