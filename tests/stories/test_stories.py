"""Stories: joining, opening, updating, closing, explaining, and taking up after a restart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.parsing.parse import parse_feed
from monitor.item import Item
from monitor.stories import Reason, stories
from monitor.stories.allowance import Allowance
from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.signature import Reader
from monitor.stories.same_event.comparison import SAME_EVENT
from monitor.stories.stories import LONGEST, WINDOW
from tests.memory import objects_kept

SEEDS = Path(__file__).parents[2] / "seeds"
QUAKE = "Kamchatka quake of magnitude 7.4 triggers tsunami alert"


def test_the_first_item_opens_an_event_and_a_story_and_other_reports_join(newsroom, item):
    room = newsroom()
    first = room.assign(item(QUAKE))
    assert first.opens
    assert first.opens_story
    assert (first.reason, first.score, first.why, first.new) == (Reason.NEW, 0.0, (), ())
    other = room.assign(item("Tsunami alert after Kamchatka quake", after=0.5))
    assert not other.opens
    assert (other.event, other.story, other.reason) == (first.event, first.story, Reason.SAME_EVENT)
    assert SAME_EVENT <= other.score <= 1


def test_why_holds_the_shared_words_as_they_are_written_and_their_parts_sum_up_to_one(
    newsroom, item
):
    room = newsroom()
    room.assign(item("Thieves steal Stradivarius violins from Vienna concert hall"))
    told = room.assign(item("The Stradivarius violins stolen in Vienna: what we know", after=0.5))
    assert [shared.word for shared in told.why][:2] == ["Stradivarius", "violins"]
    assert {"Vienna"} < {shared.word for shared in told.why}
    assert not {"the", "The", "in", "what", "we", "violin", "stradivarius"} & {
        shared.word for shared in told.why
    }
    weights = [shared.weight for shared in told.why]
    assert sum(weights) == pytest.approx(1, abs=0.01)
    assert weights == sorted(weights, reverse=True)


def test_what_is_new_is_told_in_whole_words_of_the_title(newsroom, item):
    room = newsroom()
    room.assign(item("Port workers in Gdansk threaten strike over pay"))
    told = room.assign(item("Gdansk port strike ends as workers accept 8% rise", after=40))
    assert told.opens
    assert {"ends", "accept"} <= set(told.new)
    assert not {"Gdansk", "port", "strike", "as", "workers"} & set(told.new)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (
            "China approves Apple's use of Alibaba AI in iPhones",
            "China denies it approved Apple's use of Alibaba AI in iPhones",
        ),
        (
            "Gunman kills three in shooting at Denver mall",
            "Suspect in shooting at Denver mall arrested",
        ),
        (
            "Suspect in shooting at Denver mall arrested",
            "Suspect in shooting at Denver mall charged with murder",
        ),
        ("Boeing plans job cuts in Renton", "Boeing denies it plans job cuts in Renton"),
        (
            "Boeing denies it plans job cuts in Renton",
            "Boeing confirms it plans job cuts in Renton",
        ),
        ("Norges Bank head denies she will resign", "Norges Bank head resigns"),
        (
            "Norges Bank head Vestby under fire over shares",
            "Norges Bank head Vestby resigns over shares",
        ),
        (
            "Ransomware gang steals patient files of Maumee Valley hospital",
            "Maumee Valley patients sue hospital over files stolen by ransomware gang",
        ),
        (
            "Court fines Meta 300 million euros over adverts",
            "Meta to appeal against 300 million euro fine over adverts",
        ),
        (
            "Governor Ostrander in hospital after collapse at rally in Lucerne",
            "Governor Ostrander flown to Zurich hospital after collapse at rally in Lucerne",
        ),
        (
            "Coal mine in Maramba collapses with 34 workers inside",
            "One survivor found in collapsed coal mine in Maramba",
        ),
        (
            "Halmond offers 8 billion for snack maker Brightacre",
            "Snack maker Brightacre accepts 8 billion offer of Halmond",
        ),
        (
            "Hackers use flaw in Fortlane routers",
            "Fortlane patches flaw in routers that hackers use",
        ),
    ],
)
def test_what_becomes_of_an_event_is_an_event_of_its_own(newsroom, item, first, then):
    room = newsroom()
    began = room.assign(item(first))
    became = room.assign(item(then, after=2))
    again = room.assign(item(f"{then}, police say", after=3, source="Other"))

    assert became.opens
    assert became.event != began.event
    assert (became.story, became.follows) == (began.story, began.event)
    assert again.event == became.event


@pytest.mark.parametrize(
    ("title", "after"),
    [
        ("Why it fell", 0),
        ("Chipmaker sinks by a tenth: why", 1),
        ("Chipmaker's shares sink", 30),
    ],
)
def test_one_page_under_two_addresses_is_one_text_of_one_moment_or_of_like_words(
    newsroom, item, title, after
):
    room = newsroom()
    first = room.assign(item("Chipmaker sinks", link="http://www.paper.example/a?utm_source=rss"))
    again = room.assign(item(title, after=after, link="https://paper.example/a#comments"))
    assert (again.event, again.reason, again.score) == (first.event, Reason.SAME_LINK, 1.0)


@pytest.mark.parametrize("link", ["https://wire.example/live", "https://wire.example/section/"])
def test_what_stands_on_one_page_at_another_time_in_other_words_is_other_news(newsroom, item, link):
    room = newsroom()
    first = room.assign(item("Zephyr recalls brake pads in Norway", link=link))
    fined = "Court in Lisbon fines Helios and Zephyr for price fixing"
    assert room.assign(item(fined, after=0.75, link=link)).event != first.event


def test_a_page_that_is_one_feeds_own_for_several_events_witnesses_nothing(newsroom, item):
    live = {"link": "https://wire.example/live"}
    room = newsroom()
    events = [
        room.assign(item("Zephyr recalls brake pads in Norway", feed="a", **live)).event,
        room.assign(item("Court in Lisbon fines Helios", feed="a", after=1, **live)).event,
    ]
    other = room.assign(item("Storm closes harbour of Bergen", feed="b", after=1, **live))
    assert other.event not in events


def test_a_guid_that_is_an_address_witnesses_as_much_as_a_link(newsroom, item):
    guid = {"key": "https://wire.example/section/"}
    room = newsroom()
    first = room.assign(item("Zephyr recalls brake pads in Norway", feed="a", **guid))
    other = room.assign(item("Court in Lisbon fines Helios", feed="b", after=1, **guid))
    again = room.assign(item("Zephyr recalls brake pads", feed="c", after=2, **guid))
    assert other.event != first.event
    assert (again.event, again.reason) == (first.event, Reason.SAME_GUID)


def test_items_of_one_feed_that_share_an_address_are_told_apart_by_their_words(newsroom, item):
    feed = {"feed": "https://status.example/feed", "link": "https://status.example/now"}
    first, second = newsroom().events(
        [item("Database slow in Frankfurt", **feed), item("Mail delayed in Tokyo", **feed)]
    )
    assert first != second


def test_one_guid_in_two_feeds_is_one_text(newsroom, item):
    guid = "tag:agency.example,2026:4711"
    room = newsroom()
    first = room.assign(item("Chipmaker sinks", key=guid))
    again = room.assign(item("Why it fell", key=guid))
    assert (again.event, again.reason) == (first.event, Reason.SAME_GUID)


def test_a_short_guid_is_only_a_number(newsroom, item):
    first, second = newsroom().events(
        [item("Chipmaker sinks", key="17"), item("Bread is dearer", key="17")]
    )
    assert first != second


def test_a_title_sent_again_by_the_same_outlet_is_the_same_text(newsroom, item):
    room = newsroom()
    first = room.assign(item("Good morning!", outlet="Daily"))
    again = room.assign(item("Good Morning", outlet="Daily", after=2))
    assert (again.event, again.reason) == (first.event, Reason.SAME_TITLE)


def test_on_another_day_it_is_a_column(newsroom, item):
    room = newsroom()
    first = room.assign(item("Good morning!", outlet="Daily"))
    assert room.assign(item("Good Morning", outlet="Daily", after=24)).event != first.event


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Minister rejects artifical limits on rents",
            "Minister rejects artificial limits on rents",
        ),
        ("Zurich airport closed by snow", "Zürich airport closed by snow"),
        ("Sony unveils PlayStation 6", "Sony unveils the PlayStation 6"),
        (QUAKE, QUAKE),
        ("Bosch to close Hildesheim plant", "BREAKING: Bosch to close Hildesheim plant"),
    ],
)
def test_typing_errors_and_polish_stay_quiet(newsroom, item, before, after):
    room = newsroom()
    one = item(before)
    story = room.assign(one).story
    edited = replace(one, title=after)
    assert room.stories.update(edited, one, story=story, event=1, now=one.published) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Vestby will not resign as head of Norges Bank", "Vestby resigns as head of Norges Bank"),
        ("Bosch denies it will close Hildesheim plant", "Bosch to close Hildesheim plant"),
        (
            "Talks on Tsingtao takeover go on through the night",
            "Talks on Tsingtao takeover collapse",
        ),
    ],
)
def test_an_edit_that_changes_the_news_is_an_update(newsroom, item, before, after):
    room = newsroom()
    one = item(before)
    first = room.assign(one)
    edited = replace(one, title=after)
    update = room.stories.update(
        edited, one, story=first.story, event=first.event, now=one.published
    )
    assert update is not None
    assert update.opens
    assert update.follows == first.event
    assert not update.opens_story
    assert (update.story, update.reason) == (first.story, Reason.UPDATED)
    assert update.event != first.event
    assert not {word for word in update.new if word.lower() in before.lower()}


def test_what_was_updated_is_an_event_that_others_may_report(newsroom, item):
    room = newsroom()
    one = item("Vestby will not resign as head of Norges Bank")
    first = room.assign(one)
    edited = replace(one, title="Vestby resigns as head of Norges Bank")
    later = one.published + timedelta(hours=3)
    update = room.stories.update(edited, one, story=first.story, event=first.event, now=later)
    told = room.assign(item("Vestby resigns as head of Norway's central bank", after=3.2))
    assert told.event == update.event


def test_summaries_join_what_titles_alone_would_not(newsroom, item):
    titles = "Chairman ends the guessing", "A long courtship is over"
    summary = "Alibaba chairman Joe Tsai said in Dubai that Apple will use its AI on iPhones."
    first, second = newsroom().events([item(titles[0]), item(titles[1], after=0.5)])
    assert first != second
    first, second = newsroom().events(
        [item(titles[0], summary=summary), item(titles[1], summary=summary, after=0.5)]
    )
    assert first == second


def test_words_far_down_a_summary_do_not_count(newsroom, item):
    rain = "It went on as it had before and nobody could say for how long it would. " * 9
    bread = "Bakers put their prices up again this week, for the third time since May. " * 9
    tail = "Alibaba chairman Joe Tsai spoke in Dubai about Apple, Kamchatka and Sbarro."
    first, second = newsroom().events(
        [item("Rain again", summary=rain + tail), item("Bread is dearer", summary=bread + tail)]
    )
    assert first != second


SAMPLES = {
    "sample.rss": "https://wire.example/feeds/top.rss",
    "sample.atom": "https://bitrot.example/feed.atom",
    "sample.json": "https://ledger.example/feed.json",
}


def samples() -> Iterator[Item]:
    """The items of the sample feeds, feed by feed, each feed's in time order."""
    for name, url in SAMPLES.items():
        items = parse_feed((SEEDS / name).read_bytes(), url=url).items
        yield from sorted(items, key=lambda each: each.published)


