"""Pairs of titles: two events that look alike, and one event that doesn't.

Made up for this, as outlets would word them. How much two of a kind look alike is one thing, how
long after one another they come is another: within the hour the engine takes nearly any two
reports of one company for one event, and a day later it doesn't.
"""

from itertools import chain

import pytest

NEAR_PAIRS = {
    "recalls": [
        (
            "Volvo recalls 72,000 XC60 cars over seat belt fault",
            "Volvo recalls 4,100 electric trucks over brake software",
        ),
        (
            "Nestlé recalls baby formula in Austria after bacteria found",
            "Nestlé recalls frozen pizza in Ireland over plastic pieces",
        ),
        (
            "IKEA recalls garlic press over metal splinters",
            "IKEA recalls children's lamp over strangulation risk",
        ),
        (
            "Hyundai recalls 31,000 Tucsons over engine fires",
            "Hyundai recalls 8,900 Ioniq 5s over charging fault",
        ),
    ],
    "plants": [
        ("Bosch to close its plant in Waiblingen", "Bosch to close its plant in Hildesheim"),
        ("Michelin shuts tyre factory in Cholet", "Michelin shuts tyre factory in Homburg"),
        ("Panasonic opens battery plant in Kansas", "Panasonic opens battery plant in Wakayama"),
        (
            "ArcelorMittal idles blast furnace in Gijon",
            "ArcelorMittal idles blast furnace in Dunkirk",
        ),
    ],
    "lawsuits": [
        (
            "Roblox sued by Texas over child safety",
            "Roblox sued by music publishers over songs in games",
        ),
        (
            "Authors sue Anthropic over pirated books",
            "Reddit sues Anthropic over scraped comments",
        ),
        (
            "Uber sued by FTC over Uber One cancellations",
            "Uber sued by drivers in Kenya over blocked accounts",
        ),
        (
            "Investors sue Peloton over seat post recall",
            "Former instructor sues Peloton, alleging unpaid overtime",
        ),
    ],
    "quarters": [
        (
            "Siemens second-quarter profit rises 9%, orders jump",
            "Siemens third-quarter profit rises 4%, orders flat",
        ),
        (
            "Philips Q1 sales up 2% as China recovers",
            "Philips Q2 sales up 1% as China weakens",
        ),
        (
            "Delta first-quarter profit halves on fuel costs",
            "United first-quarter profit halves on fuel costs",
        ),
    ],
    "quakes": [
        (
            "Magnitude 6.2 earthquake shakes Hindu Kush",
            "Magnitude 5.7 earthquake shakes Mindanao",
        ),
        (
            "Earthquake of magnitude 6.8 hits Vanuatu",
            "Earthquake of magnitude 7.1 hits Kermadec Islands",
        ),
        ("Strong quake kills 14 in Herat", "Strong quake kills 3 in Guerrero"),
    ],
    "injuries": [
        (
            "Bayern's Lindqvist out for six weeks with knee injury",
            "Bayern's Okoro out for six weeks with thigh injury",
        ),
        (
            "Leeds lose keeper Marchetti to broken finger",
            "Leeds lose striker Daka to torn hamstring",
        ),
        (
            "Injury blow for Benfica as Tavares limps off in training",
            "Injury blow for Benfica as Nogueira tears ligament",
        ),
    ],
    "people": [
        (
            "Thyssenkrupp finance chief Hartung resigns",
            "Thyssenkrupp steel chief Osburg resigns",
        ),
        (
            "Police arrest teacher in Leeds over stolen exam papers",
            "Police arrest nurse in Leeds over stolen morphine",
        ),
        (
            "Norway's oil minister resigns over shares",
            "Norway's fisheries minister resigns over trip",
        ),
    ],
}

REVERSALS = [
    (
        "Henrik Vestby says he will not resign as head of Norges Bank",
        "Henrik Vestby resigns as head of Norges Bank",
    ),
    ("Lufthansa pilots call off Friday's strike", "Lufthansa pilots to strike on Friday after all"),
    (
        "Heineken denies it is in talks to buy Tsingtao",
        "Heineken to buy Tsingtao for $9 billion",
    ),
    (
        "Court refuses to release Mirela Docan from custody",
        "Court releases Mirela Docan from custody",
    ),
    (
        "Sony rules out price rise for PlayStation 5",
        "Sony raises price of PlayStation 5",
    ),
    (
        "EU rejects Hungary's request for more time on gas",
        "EU grants Hungary's request for more time on gas",
    ),
]

STAGES = {
    "takeover": [
        "Heineken in talks to buy brewer Tsingtao, sources say",
        "Heineken agrees to buy Tsingtao for $9 billion",
        "Tsingtao shareholders vote for Heineken's $9 billion bid",
        "Heineken completes $9 billion purchase of Tsingtao",
    ],
    "trial": [
        "Police arrest former mayor Radu Ionescu over hospital contracts",
        "Former mayor Radu Ionescu charged with bribery over hospital contracts",
        "Bribery trial of former mayor Radu Ionescu opens in Cluj",
        "Jury finds former mayor Radu Ionescu guilty of bribery",
    ],
    "strike": [
        "Port workers in Gdansk threaten strike over pay",
        "Port workers in Gdansk walk out over pay",
        "Gdansk port strike ends as workers accept 8% rise",
    ],
    "drug": [
        "Roche obesity drug cuts weight by 18% in late-stage trial",
        "Roche files for EU approval of obesity drug",
        "EU approves Roche's obesity drug",
    ],
}

