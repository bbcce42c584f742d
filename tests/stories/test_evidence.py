"""Evidence: what speaks for two texts telling of one event, and what only seems to."""

import pytest

PLACES = (
    "Harwick", "Pellworth", "Sandmoor", "Tirrell", "Ostby", "Quenby", "Lavant", "Morwen",
    "Dunrock", "Ashgill", "Brackley", "Cressing", "Fenwold", "Gorsley", "Hexley", "Ilmere",
)  # fmt: skip
AFFAIRS = (
    "bakers ask for cheaper flour", "orchestra plays to empty seats", "ferry lies idle in port",
    "zoo names its newborn giraffe", "weavers sell carpets by post", "choir sings from balconies",
    "vineyard hires out its cellars", "cobbler mends boots for nurses", "barber opens at midnight",
    "museum lends a whale skeleton", "beekeepers fear a hungry summer", "lighthouse gets a poet",
    "skaters petition for an ice rink", "library posts novels to readers", "tailor sews curtains",
    "stadium turns into a market",
)  # fmt: skip


def pandemic(item, words="Velora-21", summary=""):
    """A stream in which every other item has one rare word, and each tells of another event."""
    for number, (place, affair) in enumerate(zip(PLACES, AFFAIRS, strict=True)):
        yield item(f"{words}: {place} {affair}", after=number / 4, summary=summary)
        yield item(f"{affair.capitalize()} near {PLACES[number - 5]}", after=number / 4 + 0.1)


def test_a_word_in_half_of_the_stream_joins_no_stories(newsroom, item):
    room = newsroom()
    stories = room.ids(pandemic(item))
    about = {title: story for (each, story) in room.told if "Velora" in (title := each.title)}
    assert len(set(about.values())) == len(about)
    assert len(set(stories)) >= len(PLACES)


def test_nor_do_two_words_that_always_come_together(newsroom, item):
    room = newsroom()
    room.ids(pandemic(item, words="Velora outbreak"))
    about = [story for each, story in room.told if "Velora" in each.title]
    assert len(set(about)) == len(about)


def test_an_event_is_still_found_among_items_that_share_such_a_word(newsroom, item):
    room = newsroom()
    room.ids(pandemic(item))
    first, second = (
        room.assign(
            item("Velora-21: minister Oduya resigns after secret Zanzibar holiday", after=6)
        ),
        room.assign(item("Oduya quits as minister over Zanzibar trip during Velora-21", after=7)),
    )
    assert first.opens
    assert second.story == first.story
    assert {"Oduya", "Zanzibar"} <= {shared.word for shared in second.why}


RULE = [
    "Apple shares fall as AI worries and China sales weigh",
    "Apple picks local partner for AI assistant on phones sold in China",
    "China court fines Apple supplier over AI chip smuggling",
    "Apple engineer jailed in China for selling AI secrets",
]


@pytest.mark.parametrize("hours", [1, 30])
def test_three_words_that_a_rule_asks_for_do_not_make_one_event(newsroom, item, hours):
    """All items that match ``Apple + China + AI`` share them, whatever happened."""
    room = newsroom()
    # What else such a reader's feeds bring.
    others = "Apple opens store in Delhi", "China exports rise", "AI song tops charts in Norway"
    for number in range(12):
        for other in others:
            room.assign(item(f"{other} for {PLACES[number]}", after=number / 12))
    told = [room.assign(item(title, after=2 + at * hours)) for at, title in enumerate(RULE)]
    assert all(assignment.opens for assignment in told)


@pytest.mark.parametrize("other", RULE[1:])
def test_nor_do_they_where_nothing_else_is_known(newsroom, item, other):
    first, second = newsroom().ids([item(RULE[0]), item(other, after=1)])
    assert first != second


def test_one_person_in_two_affairs_is_two_stories(newsroom, item):
    first, second = newsroom().ids(
        [
            item("Ragna Tvedt Solheim buys a football club"),
            item("Neighbours complain about Ragna Tvedt Solheim and her drums", after=5),
        ]
    )
    assert first != second


def test_one_event_in_other_words_with_names_and_numbers_is_one_story(newsroom, item):
    one = item(
        "Solheim buys Pellworth Rovers for 340 million",
        summary="Ragna Solheim, founder of the Fjordly chain, takes over the club in July.",
    )
    other = item(
        "Pellworth Rovers sold: new owner Solheim pays 340m",
        summary="The Norwegian behind Fjordly becomes the fourth owner in six years.",
        after=5,
    )
    first, second = newsroom().ids([one, other])
    assert first == second


CLOSING = "Join Hildegard Mbeki, Torvald Quince and the whole crew on Sundowner, channel Kestrel."


def test_what_an_outlet_writes_under_everything_is_no_evidence(newsroom, item):
    first, second = newsroom().ids(
        [
            item("Teens learn to sail", summary=CLOSING, outlet="Kestrel"),
            item("Why bread is dearer", summary=CLOSING, outlet="Kestrel", after=1),
        ]
    )
    assert first != second


def test_the_live_page_of_another_day_is_another_story(newsroom, item):
    first, second = newsroom().ids(
        [
            item("Velora updates LIVE: Harwick closes schools, Oduya resigns", outlet="Daily"),
            item(
                "Velora updates LIVE: Harwick schools stay closed as Oduya leaves",
                outlet="Daily",
                after=20,
            ),
        ]
    )
    assert first != second


def test_one_outlet_needs_more_evidence_than_two(newsroom, item):
    titles = "AFL hub plan worries coach", "Players cold on AFL hub"
    alone = newsroom().ids([item(titles[0], outlet="Daily"), item(titles[1], outlet="Daily")])
    assert alone[0] != alone[1]


def test_apples_are_not_apple(newsroom, item):
    first, second = newsroom().ids(
        [
            item("Tsai says Apple turns to Alibaba for help with AI in China"),
            item("Washington state's apple exports to China recover as AI sorts the fruit"),
        ]
    )
    assert first != second