def test_nothing_else_in_the_sample_feeds_is_taken_for_the_announcement(newsroom):
    room = newsroom()
    for each in sorted(samples(), key=lambda each: each.published):
        room.assign(each)
    event_of = {each.key: event for each, _, event in room.told}
    announced = {
        event_of[key]
        for key in (
            "nw:2025-02-12:the-information",
            "nw:2025-02-13:flash",
            "nw:2025-02-13:tsai-dubai",
        )
    }
    for each, _, event in room.told:
        if "alibaba" not in f"{each.title} {each.summary}".lower():
            assert event not in announced or "Hang Seng" in each.title  # tech shares, that morning
    assert event_of["tag:bitrot.example,2025-02-12:so-its-alibaba"] in announced


def test_a_silent_event_is_closed_and_told_as_new(newsroom, item):
    room = newsroom()
    first = room.assign(item(QUAKE))
    late = room.assign(item(QUAKE, after=WINDOW.total_seconds() / 3600 + 1))
    assert late.opens_story
    assert late.story != first.story
    assert len(room.stories) == 1


def test_a_late_item_joins_the_event_of_its_own_time(newsroom, item):
    room = newsroom()
    first = room.assign(item(QUAKE, after=30))
    earlier = room.assign(item(QUAKE, after=29), now=item("", after=40).published)
    assert earlier.event == first.event


