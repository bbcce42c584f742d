"""Draw the pictures of the page: a newsroom's month, served for real, seen by a real browser.

    .venv/bin/python docs/images/draw_page.py [NAME …]

Needs chromium and chromedriver, as the tests of the page do. The news is theirs, too
(tests/web/newsroom.py), so the pictures change only where the page does.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Container
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from monitor.alerts.answers import Answer, Answers, Tokens  # noqa: E402
from monitor.config import load_config  # noqa: E402
from monitor.store.answer_key import answer_key  # noqa: E402
from monitor.store.writing import alerts  # noqa: E402
from monitor.web.context import Desk  # noqa: E402
from monitor.web.server import WebServer  # noqa: E402
from tests.web.newsroom import NOW, busy  # noqa: E402
from tests.web.test_browser import Browser  # noqa: E402

WIDE, PHONE = (1200, 860), (360, 780)
PAGES = ("today", "matches", "story", "workbench", "phone", "answer")
RULE = "Apple + China + AI - chairman"


def main(names: Container[str]) -> None:
    """Draw those of these names, in the place of the old ones."""
    with tempfile.TemporaryDirectory() as folder:
        room = busy(Path(folder), Path(folder) / "words", days=30, a_day=6)
        path = room.config.path
        path.write_text(f"answers = true\n{path.read_text('utf-8')}", "utf-8")
        config = load_config(path, environ={})
        desk = Desk(
            config,
            config.web,
            write=room.database.write,
            words=room.words,
            clock=lambda: NOW,
        )
        server = WebServer.start(desk)
        browser = Browser(Path(folder) / "chromium")
        browser.url = server.url
        try:
            draw(browser, desk, names)
        finally:
            browser.driver.quit()
            server.stop()
            room.close()


def biggest_story(desk: Desk) -> int:
    """Return the id of the story with the most reports."""
    (story,) = (
        desk.read()
        .execute("SELECT story_id FROM items GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
        .fetchone()
    )
    return int(story)


def answer_link(desk: Desk) -> str:
    """Return where the one link leads that a message has room for."""
    alert = alerts.last(desk.read())[0]
    tokens = Tokens(answer_key(desk.config.database))
    return Answers(tokens, "", "desk").url(alert, Answer.CHOOSE)


def draw(browser: Browser, desk: Desk, names: Container[str]) -> None:
    """Look at each page and keep what is seen."""
    browser.driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    browser.look(size=WIDE)
    for name, path in {
        "today": "/",
        "matches": "/matches?q=alibaba",
        "story": f"/story/{biggest_story(desk)}",
    }.items():
        if name in names:
            browser.open(path)
            keep(browser, name)
    if "workbench" in names:
        browser.open("/workbench")
        browser.one("#rule").send_keys(RULE)
        browser.until(lambda: "items of the" in browser.one("#trial").text)
        keep(browser, "workbench")
    browser.look(size=PHONE)
    for name, path in {"phone": "/", "answer": answer_link(desk)}.items():
        if name in names:
            browser.open(path)
            keep(browser, name)


def keep(browser: Browser, name: str) -> None:
    """Save what the window shows."""
    time.sleep(0.3)  # the last transition
    browser.driver.save_screenshot(str(HERE / f"page-{name}.png"))


if __name__ == "__main__":
    main(sys.argv[1:] or PAGES)
