import pickle
from dataclasses import replace

from monitor.feeds.cluster.batch import Answer, Batch, NotBegun, Sealed, seal, unseal
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import PollRequest, Unchanged

CANARY = "canary-4f1d"


def batch():
    request = PollRequest(
        url=f"https://news.example/{CANARY}",
        headers=(("Authorization", CANARY),),
        auth=("me", CANARY),
    )
    return Batch(poller="x", start_by=1.0, run="y", requests=(request,) * 40)


def test_what_travels_arrives():
    assert unseal(pickle.loads(pickle.dumps(seal(batch())))) == batch()
    assert unseal(seal(Answer((NotBegun(),), is_leaving=True))).is_leaving


def test_what_travels_shows_nothing_of_what_it_holds():
    assert CANARY not in repr(batch())
    sealed = seal(batch())
    assert repr(sealed) == f"<sealed, {len(sealed.data):,} bytes>"


def test_many_outcomes_travel_in_little_space():
    unchanged = Unchanged(url="https://news.example/", validators=Validators(), body_hash="x" * 32)
    outcomes = tuple(replace(unchanged, url=f"https://news.example/{n}") for n in range(40))
    assert len(seal(Answer(outcomes)).data) < 40 * 20


def test_what_is_small_is_not_compressed():
    assert seal(Answer((NotBegun(),))).data[:1] == b"p"
    assert isinstance(seal(Answer(())), Sealed)
