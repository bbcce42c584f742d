"""Stories: joining, closing, absorbing, and taking up after a restart."""

import random
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from monitor.feeds.parse import parse_feed
from monitor.stories import Reason
from monitor.stories.fit import JOIN
from monitor.stories.story import LONGEST, WINDOW

SEEDS = Path(__file__).parents[2] / "seeds"
QUAKE = "Kamchatka quake of magnitude 7.4 triggers tsunami alert"


def test_the_first_item_opens_a_story_and_its_copies_join(newsroom, item):
    room = newsroom()
    assert room.assign(item(QUAKE)).opens
    copy = room.assign(item(QUAKE, after=1))
    assert not copy.opens
    assert copy.reason is Reason.SAME_EVENT
    assert copy.score == pytest.approx(1, abs=0.02)


def test_why_names_the_shared_words_and_their_parts_sum_up_to_the_score(newsroom, item):
    room = newsroom()
    room.assign(item(QUAKE))
    assignment = room.assign(item("Tsunami alert after Kamchatka quake"))
    assert {"Kamchatka", "Tsunami", "quake"} <= {shared.word for shared in assignment.why}
    assert sum(shared.weight for shared in assignment.why) == pytest.approx(
        assignment.score, abs=0.005
    )
    weights = [shared.weight for shared in assignment.why]
    assert weights == sorted(weights, reverse=True)
    assert assignment.score >= JOIN


def test_one_page_under_two_addresses_is_one_text_whatever_its_title(newsroom, item):
    room = newsroom()
    first = room.assign(item("Chipmaker sinks", link="http://www.paper.example/a?utm_source=rss"))
    again = room.assign(item("Why it fell", after=30, link="https://paper.example/a#comments"))
    assert (again.story, again.reason, again.score) == (first.story, Reason.SAME_LINK, 1.0)


def test_items_of_one_feed_that_share_an_address_are_told_apart_by_their_words(newsroom, item):
    feed = {"feed": "https://status.example/feed", "link": "https://status.example/now"}
    first, second = newsroom().ids(
        [item("Database slow in Frankfurt", **feed), item("Mail delayed in Tokyo", **feed)]
    )
    assert first != second


def test_one_guid_in_two_feeds_is_one_text(newsroom, item):
    guid = "tag:agency.example,2026:4711"
    room = newsroom()
    first = room.assign(item("Chipmaker sinks", key=guid))
    again = room.assign(item("Why it fell", key=guid))
    assert (again.story, again.reason) == (first.story, Reason.SAME_GUID)


def test_a_short_guid_is_only_a_number(newsroom, item):
    first, second = newsroom().ids(
        [item("Chipmaker sinks", key="17"), item("Bread is dearer", key="17")]
    )
    assert first != second


def test_a_title_sent_again_by_the_same_outlet_is_the_same_text(newsroom, item):
    room = newsroom()
    first = room.assign(item("Good morning!", outlet="Daily"))
    again = room.assign(item("Good Morning", outlet="Daily", after=2))
    assert (again.story, again.reason) == (first.story, Reason.SAME_TITLE)


def test_summaries_join_what_titles_alone_would_not(newsroom, item):
    titles = "Chairman ends the guessing", "Guessing ends in Dubai"
    summary = "Alibaba chairman Joe Tsai said in Dubai that Apple will use its AI on iPhones."
    first, second = newsroom().ids([item(titles[0]), item(titles[1], after=2)])
    assert first != second
    first, second = newsroom().ids(
        [item(titles[0], summary=summary), item(titles[1], summary=summary, after=2)]
    )
    assert first == second


def test_words_far_down_a_summary_do_not_count(newsroom, item):
    filler = "It went on as it had before and nobody could say for how long it would. " * 5
    tail = "Alibaba chairman Joe Tsai spoke in Dubai about Apple, Kamchatka and Sbarro."
    first, second = newsroom().ids(
        [item("Rain again", summary=filler + tail), item("Bread is dearer", summary=filler + tail)]
    )
    assert first != second