def test_no_event_and_no_story_spans_more_than_its_longest(newsroom, item):
    room = newsroom()
    days = LONGEST.days + 3
    link = "https://paper.example/live"
    for day in range(days):
        room.assign(item(f"Live: day {day}", link=link, after=24 * day))
    assert len({event for _, _, event in room.told[: LONGEST.days]}) == 1
    assert room.told[-1][2] != room.told[0][2]
    assert room.told[-1][1] != room.told[0][1]


UNWANTED = (
    "Second season for Titanfall",
    "Storm Ottilie nears Brittany",
    "Banana merger: Chiquita buys Fyffes",
    "Museum in Delft buys lost seascape",
)


def test_the_stalest_events_are_closed_when_there_are_too_many(newsroom, item):
    room = newsroom(most_open=3)
    titles = [
        "Sbarro files for bankruptcy",
        QUAKE,
        "Second season for Titanfall",
        "Storm Ottilie nears Brittany",
        "Banana merger: Chiquita buys Fyffes",
    ]
    for hour, title in enumerate(titles):
        room.assign(item(title, after=hour))
    room.assign(item(titles[-1], after=5))
    assert len(room.stories) == 3
    assert room.assign(item(titles[0], after=6)).opens


def test_of_events_that_no_rule_has_found_fewer_stay_open(newsroom, item):
    room = newsroom(most_unwanted=2)
    found, passed_over = item(QUAKE), item("Sbarro files for bankruptcy")
    room.assign(found)
    room.assign(passed_over, wanted=False)
    for hour, title in enumerate(UNWANTED, start=1):
        room.assign(item(title, after=hour), wanted=False)
    assert room.assign(item(QUAKE, after=9)).event == room.told[0][2]
    assert room.assign(item(passed_over.title, after=9)).opens


