"""What is said of another place, firm or month is another event, however like the words."""

import pytest

from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.names import Names
from monitor.stories.reading.signature import Reader
from monitor.stories.same_event.twins import are_twins


@pytest.fixture
def twins(item, zipf):
    """Whether the last of some headlines is a twin of the event that the others report."""
    reader = Reader(zipf)

    def are(*titles, lang="en"):
        *reports, last = (
            Report(reader.signature(item(title, lang=lang)), 0.0, title, title) for title in titles
        )
        event = OpenEvent(1, 1, 0.0)
        for report in reports:
            event.add(report)
        return are_twins(last, event, reports[0])

    return are


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wolf kills 30 sheep in Drenthe", "Wolf kills 14 sheep in Overijssel"),
        (
            "Eni profit down a fifth as oil slides",
            "TotalEnergies profit down a fifth as oil slides",
        ),
        ("Magnitude 5.4 quake shakes Turkey", "Magnitude 5.9 quake shakes Crete"),
        ("Google fined 150 million euros in France", "Google fined 200 million euros in Italy"),
        ("Renault sales up 3% in the spring", "Renault sales fall 1% in the spring"),
        ("Renault publishes sales figures of March", "Renault publishes sales figures of April"),
        ("Samsung workers reject pay offer", "Samsung workers accept pay offer"),
        ("UK regulator opens probe into Shein", "UK regulator closes probe into Shein"),
        (
            "Lidl recalls smoked salmon in Ireland over listeria",
            "Lidl recalls hummus in Ireland over salmonella",
        ),
        (
            "Roblox sued by Texas over child safety",
            "Roblox sued by music publishers over songs in games",
        ),
        (
            "Philips Q1 sales up 2% as China recovers",
            "Philips second-quarter sales up 1% as China weakens",
        ),
        (
            "High Court hears case of the nurses' wages",
            "High Court hears challenge to barrage across the Severn",
        ),
        (
            "Akira ransomware hits Ohio school district",
            "Akira ransomware hits Texas county sheriff's office",
        ),
        ("Europol arrests three over DDoS service", "Europol arrests five over phishing kit"),
        (
            "Hospital in Cork diverts ambulances after hack",
            "Hospital in Porto diverts ambulances after blackout",
        ),
        (
            "Nurses in Quebec vote for strike after talks",
            "Teachers in Alberta vote for strike after ruling",
        ),
        (
            "Dutch court jails people smuggler for 12 years",
            "Dutch court jails leader of cocaine gang for 18 years",
        ),
        ("Solberg to stand again for mayor", "Solberg will not stand again for mayor"),
        ("Train drivers call strike for Monday", "Train drivers call off Monday's strike"),
    ],
)
def test_the_same_of_another_name_or_the_opposite_is_a_twin(twins, one, other):
    assert twins(one, other)
    assert twins(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wolf kills 30 sheep in Drenthe", "Drenthe farmer loses 30 sheep to wolf"),
        ("Magnitude 6.8 earthquake hits Chile", "Magnitude 6.8 earthquake hits Iquique"),
        ("Renault sales up 3% in March", "Renault sales rise 3% in March"),
        ("Wolf kills sheep", "Wolf kills sheep in Drenthe"),
        (
            "Volvo recalls cars over faulty seat belts",
            "Volvo recalls 72,000 cars over defective belts",
        ),
        ("Vestby resigns over share deals", "Vestby resigns over stock trades"),
        ("Nebraska sues TikTok over harm to children", "TikTok sued by Nebraska over addiction"),
        ("Vestby resigns over Tesla", "Norges Bank governor resigns over share deals"),
        ("Strike halts trams in Belgium", "Strike halts trams in Ghent"),
        ("Kenya bans plastic bags", "Kenyan court bans plastic bags"),
        ("EU approves Roche's drug", "Roche wins European approval for drug"),
        ("Sony Unveils Handheld at Tokyo Show", "Sony Launches Console at Tokyo Event"),
        ("TAIWAN BUYS U.S. CORN", "TAIWAN BUYS U.S. MAIZE"),
        ("Wolf kills sheep in Drenthe", ""),
    ],
)
def test_a_retelling_is_none(twins, one, other):
    assert not twins(one, other)


def test_what_a_name_is_called_otherwise_is_no_word_in_common_or_apart(item, zipf):
    reader = Reader(zipf, Names({"China": ["Chinese"], "Alphabet": ["Google"]}))

    def are(*titles):
        its, mine = (Report(reader.signature(item(each)), 0.0, each, each) for each in titles)
        event = OpenEvent(1, 1, 0.0)
        event.add(its)
        return are_twins(mine, event, its)

    assert are(
        "Chinese hackers breach Czech foreign ministry", "Chinese hackers breach Philippine navy"
    )
    assert are(
        "Apple loses appeal in Dutch dating app case", "Google loses appeal in German adtech case"
    )


def test_what_another_report_of_the_event_says_makes_no_twin(twins):
    assert not twins(
        "Wolf kills sheep in Drenthe", "Wolf in Overijssel", "Wolf kills sheep in Overijssel"
    )
    assert not twins("Renault sales up", "Renault: sales fall, profit up", "Renault sales fall")


def test_more_must_follow_alike_beginnings_where_it_isnt_known_what_words_mean(twins):
    hears = "Bundesgericht verhandelt über"
    dam = f"{hears} Klage gegen Staudamm im Wallis"
    assert twins(dam, f"{hears} Kündigung eines Lehrers aus Genf", lang="de")
    assert not twins(dam, f"{hears} Talsperre", lang="de")


def test_german_nouns_are_told_apart_from_names_by_how_many_differ(twins):
    strike = "Verdi ruft zu Warnstreik bei der BVG auf"
    assert twins(strike, "Verdi ruft zu Warnstreik bei der Hochbahn auf", lang="de")
    jobs = "Bahn streicht dreihundert Stellen in Kassel"
    assert not twins(jobs, "Bahn streicht dreihundert Arbeitsplätze in Hessen", lang="de")