SAMPLES = {
    "sample.rss": "https://wire.example/feeds/top.rss",
    "sample.atom": "https://bitrot.example/feed.atom",
    "sample.json": "https://ledger.example/feed.json",
}


def samples():
    """The items of the sample feeds, feed by feed, each feed's in time order."""
    for name, url in SAMPLES.items():
        items = parse_feed((SEEDS / name).read_bytes(), url=url).items
        yield from sorted(items, key=lambda each: each.published)


def test_three_feeds_announcement_is_one_story(newsroom):
    """The sample feeds: most items about the announcement join, and nothing else does."""
    items = sorted(samples(), key=lambda each: each.published)
    room = newsroom()
    room.ids(items)
    stories: dict[int, list] = {}
    for each, story in room.told:
        stories.setdefault(story, []).append(each)
    largest = max(stories.values(), key=len)
    assert {each.key for each in largest} >= {
        "nw:2025-02-12:the-information",
        "nw:2025-02-13:tsai-dubai",
        "nw:2025-02-13:flash",
        "ledger-20250213-01",
        "tag:bitrot.example,2025-02-13:apple-ki",
        "tag:bitrot.example,2025-02-12:so-its-alibaba",
    }
    assert {each.feed for each in largest} == set(SAMPLES.values())
    assert all("alibaba" in f"{each.title} {each.summary}".lower() for each in largest)
    others = [each for each in items if each not in largest]
    assert {"nw:2025-02-13:asia-markets", "ledger-20250216-01", "nw:2025-02-15:apple-india"} <= {
        each.key for each in others
    }


def test_chinese_headlines_of_one_event_join_and_of_two_do_not(newsroom, item):
    first, second, third = newsroom().ids(
        [
            item("阿里巴巴确认与苹果合作 为中国iPhone提供人工智能", lang="zh"),
            item("苹果确认与阿里巴巴合作开发中国iPhone人工智能功能", lang="zh", after=2),
            item("陕西苹果丰收 鲜果出口创五年新高", lang="zh", after=3),
        ]
    )
    assert first == second != third


def test_a_silent_story_is_closed_and_told_as_new(newsroom, item):
    room = newsroom()
    first = room.assign(item(QUAKE))
    hours = WINDOW.total_seconds() / 3600
    late = room.assign(item(QUAKE, after=hours + 1))
    assert late.opens
    assert late.story != first.story
    assert len(room.stories) == 1


def test_a_late_item_joins_the_story_of_its_own_time(newsroom, item):
    room = newsroom()
    first = room.assign(item(QUAKE, after=30))
    earlier = room.assign(item(QUAKE, after=29), now=item("", after=40).published)
    assert earlier.story == first.story


def test_no_story_spans_more_than_its_longest(newsroom, item):
    room = newsroom()
    days = LONGEST.days + 3
    ids = room.ids([item(QUAKE, after=24 * day) for day in range(days)])
    assert len(set(ids[: LONGEST.days])) == 1
    assert ids[-1] != ids[0]


def test_evidence_must_grow_with_silence(newsroom, item):
    words = (
        "Sbarro to close restaurants after bankruptcy",
        "Bankruptcy court hears pizza chain Sbarro",
    )
    soon = newsroom().ids([item(words[0]), item(words[1], after=1)])
    late = newsroom().ids([item(words[0]), item(words[1], after=95)])
    assert soon[0] == soon[1]
    assert late[0] != late[1]


def test_two_stories_that_turn_out_to_be_one_are_joined_under_the_elder(newsroom, item):
    room = newsroom()
    elder = room.assign(item("Irish importer Fyffes in banana merger talks"))
    younger = room.assign(item("Banana company Chiquita agrees merger"))
    assert elder.story != younger.story
    bridge = room.assign(
        item("Chiquita and Fyffes agree banana merger: Irish importer, big company")
    )
    assert bridge.story == elder.story
    assert bridge.absorbed == (younger.story,)
    after = room.assign(item("Chiquita merger makes biggest banana company"))
    assert after.story == elder.story