def test_so_many_items_an_hour_are_read_that_no_rule_has_found(newsroom, item, monkeypatch):
    monkeypatch.setattr(stories, "Allowance", lambda: Allowance(2))
    room = newsroom()
    events = [room.assign(item(QUAKE, after=0.1 * n), wanted=False).event for n in range(4)]
    assert len(set(events)) == 3  # the second is the first's copy, and the others are unread
    assert room.assign(item(QUAKE, after=0.5)).event == events[0]  # a rule has found it
    assert room.assign(item(QUAKE, after=1), wanted=False).event == events[0]  # another hour


def test_of_too_many_edits_an_hour_only_those_that_rules_find_are_read(newsroom, item, monkeypatch):
    monkeypatch.setattr(stories, "Allowance", lambda: Allowance(0))
    room = newsroom()
    one = item("Vestby will not resign as head of Norges Bank")
    first = room.assign(one)
    edited = replace(one, title="Vestby resigns as head of Norges Bank")

    def update(*, wanted):
        return room.stories.update(
            edited, one, story=first.story, event=first.event, now=one.published, wanted=wanted
        )

    assert update(wanted=False) is None
    assert update(wanted=True) is not None


def test_an_event_that_a_rule_finds_later_stays_open(newsroom, item):
    room = newsroom(most_unwanted=2)
    event = room.assign(item(QUAKE), wanted=False).event
    room.stories.want(event)
    room.stories.want(12345)  # closed long since
    for hour, title in enumerate(UNWANTED, start=1):
        room.assign(item(title, after=hour), wanted=False)
    assert room.assign(item(QUAKE, after=9)).event == event


