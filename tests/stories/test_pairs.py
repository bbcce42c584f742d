"""Pairs of titles: two events that look alike, and one event that doesn't.

The pairs are made up for this, as an outlet would word them.
"""

from itertools import combinations

import pytest

DIFFERENT_EVENTS = [
    (
        "Epic Games sues Apple over App Store commissions",
        "Apple sued by shareholders over delayed Siri features",
    ),
    (
        "Tesla faces class action over Autopilot claims",
        "Former worker sues Tesla, alleging racial bias at Fremont plant",
    ),
    (
        "Nvidia third-quarter revenue beats estimates on data centre demand",
        "Intel third-quarter revenue misses estimates as PC demand slows",
    ),
    (
        "Microsoft profit rises 16% as cloud sales grow",
        "Alphabet profit rises 28% as cloud sales grow",
    ),
    (
        "Magnitude 6.1 earthquake strikes off the coast of Japan",
        "Magnitude 5.8 earthquake strikes central Turkey",
    ),
    (
        "Strong earthquake shakes eastern Taiwan, no tsunami warning",
        "Earthquake shakes northern Chile, no tsunami warning",
    ),
    (
        "Ruling party wins parliamentary election in Ghana",
        "Opposition wins parliamentary election in Lithuania",
    ),
    (
        "Polls open in Croatia's presidential election",
        "Polls open in Romania's presidential election",
    ),
    (
        "Toyota recalls 1.2 million cars over airbag sensors",
        "Toyota recalls 40,000 trucks over fuel leak",
    ),
    (
        "Ford recalls 550,000 pickups over transmission fault",
        "Honda recalls 720,000 vehicles over fuel pump fault",
    ),
    ("Arsenal beat Chelsea 2-1 in London derby", "Arsenal held 1-1 by Brighton at the Emirates"),
    ("Yankees beat Red Sox 5-3 in series opener", "Yankees beat Orioles 7-2 behind Cole"),
    ("Apple unveils new iPad Air with faster chip", "Apple unveils smart display for the home"),
    (
        "Samsung launches Galaxy S26 with satellite calls",
        "Samsung launches foldable tablet in Seoul",
    ),
    (
        "Supreme Court rules for states in abortion pill case",
        "Supreme Court rules against EPA in wetlands case",
    ),
    (
        "Court rules Google must sell Chrome browser",
        "Court rules Meta must pay news publishers in Spain",
    ),
    ("Small plane crashes near Denver, two killed", "Small plane crashes in Alaska, four killed"),
    ("Cargo jet skids off runway in Hong Kong", "Passenger jet skids off runway in Mumbai"),
    (
        "ECB cuts interest rates by a quarter point",
        "Bank of England cuts interest rates by a quarter point",
    ),
    (
        "Fed holds interest rates steady, signals two cuts",
        "Bank of Japan holds interest rates steady, cites tariffs",
    ),
    (
        "Boeing wins order for 50 jets from Emirates",
        "Boeing workers vote on new contract in Seattle",
    ),
    (
        "Google to invest $5 billion in German data centres",
        "Google fined by French regulator over ad tracking",
    ),
    ("Amazon to cut 14,000 corporate jobs", "Amazon raises price of Prime in Europe"),
    (
        "Israel strikes Beirut suburb, killing commander",
        "Israel approves budget after months of wrangling",
    ),
    ("OpenAI releases GPT-6 to developers", "OpenAI hires former Meta executive to run ads"),
    (
        "Wildfire forces thousands to flee homes in Greece",
        "Wildfire forces thousands to flee homes in Portugal",
    ),
    ("Storm Boris: floods hit southern Poland", "Storm Claudia brings floods to Wales"),
    (
        "Pfizer to buy obesity drug maker Metsera for $4.9 billion",
        "Novartis to buy biotech Avidity for $12 billion",
    ),
    (
        "Police arrest man after stabbing in Manchester",
        "Police arrest man after stabbing in Hamburg",
    ),
    ("Trump imposes 25% tariffs on Canada lumber", "Trump threatens 50% tariffs on Brazil coffee"),
]
ONE_COMPANY = [
    "{} sued by former employee over harassment",
    "{} sued by shareholders over accounting errors",
    "{} posts record quarterly profit",
    "{} shares fall after profit warning",
    "{} cuts 500 jobs at Leeds plant",
    "{} opens battery plant in Hungary",
    "{} names new chief executive",
    "{} chief resigns in Rome, 1037 affected",
    "{} tower collapses in Delhi, 1074 affected",
    "{} hit by data breach affecting millions",
    "{} workers strike over pay",
    "Court orders {} to pay damages to farmers",
]
SAME_EVENT = [
    (
        "Tsai says Apple chose Alibaba for AI on iPhones sold in China",
        "APPLE TO USE ALIBABA AI ON IPHONES IN CHINA - ALIBABA CHAIRMAN",
    ),
    (
        "Alibaba confirms partnership with Apple to offer AI features on iPhones in China",
        "Alibaba chairman Joe Tsai says Apple will use its AI in Chinese iPhones",
    ),
    (
        "Magnitude 7.4 earthquake hits off Kamchatka, tsunami warning issued",
        "Kamchatka quake of magnitude 7.4 triggers tsunami alert in Russia's far east",
    ),
    (
        "Pfizer wins bidding war for Metsera with $10 billion offer",
        "Metsera accepts Pfizer's $10bn bid, ending battle with Novo Nordisk",
    ),
    (
        "Louvre heist: thieves steal crown jewels in seven minutes",
        "Thieves make off with French crown jewels in Louvre robbery",
    ),
    (
        "Storm Melissa makes landfall in Jamaica as category 5 hurricane",
        "Hurricane Melissa slams into Jamaica",
    ),
    (
        "Court orders Google to share search data but spares Chrome",
        "Google keeps Chrome as judge orders it to share search data",
    ),
    (
        "Boeing strike ends as machinists accept new contract in St. Louis",
        "St. Louis machinists approve Boeing contract, ending strike",
    ),
    (
        "ECB holds rates at 2% as Lagarde hails resilient economy",
        "Lagarde: ECB in 'good place' as it leaves rates at 2%",
    ),
    ("Amazon to axe 14,000 corporate jobs in AI push", "Amazon confirms 14,000 job cuts"),
    (
        "Zohran Mamdani wins New York mayoral election",
        "Mamdani elected mayor of New York in historic victory",
    ),
    (
        "Toyota recalls 1.2 million cars over airbag sensors",
        "Airbag sensor defect prompts Toyota recall of 1.2m vehicles",
    ),
    (
        "Verstappen wins Brazilian Grand Prix from 17th on the grid",
        "Verstappen storms from 17th to win in Sao Paulo",
    ),
]
ACROSS_LANGUAGES = [
    (
        "Apple turns to Alibaba for help with AI in China, The Information says",
        "Apple holt sich die KI für China bei Alibaba",
        "de",
    ),
    ("Novo Nordisk cuts 9,000 jobs in overhaul", "Novo Nordisk streicht 9.000 Stellen", "de"),
    ("UniCredit drops bid for Banco BPM", "UniCredit ritira l'offerta su Banco BPM", "it"),
    (
        "SpaceX Starship explodes on test stand in Texas",
        "Starship de SpaceX explota en Texas durante una prueba",
        "es",
    ),
]
FOLLOW_UPS = [
    (
        "Magnitude 7.4 quake hits off Kamchatka",
        "Kamchatka quake: 7.4 tremor felt in Petropavlovsk",
        9,
    ),
    ("Pizza chain Sbarro files for bankruptcy", "Sbarro bankruptcy: 155 restaurants to close", 26),
    (
        "Thieves steal crown jewels from Louvre",
        "Louvre jewel thieves: police arrest two suspects near Paris airport",
        30,
    ),
]


