"""Trees: joining them, and walking them."""

from monitor.rules.language.query import (
    And,
    Near,
    NOf,
    Not,
    Or,
    Scoped,
    Term,
    all_of,
    any_of,
    children,
    terms,
    walk,
)

A, B, C, D, E, F = map(Term, "ABCDEF")
TREE = And((Or((A, Near(B, C))), Scoped("title", NOf(1, (D, E))), Not(And((F, Not(A))))))


def test_joining_takes_apart_what_is_joined_the_same_way_already():
    assert all_of([A, And((B, C)), Or((D, E))]) == And((A, B, C, Or((D, E))))
    assert any_of([A, Or((B, C)), And((D, E))]) == Or((A, B, C, And((D, E))))


def test_one_part_alone_stays_itself():
    assert all_of([A]) == any_of([A]) == A


def test_walking_gives_each_node_before_its_parts():
    assert list(walk(Near(A, Or((B, C))))) == [Near(A, Or((B, C))), A, Or((B, C)), B, C]


def test_terms_come_in_written_order():
    assert list(terms(TREE)) == [A, B, C, D, E, F, A]


def test_what_stands_under_a_not_can_be_left_out():
    assert list(terms(TREE, negatives=False)) == [A, B, C, D, E]
    assert not any(isinstance(node, Not) for node in walk(TREE, negatives=False))


def test_a_term_has_no_parts():
    assert children(A) == ()
