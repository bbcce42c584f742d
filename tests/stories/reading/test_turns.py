"""What says that an event was taken further is known in many languages."""

import pytest

from monitor.stories.reading.turn import Turn
from monitor.stories.reading.turns import said, that_count, turns


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Siemens denies merger talks", {Turn.DENIED}),
        ("Siemens DEMENTIERT Fusionsgespräche", {Turn.DENIED}),
        ("Le groupe dément toute fusion", {Turn.DENIED}),
        ("Москва опровергла сообщения", {Turn.DENIED}),
        ("Siemens confirms merger talks", {Turn.CONFIRMED}),
        ("Two arrested, one charged", {Turn.ARREST, Turn.CHARGE}),
        ("Former minister found guilty", {Turn.VERDICT, Turn.FOUND}),
        ("Former minister jailed for six years", {Turn.SENTENCE}),
        ("EU approves merger after delay", {Turn.APPROVAL}),
        ("Launch postponed", {Turn.DELAY}),
        ("Port reopens", {Turn.RESUMPTION}),
        ("Investors sue Siemens", {Turn.LAWSUIT}),
        ("TikTok takes Denmark to court", {Turn.LAWSUIT}),
        ("Siemens to appeal against fine", {Turn.APPEAL, Turn.FINED}),
        ("Siemens legt Berufung ein", {Turn.APPEAL}),
        ("Police appeal for witnesses", set()),
        ("Siemens chief steps down", {Turn.RESIGNATION}),
        ("Siemens-Chef tritt zurück", {Turn.RESIGNATION}),
        ("Siemens steps up spending", set()),
        ("Union walks out of talks", {Turn.FAILURE}),
        ("Verhandlungen mit Siemens gescheitert", {Turn.FAILURE}),
        ("Two hostages released", {Turn.RELEASE}),
        ("Schools reopen", {Turn.RESUMPTION}),
        ("Siemens releases new turbine", set()),
        ("Siemens buys a rival", {Turn.DEAL}),
        ("Treasurer released on bail", {Turn.BAIL}),
        ("Rival raises its bid for Siemens", {Turn.HIGHER_BID}),
        ("Siemens raises wages", set()),
        ("Minister survives no-confidence vote", {Turn.VOTE}),
        ("Siemens turns down offer", {Turn.REJECTION}),
        ("Siemens lehnt Angebot ab", {Turn.REJECTION}),
        ("Space agency scrubs launch", {Turn.CANCELLATION}),
        ("Favourite pulls out of race", {Turn.WITHDRAWAL}),
        ("Airport closed again", {Turn.REPETITION, Turn.CLOSED}),
        ("Leaders delay decision", {Turn.DELAY}),
        ("Police storm bank, hostages safe", {Turn.RELEASE}),
        ("Mistrial in Brecker case", {Turn.VERDICT}),
        ("Recount in three provinces", {Turn.RECOUNT}),
        ("President sworn in", {Turn.INAUGURATION}),
        ("Cyclone makes landfall", {Turn.LANDFALL}),
        ("Regierung ruft Notstand aus", {Turn.EMERGENCY}),
        ("Second victim of mill blaze", {Turn.ANOTHER}),
        ("Court blocks mill sale", {Turn.COURT_ORDER}),
        ("Mill halts production", {Turn.STOPPED, Turn.HALTED}),
        ("Guild boycotts poll", {Turn.BOYCOTT}),
        ("Police search mill", {Turn.RAID}),
        ("Rival tops bid for mill", {Turn.RIVAL_BID}),
    ],
)
def test_the_words_of_a_title_say_how_it_was_taken_further(title, found):
    assert turns(title.replace(",", "").split()) == found


@pytest.mark.parametrize(
    ("before", "title", "counts"),
    [
        ("Girl missing in Truro", "Girl found safe in Truro", True),
        ("Wanderer vermisst", "Wanderer tot gefunden", True),
        ("Girl hurt in Truro", "Girl found safe in Truro", False),
        ("Rider in coma after crash", "Rider dies after crash", True),
        ("Rider falls at Tour", "Rider dies after fall at Tour", False),
        ("Minister im Krankenhaus", "Minister nach Berlin geflogen", True),
        ("Team in Rom", "Team nach Berlin geflogen", False),
        ("Mina se derrumba: derrumbe en Oruro", "Un superviviente en la mina", True),
        ("Rival makes bid for Siemens", "Siemens agrees to sale", True),
        ("Siemens opens plant", "Siemens agrees to sale", False),
        ("Salad linked to outbreak", "Salad recalled", True),
        ("Dockers vote on walkout", "Strike shuts port", True),
        ("Streik der Lokführer", "Einigung mit den Lokführern", True),
        ("Coach crash injures nine", "Coach crash victim dies", True),
        ("Coach crash shuts road", "Coach crash victim dies", False),
        ("Neun Verletzte bei Unfall", "Erste Tote nach Unfall", True),
        ("Séisme en mer", "Un pêcheur décédé", True),
        ("Salmonella outbreak in Leeds", "Salmonella traced to eggs", True),
        ("Nurses to strike", "Nurses extend walkout", True),
        ("Gallery opens", "Gallery extends hours", False),
        ("Hackers hit clinic", "Clinic's files leaked", True),
        ("Critical flaw in VPN gateways", "VPN flaw exploited in attacks", True),
        ("Lücke in Gateways", "Lücke in Gateways wird ausgenutzt", True),
        ("Hackers hit clinic", "Clinic says sorry to patients", True),
        ("Data breach at airline", "Regulator fines airline", True),
        ("Cloud outage shuts banks", "Cloud is back after six hours", True),
        ("Flaw in routers", "Agencies ordered to unplug routers", True),
        ("Cyberangriff auf Bank", "Bank räumt Fehler ein", True),
        ("Exchange hacked", "Hacker returns half of coins", True),
        ("Choir on tour", "Choir is back in Leeds", False),
        ("Refugees arrive in Lesbos", "Refugees exploited on farms", False),
        ("Protesters march", "Police use tear gas", True),
        ("Truce talks go on", "Truce signed", True),
        ("Miners trapped in shaft", "Two miners rescued", True),
    ],
)
def test_some_count_only_after_what_was_said_before(before, title, counts):
    assert bool(that_count(turns(title.split()), before.split())) is counts


def test_a_zero_day_was_exploited_from_the_start():
    assert Turn.EXPLOITED in said(["Zero-day", "in", "gateways"])


def test_a_report_may_tell_it_in_words_that_are_no_turn_by_themselves():
    assert Turn.ARREST in said(["Man", "held", "over", "theft"])
    assert not turns(["Man", "held", "over", "theft"])
