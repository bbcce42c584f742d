"""Which recipients of a message have it."""

from __future__ import annotations

from monitor.alerts.sending.receipts import MAX_MESSAGES, Receipts


def test_who_has_it_is_not_asked_again():
    receipts = Receipts()
    receipts.add("k", "b")

    assert receipts.missing("k", ("a", "b", "c")) == ("a", "c")
    assert receipts.missing("other", ("a", "b")) == ("a", "b")


def test_a_message_that_all_have_is_forgotten():
    receipts = Receipts()
    receipts.add("k", "a")
    receipts.settle("k")
    receipts.settle("k")

    assert receipts.missing("k", ("a",)) == ("a",)


def test_only_the_last_messages_are_kept():
    receipts = Receipts()
    for number in range(MAX_MESSAGES + 1):
        receipts.add(str(number), "a")

    assert receipts.missing("0", ("a",)) == ("a",)
    assert receipts.missing("1", ("a",)) == ()
