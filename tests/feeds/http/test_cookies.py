"""Facts about the cookies of one fetch."""

from monitor.feeds.http.cookies import header_for, with_set


def test_a_cookie_goes_back_to_the_host_that_set_it():
    cookies = with_set((), "a.example", ["one=1; Path=/; HttpOnly", "two=x=y"])
    assert header_for(cookies, "a.example") == "one=1; two=x=y"
    assert header_for(cookies, "b.example") == ""


def test_a_new_value_replaces_the_old_one():
    cookies = with_set((("a.example", "id", "1"), ("b.example", "id", "9")), "a.example", ["id=2"])
    assert header_for(cookies, "a.example") == "id=2"
    assert header_for(cookies, "b.example") == "id=9"


def test_what_is_no_cookie_is_left_out():
    headers = ["", ";", "nothing", "=x", "odd=\x01", "long=" + "y" * 5_000]
    assert with_set((), "a.example", headers) == ()


def test_there_are_never_many():
    assert len(with_set((), "a.example", [f"c{n}=1" for n in range(1_000)])) == 20
