"""The page in a real browser: every page, what its script does, phones, the dark, accessibility."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import tomllib
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import (
    NoAlertPresentException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from monitor.alerts.alert import DeliveryState
from monitor.store.outbox import outbox

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
PATIENCE = 20
WIDE, PHONE = (1200, 900), (360, 740)

pytestmark = [
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="no chromium: sudo apt-get install chromium chromium-driver",
    ),
    pytest.mark.xdist_group("browser"),
]


class Browser:
    """Chromium at one page's server."""

    def __init__(self, profile: Path) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for flag in (
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *("--no-first-run", "--no-default-browser-check", "--no-proxy-server"),
            *("--disable-search-engine-choice-screen", f"--user-data-dir={profile}"),
        ):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        environ = os.environ | {"HOME": str(profile)}
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER, env=environ))
        self.url = ""

    def look(self, *, size=WIDE, dark=False):
        """Have a window of that size, by day or by night."""
        width, height = size
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        motion = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, motion]})

    def open(self, path):
        self.driver.get(self.url + path)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self):
        return self.one("main").text

    def run(self, script, *values):
        return self.driver.execute_script(script, *values)

    def until(self, condition):
        """Wait for it."""
        passing = (NoSuchElementException, StaleElementReferenceException)
        return WebDriverWait(self.driver, PATIENCE, 0.05, passing).until(
            lambda _: condition(), "it never happened"
        )

    def complaints(self):
        """What the browser's console says: errors, and whatever the policy refused."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] != "INFO" and "favicon" not in entry["message"]
        ]


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.driver.quit()


@pytest.fixture
def browser(chromium):
    """Without cookies, wide and light; at the end nothing has been complained of."""
    chromium.driver.get("about:blank")
    chromium.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    chromium.look()
    chromium.driver.get_log("browser")
    yield chromium
    complaints = chromium.complaints()
    chromium.driver.get("about:blank")
    assert complaints == []


@pytest.fixture
def at(browser, serve):
    """``at(room)``: the browser, at that room's page."""

    def at(room, **options):
        browser.url = serve(room, **options).url
        return browser

    return at


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core."""
    package = importlib.util.find_spec("axe_core_python").submodule_search_locations[0]
    return (Path(package) / "axe.min.js").read_text("utf-8")


def story_of(room, title):
    return (
        room.database.read()
        .execute("SELECT story_id FROM items WHERE title LIKE ?", [f"{title}%"])
        .fetchone()[0]
    )


def pages(room):
    return (
        *("/", "/matches?q=apple", "/matches/1", f"/story/{story_of(room, 'Apple settles')}"),
        *("/stories", "/rules", "/workbench?rule=Apple%20%2B%20Alibaba", "/feeds", "/feed/8"),
        "/feeds/add?search=Apple",
        *("/targets", "/targets/edit?name=mail", "/config", "/workbench?name=Storm%20Vega"),
        *("/alerts", "/nothing"),
    )


def ready(browser):
    """Wait until the page's script has done what it does at once."""
    browser.until(
        lambda: browser.run(
            """
            const busy = document.querySelector('[aria-busy="true"]');
            const sign = document.getElementById('live');
            const bench = document.querySelector('[data-bench]');
            const tried = !bench || document.querySelector('#trial .canonical, #trial .empty');
            return document.readyState === 'complete' && !busy && !(sign && sign.hidden) && tried;
            """
        )
    )


def violations(browser, only):
    """What axe-core finds wrong: rule → the elements."""
    return browser.driver.execute_async_script(
        """
        const [only, done] = arguments;
        axe.run(document, {runOnly: only, resultTypes: ['violations']}).then(found => done(
            Object.fromEntries(found.violations.map(
                each => [each.id, each.nodes.map(node => node.html + node.failureSummary)]))));
        """,
        only,
    )


