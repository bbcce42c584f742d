import pickle
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.cluster.packing import pack
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind, Parsed
from monitor.inbound.prepared import Prepared
from monitor.item import Item
from monitor.rules import Hit, HitKind, Match
from monitor.store.search.text_index import Indexed
from monitor.stories import ReadItem, Reason

HIT = Hit(term="a", field="title", start=0, end=1, found="a", kind=HitKind.TYPO, score=0.9)
ITEM = Item(feed="https://news.example/", key="k", title="A ship is late", tags=("sea", "trade"))
MATCH = Match(rule="ships", hits=(HIT,), score=0.9)
INDEXED = Indexed(tokens=("a ship is late", ""), words=frozenset({"ship", "late"}))
READ = ReadItem(signature=b"\x93\x00", texts={Reason.SAME_LINK: 7})
FOUND = Prepared(
    matches=(MATCH,), near_misses=b"\x90", undecided=("ships",), indexed=INDEXED, read=READ
)
PARSED = Parsed(
    url=ITEM.feed,
    items=(ITEM,),
    validators=Validators(etag='"x"'),
    body_hash="h",
    prepared={ITEM.key: FOUND},
    seen=b"\x00\x01",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    one: str = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Base):
    two: tuple[int, ...] = field(default=(), compare=False)


@dataclass
class Loose:
    one: list[int]


def unpacked(value):
    return pickle.loads(pack(value))


def test_what_polls_bring_arrives_as_it_was():
    assert unpacked(PARSED) == PARSED
    failed = Failed(url="x", kind=FailureKind.DNS, message="no such host")
    assert unpacked((failed, PARSED)) == (failed, PARSED)
    assert unpacked(PARSED).prepared[ITEM.key].matches[0].hits[0].kind is HitKind.TYPO


@given(st.text(), st.lists(st.integers()))
def test_fields_of_a_base_travel_and_so_does_what_has_no_slots(text, numbers):
    extended = unpacked(Extended(one=text, two=tuple(numbers)))
    assert (extended.one, extended.two) == (text, tuple(numbers))
    assert unpacked(Loose(numbers)) == Loose(numbers)


def test_what_was_packed_can_be_changed_by_replace_and_is_equal_to_what_was_made_anew():
    title = "A ship is early"
    assert replace(unpacked(ITEM), title=title) == replace(ITEM, title=title)
    assert hash(unpacked(ITEM)) == hash(ITEM)