def test_of_an_event_only_some_reports_are_kept_and_all_words(item, zipf):
    event, read = OpenEvent(1, 1, 0.0), Reader(zipf).signature
    for number in range(50):
        event.add(Report(read(item(f"Quake {number}")), float(number), "Wire"))
    assert event.items == 50
    assert event.words == {"quak", *map(str, range(50))}
    assert [report.moment for report in event.reports] == [0, 1, 2, 45, 46, 47, 48, 49]


@pytest.mark.parametrize("title", ["", "…", "的", "a", "🙂" * 50, "x" * 5_000, "1 " * 2_000])
def test_any_title_gets_an_event(newsroom, item, title):
    room = newsroom()
    assert room.assign(item(title)).event == 1
    assert room.assign(item(title, after=50)).event in {1, 2}


def test_an_item_without_words_joins_nothing(newsroom, item):
    first, second = newsroom().events([item("…"), item("…", after=1)])
    assert first != second


def test_a_development_is_told_apart_from_a_report_of_its_own_story(newsroom, item):
    """Though one of another story is more like it."""
    room = newsroom()
    for title, after in {
        "Heineken sued over Tsingtao price": 1,
        "Heineken denies talks with Tsingtao": 2,
        "Heineken closes Tsingtao brewery after fire": 7,
        "Heineken completes $9 billion purchase of Tsingtao": 107,
        "Tsingtao strike halts Heineken brewery": 112,
        "Tsingtao strike ends as workers accept 8% rise": 117,
        "TikTok fined in Europe over data in China": 217,
        "Regulator blocks Heineken purchase of Tsingtao": 237,
        "Heineken in talks to buy brewer Tsingtao, sources say": 297,
        "Heineken chief resigns over Tsingtao deal": 397,
        "Tsingtao brewery reopens after fire": 398,
    }.items():
        other = room.assign(item(title, after=after))
    told = room.assign(item("Heineken names new chief after Tsingtao deal", after=399))
    assert (told.reason, told.story) == (Reason.DEVELOPMENT, other.story)
    assert told.like == "Tsingtao brewery reopens after fire"
    assert "fire" not in told.new


TOLD = [
    QUAKE,
    "Tsunami alert after Kamchatka quake",
    "Kamchatka tsunami alert lifted",
    "Heineken in talks to buy brewer Tsingtao, sources say",
    "Heineken agrees to buy Tsingtao for $9 billion",
    "Heineken completes $9 billion purchase of Tsingtao",
    "Tsingtao shares leap 30%",
    "Port workers in Gdansk walk out over pay",
    "Gdansk port strike ends as workers accept 8% rise",
    "Dockers in Gdansk call off strike after 8% pay deal",
    "阿里巴巴确认与苹果合作 为中国iPhone提供人工智能",
    "Bosch schließt Werk in Hildesheim",
    "…",
]
STREAMS = st.lists(
    st.tuples(
        st.sampled_from(TOLD),
        st.floats(0, 30),
        st.sampled_from([0, 0, 0, 20]),
        st.integers(0, 3),
    ),
    max_size=30,
)


def stream(drawn) -> Iterator[Item]:
    """Items of a drawn stream; some come late, some have an address that others have."""
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    for number, (title, hours, late, page) in enumerate(drawn):
        now += timedelta(hours=hours)
        outlet = f"Outlet {number % 4}"
        yield Item(
            feed=f"https://{outlet}/feed",
            key=str(number),
            source=outlet,
            title=title,
            link=f"https://x.example/{page}" if page else "",
            lang="zh" if title.startswith("阿") else "de" if "schließt" in title else "en",
            published=now - timedelta(hours=late),
        )