MERGER = (
    "Chiquita and Fyffes agree banana merger",
    "Banana merger: Chiquita to buy Fyffes",
    "Chiquita, Fyffes in banana merger",
    "Chiquita merges with Fyffes in banana deal",
    "Fyffes and Chiquita create banana giant",
    "Chiquita to become banana giant with Fyffes",
)


def test_an_item_that_stood_alone_joins_the_story_that_has_grown_since(newsroom, item):
    room = newsroom()
    alone = room.assign(item("Chiquita shares jump"))
    first, *others, last = (room.assign(item(title)) for title in MERGER)
    assert first.story != alone.story
    assert {other.story for other in others} == {first.story}
    assert (last.story, last.absorbed) == (alone.story, (first.story,))


def test_unless_its_outlet_tells_that_story_too(newsroom, item):
    room = newsroom()
    alone = room.assign(item("Chiquita shares jump", outlet="Daily"))
    room.assign(item(MERGER[0], outlet="Daily"))
    for title in MERGER[1:]:
        assert room.assign(item(title)).story != alone.story


def test_nor_does_it_before_the_story_has_grown(newsroom):
    """The sample feeds, as they are first read: the state's apples aren't asked a second time."""
    room = newsroom()
    items = list(samples())
    now = max(each.published for each in items)
    for each in items:
        room.assign(each, now=now)
    (apples,) = [story for each, story in room.told if each.title.startswith("Washington state")]
    assert [story for _, story in room.told].count(apples) == 1


def test_the_silence_of_many_outlets_says_more_than_that_of_one(newsroom, item):
    later = item("Kamchatka tsunami alert: minister defends sirens after quake", after=40)
    few, many = newsroom(), newsroom()
    first = few.assign(item(QUAKE))
    assert few.assign(later).story == first.story
    for _ in range(9):
        first = many.assign(item(QUAKE))
    assert many.assign(later).opens


def test_but_all_of_them_sleep_at_night(newsroom, item):
    room = newsroom()
    for _ in range(150):
        first = room.assign(item(QUAKE))
    later = item("Kamchatka tsunami alert: minister defends sirens after quake", after=10)
    assert room.assign(later).story == first.story


def test_a_label_that_few_of_its_items_have_is_not_the_storys(newsroom, item):
    titles = (
        "Sundown season 1 finale: the killer of Quist",
        "Sundown finale: killer of Quist revealed",
        "Killer of Quist revealed in Sundown finale",
        "Sundown finale, and the killer of Quist",
        "Who is the killer of Quist? Sundown finale",
    )
    later = "Killer of Quist: Sundown finale hints at season 2"
    first, second = newsroom().ids([item(titles[0]), item(later)])
    assert first != second
    assert len(set(newsroom().ids([*map(item, titles), item(later)]))) == 1


def test_the_stalest_stories_are_closed_when_there_are_too_many(newsroom, item):
    room = newsroom(most_open=3)
    names = "Sbarro", "Kamchatka", "Titanfall", "Snowden", "Fyffes"
    for hour, name in enumerate(names):
        room.assign(item(f"{name} surprises everybody", after=hour))
    room.assign(item("Fyffes surprises everybody", after=5))
    assert len(room.stories) == 3
    assert room.assign(item("Sbarro surprises everybody", after=6)).opens


@pytest.mark.parametrize("title", ["", "…", "的", "a", "🙂" * 50, "x" * 5_000, "1 " * 2_000])
def test_any_title_gets_a_story(newsroom, item, title):
    room = newsroom()
    assert room.assign(item(title)).story == 1
    assert room.assign(item(title, after=50)).story in {1, 2}


def test_an_item_without_words_joins_nothing(newsroom, item):
    first, second = newsroom().ids([item("…"), item("…", after=1)])
    assert first != second