RETELLINGS = [
    ("Heineken to buy Tsingtao for $9 billion", "Heineken agrees $9bn takeover of Tsingtao"),
    ("Henrik Vestby resigns as head of Norges Bank", "Norges Bank governor Vestby quits"),
    (
        "Volvo recalls 72,000 XC60 cars over seat belt fault",
        "Seat belt fault prompts Volvo to recall 72,000 XC60s",
    ),
    (
        "Magnitude 6.8 earthquake hits Vanuatu",
        "Vanuatu quake: 6.8 tremor damages buildings in Port Vila",
    ),
    (
        "Bosch to close its plant in Hildesheim",
        "Bosch shuts Hildesheim factory, 1,600 jobs to go",
    ),
    (
        "Gdansk port strike ends as workers accept 8% rise",
        "Dockers in Gdansk call off strike after 8% pay deal",
    ),
    (
        "Jury finds former mayor Radu Ionescu guilty of bribery",
        "Ex-mayor Ionescu convicted of taking bribes",
    ),
    ("EU approves Roche's obesity drug", "Roche wins European approval for obesity drug"),
    (
        "Bayern's Lindqvist out for six weeks with knee injury",
        "Lindqvist to miss six weeks for Bayern after knee injury",
    ),
    (
        "Philips Q1 sales up 2% as China recovers",
        "Philips first-quarter sales rise 2% on Chinese recovery",
    ),
    (
        "Storm Ottilie: 200,000 homes without power in Brittany",
        "Storm Ottilie cuts power to 200,000 homes in western France",
    ),
    (
        "Thieves steal Stradivarius from Vienna concert hall",
        "Stradivarius violin stolen in Vienna",
    ),
]


BOTH_WAYS = [
    pair for one, other in chain(*NEAR_PAIRS.values()) for pair in ((one, other), (other, one))
]


@pytest.mark.parametrize(("one", "other"), BOTH_WAYS)
def test_two_events_that_look_alike_stay_two_a_day_apart(events, one, other):
    first, second = events([one, other], apart=24)
    assert first != second


@pytest.mark.parametrize("kind", NEAR_PAIRS)
def test_so_do_all_of_a_kind_in_one_stream(events, kind):
    titles = list(chain(*NEAR_PAIRS[kind]))
    assert len(set(events(titles, apart=24))) == len(titles)


@pytest.mark.parametrize(("before", "after"), REVERSALS)
def test_a_reversal_is_an_event_of_its_own(events, before, after):
    first, second = events([before, after], apart=24)
    assert first != second


@pytest.mark.parametrize("stages", STAGES.values(), ids=STAGES)
def test_each_stage_is_an_event_of_its_own(events, stages):
    assert len(set(events(stages, apart=30))) == len(stages)


@pytest.mark.parametrize(("one", "other"), RETELLINGS)
def test_one_event_in_other_words_is_told_once(events, one, other):
    assert len(set(events([one, other], apart=0.5))) == 1
    assert len(set(events([other, one], apart=0.5))) == 1


def test_look_alikes_a_few_hours_apart_are_still_swallowed_at_times(events):
    """Not as it should be: it is stated so that it gets no worse, and is seen when better."""
    swallowed = [len(set(events(pair, apart=3))) == 1 for pair in BOTH_WAYS]
    assert sum(swallowed) <= 0.2 * len(BOTH_WAYS)


def test_and_retellings_a_few_hours_later_told_again(events):
    pairs = [*RETELLINGS, *((other, one) for one, other in RETELLINGS)]
    again = [len(set(events(pair, apart=3))) == 2 for pair in pairs]
    assert sum(again) <= 0.75 * len(pairs)


def test_a_stage_that_comes_after_another_says_what_is_new(newsroom, item):
    room = newsroom()
    for at, title in enumerate(STAGES["takeover"]):
        told = room.assign(item(title, after=30 * at))
    assert told.opens
    assert "completes" in told.new


def test_several_events_of_one_company_in_the_same_second_are_not_one(events):
    """A feed, or a poll, may bring a day's news at once."""
    titles = [
        "Renault names new finance chief",
        "Renault to build electric vans in Sandouville",
        "Volvo recalls 72,000 cars over seat belt fault",
        "Volvo sales fall 9 percent in quarter",
        "Hyundai workers in Ulsan walk out",
        "Hyundai opens Georgia plant",
        "Embraer wins order from Poland for cargo planes",
        "Embraer profit doubles in third quarter",
        "Embraer engineer arrested in Lisbon over bribes",
        "Stellantis cuts 1,000 jobs in Turin",
    ]
    assert len(set(events(titles, apart=0))) >= 9