ALL_OF_AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def test_every_page_is_accessible_by_day_and_by_night_and_fits_a_phone(at, room, axe):
    browser = at(room)
    found = {}
    for path in pages(room):
        browser.look()
        browser.open(path)
        ready(browser)
        browser.run(axe)
        found[path, "by day"] = violations(browser, ALL_OF_AXE)
        browser.look(dark=True)
        found[path, "by night"] = violations(browser, ALL_OF_AXE)
        browser.look(size=PHONE)
        if browser.run("return document.documentElement.scrollWidth > window.innerWidth"):
            found[path, "on a phone"] = "scrolls sideways"
        if path == "/nothing":
            browser.driver.get_log("browser")  # tells of the 404
    assert {where: what for where, what in found.items() if what} == {}


def test_today_grows_while_one_looks_at_it(at, room, newsroom):
    browser = at(room)
    browser.open("/")
    ready(browser)
    browser.until(lambda: browser.one("#live").text == "live")
    browser.one(".story h3 a").send_keys("")  # the keyboard is on a headline
    before = browser.run("return document.activeElement.href")
    count = len(browser.all(".story"))
    room.arrive(
        newsroom.report(0, "Tidewater Gazette", "Lighthouse keeper recycles a ship battery")
    )
    browser.until(lambda: "Lighthouse" in browser.text())
    browser.until(lambda: browser.one("#said").get_attribute("textContent") != "")
    assert len(browser.all(".story")) in {count, count + 1}
    assert browser.run("return document.activeElement.href") == before, "the place is kept"


def test_why_is_told_in_place(at, room):
    browser = at(room)
    browser.open("/matches?lang=de&rule=Apple%27s%20AI%20in%20China")
    link = browser.one("[data-why]")
    link.send_keys(Keys.SPACE)
    browser.until(lambda: "künstliche Intelligenz" in browser.one(".reasons").text)
    assert link.get_attribute("aria-expanded") == "true"
    link.click()
    assert not browser.one(".reasons").is_displayed()
    assert browser.driver.current_url.endswith("China")


def test_a_vote_is_cast_and_taken_back_without_leaving_the_page(at, room):
    def votes():
        return room.database.read().execute("SELECT id, vote FROM matches WHERE vote").fetchall()

    room.database.write(lambda db: db.execute("UPDATE matches SET vote = NULL"))
    browser = at(room)
    browser.open("/matches")
    bad = browser.all('.match [data-vote="bad"]')[1]
    bad.click()
    browser.until(lambda: bad.get_attribute("aria-pressed") == "true")
    assert [vote for _, vote in votes()] == [-1]
    good = browser.all('.match [data-vote="good"]')[1]
    good.click()
    browser.until(lambda: good.get_attribute("aria-pressed") == "true")
    assert bad.get_attribute("aria-pressed") == "false"
    assert [vote for _, vote in votes()] == [1]
    good.click()
    browser.until(lambda: votes() == [])


def test_a_dead_delivery_is_tried_again(at, room):
    browser = at(room)
    browser.open("/alerts")
    browser.one(".panel.is-bad form button").click()
    browser.until(lambda: "It will be sent" in browser.text())
    assert outbox.newest(room.database.read(), state=DeliveryState.DEAD, limit=1) == []


def test_a_rule_is_silenced_and_the_silence_ended(at, room):
    browser = at(room)
    browser.open("/alerts")
    browser.one("aside select#rule").send_keys("Storm Vega")
    browser.one("aside form.stack button").click()
    browser.until(lambda: "Silenced." in browser.text())
    browser.one("aside form.inline button").click()
    browser.until(lambda: "The silence has ended." in browser.text())


def test_the_workbench_tries_a_rule_as_it_is_typed(at, room):
    browser = at(room)
    browser.open("/workbench")
    field = browser.one("#rule")
    assert browser.run("return document.activeElement.id") == "rule"
    field.send_keys("Apple + (Ali")
    browser.until(lambda: browser.all("#trial .mistake .caret"))
    assert "^" in browser.one(".caret").text
    field.send_keys("baba)")
    browser.until(lambda: "9 matches" in browser.one("#trial").text)
    assert "Apple + Alibaba" in browser.one(".canonical").text
    assert browser.all("#trial svg.timeline g")
    assert "Alibaba" in {mark.text for mark in browser.all("#trial mark")}
    field.send_keys(" - chairman")
    browser.until(lambda: "8 matches" in browser.one("#trial").text)
    browser.until(lambda: "chairman" in browser.driver.current_url)
    # What stands in the address is tried when it is opened again.
    browser.driver.refresh()
    browser.until(lambda: "8 matches" in browser.one("#trial").text)