@pytest.mark.parametrize("after", [0.5, 20])
@pytest.mark.parametrize(("one", "other"), DIFFERENT_EVENTS)
def test_two_events_never_share_a_story_because_they_look_alike(newsroom, item, one, other, after):
    first, second = newsroom().ids([item(one), item(other, after=after)])
    assert first != second


@pytest.mark.parametrize(("one", "other"), DIFFERENT_EVENTS)
def test_nor_do_they_the_other_way_round(newsroom, item, one, other):
    first, second = newsroom().ids([item(other), item(one, after=3)])
    assert first != second


@pytest.mark.parametrize("company", ["Toyota", "Nestlé", "Fincantieri", "Acme"])
@pytest.mark.parametrize(("one", "other"), list(combinations(ONE_COMPANY, 2)))
def test_nor_because_they_share_a_company_that_few_write_about(newsroom, item, company, one, other):
    """A rare name weighs much, and beside it a word such as "plant" says little."""
    first, second = newsroom().ids(
        [item(one.format(company)), item(other.format(company), after=3)]
    )
    assert first != second


@pytest.mark.parametrize(("one", "other"), SAME_EVENT)
def test_one_event_in_other_words_is_one_story(newsroom, item, one, other):
    first, second = newsroom().ids([item(one), item(other, after=3)])
    assert first == second


@pytest.mark.parametrize(("one", "other", "lang"), ACROSS_LANGUAGES)
def test_names_and_numbers_carry_a_story_across_languages(newsroom, item, one, other, lang):
    first, second = newsroom().ids([item(one), item(other, after=3, lang=lang)])
    assert first == second


@pytest.mark.parametrize(("one", "other", "after"), FOLLOW_UPS)
def test_a_follow_up_within_days_belongs_to_the_story(newsroom, item, one, other, after):
    first, second = newsroom().ids([item(one), item(other, after=after)])
    assert first == second


SERIES = [
    ("Morning briefing: what you need to know", "Morning briefing: what you need to know"),
    ("What to watch today", "What to watch today"),
    ("Wordle answer and hints for March 2", "Wordle answer and hints for March 3"),
    ("Wordle 1709: hints and answer", "Wordle 1710: hints and answer"),
    ("London weather: a wet Monday", "London weather: a wet Tuesday"),
    ("Live: Ukraine war, day 1103", "Live: Ukraine war, day 1104"),
    ("Asian shares mixed", "Asian shares mixed"),
    ("Wall Street closes higher", "Wall Street closes lower"),
    ("Your daily horoscope for Monday, March 2", "Your daily horoscope for Tuesday, March 3"),
    ("Best cartoons of March 2", "Daily quiz, March 3"),
    ("Arsenal: the week in pictures", "Arsenal: the week in pictures"),
]


@pytest.mark.parametrize("same_outlet", [True, False])
@pytest.mark.parametrize(("monday", "tuesday"), SERIES)
def test_instalments_of_a_series_stay_apart(newsroom, item, monday, tuesday, same_outlet):
    if not same_outlet and monday.startswith("Arsenal"):
        return  # two outlets with one title: syndication
    names = ("Daily", "Daily") if same_outlet else ("Daily", "Globe")
    first, second = newsroom().ids(
        [item(monday, outlet=names[0]), item(tuesday, outlet=names[1], after=24)]
    )
    assert first != second
