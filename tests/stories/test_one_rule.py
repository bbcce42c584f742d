"""What one rule finds: many events of one company, and one event many times."""

import pytest

from monitor.stories import Names

APPLE_CHINA_AI = [
    "Apple picks Alibaba to bring AI features to iPhones in China",
    "China opens antitrust probe into Apple over App Store fees for AI apps",
    "Apple sued in China by developer of AI assistant over Siri patents",
    "Tim Cook visits China, praises DeepSeek AI at forum in Apple's biggest overseas market",
    "Apple launches MacBook with AI chip in China ahead of schedule",
    "Apple's AI chief for China leaves to join ByteDance",
    "Apple cuts iPhone 17 prices in China as rivals push AI phones",
    "China clears Apple and Baidu to offer AI search on iPhones",
    "Apple to open AI research centre in Shenzhen, China",
    "US lawmakers demand answers from Apple on AI data stored in China",
    "Apple's China sales fall 11% as buyers wait for AI",
    "Apple pulls three AI chatbots from China App Store at regulator's request",
    "Foxconn to build AI servers for Apple in Zhengzhou, China",
    "Apple supplier Luxshare sinks after warning on AI demand in China",
]
"""Fourteen events that one rule finds: Apple + China + AI."""

ALIBABA_DEAL = [
    "Apple picks Alibaba to bring AI features to iPhones in China",
    "Alibaba wins deal to power Apple's AI on Chinese iPhones",
    "Apple to use Alibaba AI for iPhones sold in China",
    "Alibaba's AI will run on Apple's iPhones in China, chairman says",
    "Apple chooses Alibaba as AI partner for iPhones in China",
]
"""One of them, five times."""

MAERSK = [
    "Maersk orders 12 methanol ships from Hyundai yard",
    "Maersk raises profit forecast on Red Sea detours",
    "Maersk ship runs aground off Mozambique",
    "Maersk to cut 800 office jobs in Copenhagen",
    "Dockers block Maersk terminal in Rotterdam",
    "Maersk sells towage arm Svitzer's Brazil business",
    "Maersk fined $40 million by US maritime regulator over fees",
    "Hackers claim theft of Maersk crew data",
    "Maersk names Ines Halvorsen as finance chief",
    "Maersk and Hapag-Lloyd extend Gemini alliance to Africa",
    "Maersk captain detained in Lagos over smuggled fuel",
    "Maersk buys Polish warehouse group Logmaster",
    "Maersk Tankers leaves Venezuela trade",
    "Storm tears 140 containers off Maersk ship in Biscay",
    "Maersk opens cold store in Durban",
    "Danish pension fund sells its Maersk shares over coal",
    "Maersk to return to Suez route in April",
    "Maersk loses appeal over asbestos in old ferries",
    "Cocaine worth 30 million euros found on Maersk ship in Antwerp",
    "Maersk spends $1.5 billion on port in Vung Tau",
    "Maersk Drilling veteran to lead Odfjell",
    "Maersk trials wind sails on tanker",
    "Union wins pay rise for Maersk crews in Singapore",
    "Maersk raises container rates from Asia to Brazil",
    "Fire on Maersk car carrier put out near Azores",
    "Maersk ends air cargo flights to Chicago",
    "Maersk heir Ane Uggla gives 2 billion kroner to museum",
    "Court halts Maersk terminal expansion in Itajai",
    "Maersk joins Google in fusion power start-up",
    "Maersk closes Kiev office after drone strike",
]
"""Thirty events of one company."""

LANGUAGES = [
    [
        ("Apple to use Alibaba's AI in iPhones in China", "en"),
        ("苹果将在中国iPhone上使用阿里巴巴AI", "zh"),
        ("Apple setzt in China auf KI von Alibaba", "de"),
    ],
    [
        ("苹果携手阿里巴巴 为中国iPhone引入AI", "zh"),
        ("Apple teams up with Alibaba on AI for iPhones in China", "en"),
        ("Apple und Alibaba: KI für iPhones in China", "de"),
    ],
    [
        ("Alibaba bestätigt KI-Partnerschaft mit Apple für iPhones in China", "de"),
        ("Alibaba confirms AI deal with Apple for iPhones in China", "en"),
        ("阿里巴巴确认与苹果合作 为中国iPhone提供AI", "zh"),
    ],
]
"""One event in three languages."""
NAMES = Names(
    {
        "Apple": ["苹果", "蘋果", "アップル"],
        "Alibaba": ["阿里巴巴"],
        "China": ["中国", "中國", "Cina"],
    }
)


@pytest.mark.parametrize("apart", [2, 3, 4, 6, 10])
def test_fourteen_events_of_one_rule_are_told_fourteen_times(events, apart):
    assert len(set(events(APPLE_CHINA_AI, apart=apart))) == 14


def test_and_hardly_less_an_hour_apart(events):
    assert len(set(events(APPLE_CHINA_AI, apart=1))) >= 13


@pytest.mark.parametrize("apart", [0.1, 0.5, 1])
def test_five_retellings_of_one_are_told_once(events, apart):
    assert len(set(events(ALIBABA_DEAL, apart=apart))) == 1


def test_also_after_the_others(newsroom, item):
    """The rule's own words have become common by then, and witness nothing."""
    room = newsroom()
    room.events(item(title, after=4 * at) for at, title in enumerate(APPLE_CHINA_AI[1:]))
    retold = [item(title, after=60 + 0.5 * at) for at, title in enumerate(ALIBABA_DEAL)]
    assert len(set(room.events(retold))) <= 2


@pytest.mark.parametrize("apart", [2, 4, 8, 16])
def test_thirty_events_of_one_company_do_not_become_one_by_growing(events, apart):
    assert len(set(events(MAERSK, apart=apart))) >= 29


def test_nor_does_an_event_that_many_report_take_in_the_next_ones(newsroom, item):
    room = newsroom()
    room.events(item(MAERSK[2], after=0.1 * at, outlet=f"Paper {at}") for at in range(20))
    following = [item(title, after=6 + 3 * at) for at, title in enumerate(MAERSK[3:])]
    assert len(set(room.events(following))) >= len(following) - 1
    assert len({event for _, _, event in room.told}) >= len(following)


@pytest.mark.parametrize("titles", LANGUAGES)
def test_one_event_in_three_languages_is_told_once_where_aliases_know_the_names(
    newsroom, item, titles
):
    items = [item(title, after=at, lang=lang) for at, (title, lang) in enumerate(titles)]
    assert len(set(newsroom(names=NAMES).events(items))) == 1


def test_names_are_what_holds_it_together(newsroom, item):
    """The same without aliases is less sure."""
    one = item("苹果与阿里巴巴合作", lang="zh")
    other = item("Apple and Alibaba join forces", after=0.5)
    known, unknown = newsroom(names=NAMES), newsroom()
    assert len(set(known.events([one, other]))) == 1
    assert len(set(unknown.events([one, other]))) == 2