def test_hostile_titles_do_nothing(at, room, newsroom):
    title = newsroom.HOSTILE
    room.arrive(newsroom.report(3, "Skyline Radio", title, f"storm Vega {title}"))
    browser = at(room)
    (match,) = room.database.read().execute("SELECT max(id) FROM matches").fetchone()
    for path in (
        *("/", "/matches", f"/matches/{match}", f"/story/{story_of(room, '<img')}", "/alerts"),
        *("/feed/8", "/workbench?rule=Vega%20%2B%20Apple", f"/matches?q={title}"),
        "/workbench?rule=<img src=x onerror=alert(1)>",
    ):
        browser.open(path)
        if "workbench" in path:
            browser.until(lambda: browser.all("#trial .canonical, #trial .mistake"))
        for link in browser.all("[data-why]")[:2]:
            link.click()
            browser.until(lambda: browser.all(".reasons .hits"))
        with pytest.raises(NoAlertPresentException):
            browser.driver.switch_to.alert.accept()
        assert browser.run("return document.querySelectorAll('main img, main script').length") == 0
    # The title is no search that can be read: the browser notes the answer, and nothing else.
    assert all("status of 400" in complaint for complaint in browser.complaints())


def test_a_vote_that_does_not_count_is_told(at, room):
    """The daemon was restarted, and knows the forms of before no more."""
    browser = at(room)
    browser.open("/matches")
    browser.run(
        "for (const field of document.getElementsByName('form_token')) field.value = 'stale'"
    )
    browser.one(".votes [data-vote='good']").click()
    browser.until(lambda: "reload the page" in browser.one(".foot .wrong").text)
    assert browser.one(".votes [data-vote='good']").get_attribute("aria-pressed") == "false"
    browser.driver.get_log("browser")  # tells of the 403


def test_a_feeds_trouble_can_be_read_on_a_phone(at, room):
    """In lines of several words, not a word or two each."""
    browser = at(room)
    browser.look(size=PHONE)
    browser.open("/feeds")
    trouble = browser.one(".health:not(.ok)")
    assert len(trouble.text) > 40
    assert trouble.size["width"] > 150


@pytest.mark.parametrize("path", ["/rules", "/feeds", "/targets"])
def test_on_a_phone_a_table_is_a_card_for_each_row(at, room, path):
    browser = at(room)
    browser.look(size=PHONE)
    browser.open(path)
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    cells = browser.all(".list tbody tr:first-child td[data-label]")
    assert len(cells) >= 3
    assert all(cell.is_displayed() for cell in cells)
    name = browser.run("return getComputedStyle(arguments[0], '::before').content", cells[0])
    assert cells[0].get_attribute("data-label") in name
    # No word is broken in its middle.
    head = browser.one(".list tbody th a, .list tbody th")
    browser.run("arguments[0].textContent = 'console'", head)
    assert head.size["height"] < 40


def test_on_a_phone_no_two_times_below_the_chart_run_into_each_other(at, room):
    browser = at(room)
    browser.look(size=PHONE)
    browser.open("/")
    shown = browser.run(
        "return [...document.querySelectorAll('svg.timeline text.hour')]"
        ".map(text => text.getBoundingClientRect()).filter(box => box.width)"
        ".map(box => [box.left, box.right])"
    )
    assert len(shown) >= 3
    assert all(before[1] < after[0] for before, after in itertools.pairwise(sorted(shown)))


