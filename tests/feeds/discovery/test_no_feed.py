"""Sites without feeds."""

import pytest

from monitor.feeds.discovery.no_feed import without_feed


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("https://t.me/durov", "Telegram has no feeds"),
        ("https://x.com/nasa", "X (Twitter)"),
        ("https://mobile.twitter.com/nasa", "X (Twitter)"),
        ("https://www.facebook.com/nasa", "Facebook"),
        ("https://instagram.com/nasa", "Instagram"),
        ("https://www.linkedin.com/company/nasa", "LinkedIn"),
        ("https://groups.google.com/g/comp.lang.python", "Google Groups"),
        ("https://www.tiktok.com/@nasa", "TikTok"),
    ],
)
def test_a_site_without_feeds_says_what_can_be_done(page, says):
    said = without_feed(page)
    assert says in said
    assert len(said) > 80


@pytest.mark.parametrize("page", ["https://netflix.com/", "https://fax.com/", "http://[x"])
def test_other_sites_are_not_taken_for_these(page):
    assert without_feed(page) == ""
