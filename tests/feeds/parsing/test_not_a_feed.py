"""Facts about what stands in a feed's place."""

import pytest

from monitor.feeds.parsing.not_a_feed import not_a_feed


def page(title="", body=""):
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "text",
    [
        page("Just a moment..."),
        page("Attention Required! | Cloudflare"),
        page("News", '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate.js"></script>'),
        page("", '<div class="g-recaptcha" data-sitekey="1"></div>'),
        page("", '<iframe src="https://newassets.hcaptcha.com/x"></iframe>'),
        page("", '<div class="cf-turnstile"></div>'),
        page("", '<script src="https://ct.captcha-delivery.com/c.js"></script>'),
        page("Making sure", '<link href="/.within.website/x/xess/xess.css">'),
        page("Verifying you are human"),
    ],
)
def test_a_page_that_asks_for_a_person_is_told(text):
    assert "asks for proof of being human" in not_a_feed(text)


def test_a_page_that_asks_for_a_login_is_told():
    said = not_a_feed(page("Sign in", "<form><input name=p type='password'></form>"))
    assert "asks for a login" in said
    assert '"Sign in"' in said


def test_a_page_is_told_by_its_title():
    assert 'a web page ("Account suspended"), not a feed' in not_a_feed(page("Account suspended"))
    assert "a web page, not a feed" in not_a_feed(page())


def test_a_title_does_no_harm():
    said = not_a_feed(page("a\x1b[31m&#27;[2J\u202e" + "x" * 500))
    assert said.isprintable()
    assert len(said) < 250


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("%PDF-1.7 and more", "a PDF"),
        ("\x89PNG\r\n\x1a\n\x00", "a binary file"),
        ("Error establishing a database connection", "plain text"),
        ("\ufeff\r\n", "is empty"),
        ("<Error><Code>AccessDenied</Code></Error>", "its root is <error>"),
    ],
)
def test_what_else_comes_is_called_by_its_name(text, words):
    assert words in not_a_feed(text)