def wire(item, seed, number):
    """A stream with events that run for days, told in changing words, and much else."""
    rng = random.Random(seed)
    names = ("Sbarro", "Kamchatka", "Titanfall", "Snowden", "Fyffes", "Chiquita", "Lohan", "Zeidan")
    words = (
        "says",
        "plans",
        "merger",
        "court",
        "probe",
        "talks",
        "shares",
        "fall",
        "quake",
        "deal",
    )
    words += ("recall", "report", "minister", "market", "sues", "wins", "record", "first", "city")
    for at in range(number):
        said = [rng.choice(words) for _ in range(rng.randint(2, 4))]
        said += rng.sample(names[at // 80 : at // 80 + 4], rng.choice((0, 3, 4, 4)))
        rng.shuffle(said)
        summary = (
            " ".join(rng.choice(words + names) for _ in range(20)) if rng.random() < 0.4 else ""
        )
        yield item(
            " ".join(said).capitalize(),
            after=at * 0.7 - rng.choice((0, 0, 0, 20)),
            summary=summary,
            outlet=f"Outlet {rng.randrange(12)}",
            link=f"https://x.example/{rng.randrange(number * 3)}",
        )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("restart_at", [60, 250])
def test_after_a_restart_the_same_decisions_follow(newsroom, item, seed, restart_at):
    items = list(wire(item, seed, 400))
    continuous = newsroom()
    for each in items[:restart_at]:
        continuous.assign(each)
    restarted = newsroom()
    restarted.stories.restore(continuous.told)
    following = max(assignment.story for assignment in continuous.assignments) + 1
    ids = count(following)
    restarted.stories._next_id = lambda: next(ids)
    now = max(each.published for each in items[:restart_at])
    joined = 0
    for each in items[restart_at:]:
        now = max(now, each.published)
        expected = continuous.assign(each, now=now)
        assert restarted.stories.assign(each, now=now) == expected
        joined += not expected.opens
    assert joined > 10


def test_the_same_stream_gives_the_same_stories(newsroom, item):
    items = list(wire(item, 7, 300))
    assert newsroom().ids(items) == newsroom().ids([replace(each) for each in items])


def test_a_closed_story_leaves_nothing_behind(newsroom, item):
    room = newsroom()
    for each in wire(item, 5, 200):
        room.assign(each)
    far = item("Nothing of the kind", after=2_000)
    room.assign(far)
    (left,) = room.stories._open.values()
    assert set(room.stories._today._stories) <= set(left.sums)
    assert set(room.stories._today._case) <= set(left.case)
    assert set(room.stories._texts) == left.texts


def test_times_need_not_be_in_utc(newsroom, item):
    from zoneinfo import ZoneInfo

    room = newsroom()
    one = item(QUAKE)
    other = item(QUAKE, after=1)
    other = replace(other, published=other.published.astimezone(ZoneInfo("Asia/Tokyo")))
    assert room.assign(one).story == room.assign(other).story


def test_an_item_without_a_date_is_of_now(newsroom, item):
    room = newsroom()
    one = item(QUAKE)
    room.assign(one)
    undated = replace(item(QUAKE), published=None)
    assert not room.assign(undated, now=one.published + timedelta(hours=2)).opens


def test_old_items_that_come_all_at_once_are_grouped_as_if_new(newsroom, item):
    room = newsroom()
    old = [
        item("Apple to use Alibaba's AI in iPhones sold in China"),
        item("Alibaba's AI to be used by Apple in China iPhones", after=1),
    ]
    for each in old:
        room.assign(each, now=old[0].published + timedelta(days=600))
    assert [story for _, story in room.told] == [1, 1]


def test_unless_they_are_not_worth_the_memory(newsroom, item):
    room = newsroom()
    for number in range(3):
        old = item(f"{QUAKE}, {number} hurt", after=number)
        room.stories.assign(old, now=old.published + timedelta(days=600), linger=False)
    assert len(room.stories) == 1