@settings(max_examples=50)
@given(STREAMS, st.integers(0, 30), st.lists(st.booleans(), min_size=30, max_size=30))
def test_after_a_restart_the_same_decisions_follow(newsroom, drawn, stop, wanted):
    """Of items that come in time; what came late lingers, and a restart doesn't know how late.

    Nor does it know which events were closed because there were too many, before one of them was
    wanted after all: it may have one or two more.
    """
    items = sorted(stream(drawn), key=lambda each: each.published)
    continuous, restarted = newsroom(), newsroom()
    for each, is_wanted in zip(items[:stop], wanted, strict=False):
        continuous.assign(each, wanted=is_wanted)
    restarted.restored(continuous)
    for room in (continuous, restarted):
        room.number(len(items) + 1)
    for each in items[stop:]:
        assert restarted.assign(each) == continuous.assign(each)


@given(STREAMS)
def test_the_same_stream_gives_the_same_decisions(newsroom, drawn):
    one, other = newsroom(), newsroom()
    for each in stream(drawn):
        assert one.assign(each) == other.assign(replace(each))


@settings(max_examples=30)
@given(STREAMS)
def test_a_closed_event_leaves_nothing_behind(newsroom, drawn):
    """The same news year after year takes no more memory; of what stays there would be more."""
    room, kept = newsroom(), []
    far = Item(
        feed="f",
        key="far",
        title="Nothing of the kind",
        lang="en",
        published=datetime(2026, 9, 2, tzinfo=UTC),
    )
    for year in range(6):
        for each in [*stream(drawn), far]:
            room.assign(
                replace(
                    each,
                    key=f"{year}-{each.key}",
                    link=each.link and f"{each.link}-{year}",
                    published=each.published + year * timedelta(days=365),
                )
            )
        assert len(room.stories) == 1
        kept.append(objects_kept(room.stories))
    assert kept[-1] - kept[1] < 4


@given(STREAMS)
def test_events_of_a_story_are_told_in_it_and_each_has_one_story(newsroom, drawn):
    room = newsroom()
    story_of: dict[int, int] = {}
    for each in stream(drawn):
        told = room.assign(each)
        assert told.opens == (told.event not in story_of)
        assert told.opens_story == (told.opens and told.story not in story_of.values())
        assert story_of.setdefault(told.event, told.story) == told.story


def test_times_need_not_be_in_utc(newsroom, item):
    room = newsroom()
    one = item(QUAKE)
    other = item(QUAKE, after=1)
    other = replace(other, published=other.published.astimezone(ZoneInfo("Asia/Tokyo")))
    assert room.assign(one).event == room.assign(other).event


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
    assert [event for _, _, event in room.told] == [1, 1]


def test_unless_they_are_not_worth_the_memory(newsroom, item):
    room = newsroom()
    for number in range(3):
        old = item(f"{QUAKE}, {number} hurt", after=number)
        room.stories.assign(old, now=old.published + timedelta(days=600), linger=False)
    assert len(room.stories) == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Boeing cuts 900 jobs in Seattle", "Boeing 737 jet crash kills nine in Ohio"),
        ("Fire at Boeing plant", "Boeing shares fall"),
        (
            "Boeing wins order for 30 tankers",
            "Boeing <!everyone> *free* [money](http://evil.example)",
        ),
        ("Boeing strike enters third week", "{{ 7 * 7 }} {% for x in y %} ${7*7} Boeing"),
    ],
)
def test_a_name_in_common_and_nothing_else_makes_no_event_of_two(newsroom, item, first, second):
    """However little is known yet of what else is written about them."""
    room = newsroom()
    one, other = room.assign(item(first)), room.assign(item(second, after=0.1))
    assert one.event != other.event


def test_a_word_in_common_that_is_no_name_may_be_enough(newsroom, item):
    room = newsroom()
    one = room.assign(item("Fiji rattled by 6.1 quake"))
    other = room.assign(item("Strong quake shakes Pacific islands, magnitude 6.1", after=0.1))
    assert one.event == other.event