def test_on_a_phone_alerts_are_short_and_silences_come_first(at, room):
    browser = at(room)
    browser.look(size=PHONE)
    browser.open("/alerts")
    assert browser.run("return document.documentElement.scrollHeight") < 3_600
    assert (
        browser.one("aside summary").location["y"]
        < browser.one(".outbox h2, #outbox").location["y"]
    )
    browser.one("aside summary").click()
    assert browser.one("aside select#rule").is_displayed()


def test_a_rule_is_written_tried_saved_and_taken_back(at, room):
    browser = at(room)
    browser.open("/workbench")
    browser.one("#rule").send_keys("Apple + Alibaba")
    browser.until(lambda: "it would have sent each target" in browser.one("#trial").text)
    browser.one("#new_name").send_keys("Alibaba deal")
    browser.one('[name="target1"]').click()
    browser.one('[formaction="/rules/save"]').click()
    browser.until(lambda: 'Rule "Alibaba deal" added. It takes effect' in browser.text())
    assert "in use within seconds" in browser.text()
    rule = tomllib.loads(room.config.path.read_text())["rules"][-1]
    assert rule == {"name": "Alibaba deal", "match": "Apple + Alibaba", "targets": ["desk"]}
    browser.one(".notice button").click()
    browser.until(lambda: 'Undone: rule "Alibaba deal" removed.' in browser.text())
    assert "Alibaba deal" not in room.config.path.read_text()
    assert browser.one(".notice button").text == "Redo"
    browser.one(".notice button").click()
    browser.until(lambda: 'Undone: rule "Alibaba deal" added.' in browser.text())
    assert "Alibaba deal" in room.config.path.read_text()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_whatever_is_long_stays_on_the_page(at, room, newsroom, size):
    endless = f"storm Vega {'W' * 400}"
    room.arrive(newsroom.report(3, "Skyline Radio", endless, endless))
    (match,) = room.database.read().execute("SELECT max(id) FROM matches").fetchone()
    room.database.write(  # the longest of reasons
        lambda db: db.execute("UPDATE matches SET withheld = 'backfill' WHERE id = ?", [match])
    )
    story = story_of(room, "storm Vega W")
    browser = at(room)
    browser.look(size=size)
    pages = ("/", "/matches", f"/matches/{match}", f"/story/{story}", "/stories", "/alerts")
    for path in (*pages, "/feed/8"):
        browser.open(path)
        assert not browser.run("return document.documentElement.scrollWidth > innerWidth"), path


def test_the_keyboard_reaches_everything_and_is_seen(at, room):
    browser = at(room)
    browser.open("/")
    ready(browser)
    browser.one("body").send_keys(Keys.TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    assert browser.run("return document.activeElement.getBoundingClientRect().top") >= 0
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "main"
    browser.driver.switch_to.active_element.send_keys(Keys.TAB)
    style = "return getComputedStyle(document.activeElement).outlineStyle"
    assert browser.run(style) == "solid"


def test_the_door_opens_with_the_password(at, make_room):
    browser = at(make_room(web='listen = "127.0.0.1:0"\npassword = "correct horse"'))
    browser.open("/rules")
    browser.one("#password").send_keys("wrong", Keys.ENTER)
    browser.until(lambda: "Wrong password or token. Try again." in browser.text())
    browser.driver.get_log("browser")  # tells of the 401
    browser.one("#password").send_keys("correct horse", Keys.ENTER)
    browser.until(lambda: browser.driver.current_url.endswith("/rules"))
    assert browser.run("return document.cookie") == "", "no script can read the cookie"
    browser.one("header form[action='/logout'] button").click()
    browser.until(lambda: "/login" in browser.driver.current_url)


def test_everything_works_without_the_script(at, room):
    browser = at(room)
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open("/matches")
        browser.one('.match [data-vote="good"]').click()
        browser.until(lambda: "Your vote is counted" in browser.text())
        browser.one("a.why").click()
        browser.until(lambda: "Why it matched" in browser.text())
        browser.open("/workbench?rule=Apple%20%2B%20Alibaba")
        browser.one("#bench button").click()
        browser.until(lambda: "9 matches" in browser.text())
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
