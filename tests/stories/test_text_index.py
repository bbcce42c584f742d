"""Which open events have the same text."""

from monitor.stories.assignment import Reason
from monitor.stories.event import OpenEvent
from monitor.stories.text_index import TextIndex


def test_a_text_leads_to_the_events_that_have_it_and_their_feeds():
    index, one, other = TextIndex(), OpenEvent(1, 1, 0.0), OpenEvent(2, 2, 0.0)
    index.add(one, "wire", {Reason.SAME_LINK: 11, Reason.COPY: 12})
    index.add(one, "wire", {Reason.SAME_LINK: 11})
    index.add(one, "globe", {Reason.SAME_LINK: 11})
    index.add(other, "wire", {Reason.SAME_LINK: 11})
    assert index.events(11) == ((1, "wire"), (1, "globe"), (2, "wire"))
    assert index.events(12) == ((1, "wire"),)
    assert index.events(13) == ()


def test_a_closed_event_leaves_nothing_and_others_stay():
    index, one, other = TextIndex(), OpenEvent(1, 1, 0.0), OpenEvent(2, 2, 0.0)
    index.add(one, "wire", {Reason.SAME_LINK: 11, Reason.COPY: 12})
    index.add(one, "globe", {Reason.SAME_LINK: 11})
    index.add(other, "wire", {Reason.SAME_LINK: 11})
    index.discard(one)
    assert index.events(11) == ((2, "wire"),)
    assert index.events(12) == ()
