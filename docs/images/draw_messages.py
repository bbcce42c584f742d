"""Draw the pictures of messages: what services are really sent, as they show it.

    .venv/bin/python docs/images/draw_messages.py [NAME …]

The news is invented (message_news.py). It is worded, sent and edited by the program itself, over
HTTP and SMTP, to the stand-ins that the tests have of Slack, Discord, Telegram and others; what
arrived there is drawn (message_looks.py) by a real browser. So the pictures change only where the
messages do, but for the dates of the console's samples and a webhook's time. Needs chromium and
chromedriver, as the tests of the page do, and Pillow.
"""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

import message_looks as looks  # noqa: E402
import message_news as news  # noqa: E402

from monitor.alerts.alert import Content, Message, Sent  # noqa: E402
from monitor.alerts.answers import Answers, Tokens  # noqa: E402
from monitor.alerts.buttons import Look, Standing  # noqa: E402
from monitor.alerts.planning.policy import Target  # noqa: E402
from monitor.alerts.sending.send import kind_of, open_editor, open_sender  # noqa: E402
from monitor.alerts.wording.render import render  # noqa: E402
from tests.alerts.servers import MailServer, WebhookServer  # noqa: E402
from tests.alerts.services import DiscordApi, Service, SlackApi, TelegramApi  # noqa: E402
from tests.web.test_browser import Browser  # noqa: E402

PAGE = "https://news.example.org"
SECRET = "whsec_" + base64.b64encode(b"no secret, for it stands in here").decode()
SHARP = 2
"""Pixels of the picture to one of the page."""
COLOURS = 32
ANSWERED = Standing(
    vote=1, voted_by="Ann in desk", rule_until=news.NOW + timedelta(days=1), rule_by="Ben in desk"
)
"""What two readers have said by buttons."""


class Desk:
    """A target: words messages as the daemon does, and sends and edits them."""

    def __init__(self, url: str, *, answers: bool = True, look: Look | None = None) -> None:
        self._target = Target(name="desk", url=url, kind=kind_of(url), secrets=_secrets(url))
        self._answers = Answers(Tokens(b"of pictures"), PAGE, "desk") if answers else None
        self._look = look
        self._send = open_sender(self._target, timezone=news.ZONE)

    def worded(self, content: Content, *, look: Look | None = None) -> Message:
        """The message as the target's kind shows it."""
        return render(
            content,
            self._target.kind,
            key=content.key,
            timezone=news.ZONE,
            page_url=PAGE,
            answers=self._answers,
            look=look or self._look,
            buttons=self._look is not None,
        )

    def send(self, content: Content) -> Sent:
        """Send it; it has to arrive."""
        result = self._send(self.worded(content))
        if not isinstance(result, Sent):
            raise SystemExit(f"not sent: {result.reason}")
        return result

    def edit(self, sent: Sent, content: Content, *, look: Look | None = None) -> None:
        """Have what was sent read as the content does now."""
        edit = open_editor(self._target)
        if edit is None:
            raise SystemExit("this target's messages can't be edited")
        edit(sent.posts[0], self.worded(content, look=look))


def _secrets(url: str) -> tuple[str, ...]:
    return (SECRET,) if url.startswith("webhook+") else ()


def grown(desk: Desk, service: Service, *, look: Look | None = None) -> None:
    """The deal is told when one outlet has it, and has reached three by now."""
    sent = desk.send(news.deal())
    desk.edit(sent, news.deal(**news.GREW), look=look)
    if not service.shown[-1].edits:
        raise SystemExit("nothing was edited")


def slack(drawer: Drawer) -> None:
    """A message that has grown; what follows in the story; an edit; a spike; a digest."""
    with SlackApi() as api:
        desk = Desk(api.target("#newsroom"), look=lambda _: Standing())
        grown(desk, api, look=lambda _: ANSWERED)
        buttons = api.shown[0].said
    drawer.window("slack-buttons", "", looks.slack(buttons, time="9:14 AM", edited=True))
    with SlackApi() as api:
        desk = Desk(api.target("#newsroom"))
        grown(desk, api)
        for content in (news.review(), news.approved(), news.spike(), news.a_digest()):
            desk.send(content)
        first, review, approved, spike, digest = (each.said for each in api.shown)
    drawer.window("slack", "", looks.slack(first, time="9:14 AM", edited=True))
    reply = news.deal().item.title
    drawer.window(
        "slack-story",
        "",
        looks.slack(review, time="12:40 PM", reply=reply)
        + looks.slack(approved, time="1:15 PM", reply=reply),
    )
    drawer.window("slack-spike", "", looks.slack(spike, time="9:54 AM"))
    drawer.window("slack-digest", "", looks.slack(digest, time="9:30 AM"))


def discord(drawer: Drawer) -> None:
    """A message that has grown."""
    with DiscordApi() as api:
        grown(Desk(api.target()), api)
        shown = looks.discord(api.shown[0].said, time="Today at 09:14", edited=True)
    drawer.window("discord", "dark", shown)


def telegram(drawer: Drawer) -> None:
    """A message that has grown, to which somebody has said something by its buttons."""
    with TelegramApi() as api:
        grown(Desk(api.target(), look=lambda _: Standing()), api, look=lambda _: ANSWERED)
        shown = looks.telegram(api.shown[0].said, time="09:21", edited=True)
    drawer.window("telegram", "chat", shown)


def ntfy(drawer: Drawer) -> None:
    """A push message."""
    with WebhookServer() as server:
        Desk(f"ntfy://127.0.0.1:{server.port}/newsroom", answers=False).send(news.deal())
        (post,) = server.posts
    drawer.window("ntfy", "push", looks.ntfy(post.json, time="09:14"))


def webhook(drawer: Drawer) -> None:
    """What a program gets."""
    with WebhookServer() as server:
        Desk(f"webhook+{server.url('/hooks/news')}").send(news.deal(**news.GREW))
        (post,) = server.posts
    drawer.window("webhook", "code", looks.webhook(post.headers, post.body))


def mail(drawer: Drawer) -> None:
    """By e-mail: by day, by night, a digest, a spike."""
    with MailServer() as server:
        desk = Desk(server.url())
        for content in (news.deal(**news.GREW), news.a_digest(), news.spike()):
            desk.send(content)
        alert, digest, spike = map(_html, server.wait_for(3))
    drawer.mail("email", alert)
    drawer.mail("email-dark", alert, dark=True)
    drawer.mail("digest-email", digest)
    drawer.mail("spike-email", spike)


def console(drawer: Drawer) -> None:
    """What ``news-monitor init`` and ``once`` print of the sample feed."""
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {
            "FORCE_COLOR": "1",
            "COLUMNS": "104",
            "PYTHONPATH": str(HERE.parents[1]),
        }
        command = [sys.executable, "-m", "monitor"]
        subprocess.run([*command, "init", folder], check=True, capture_output=True, env=environ)
        config = ["--config", f"{folder}/config.toml"]
        done = subprocess.run(
            [*command, "once", *config], check=True, capture_output=True, text=True, env=environ
        )
    recorder = Console(record=True, file=io.StringIO(), width=100, force_terminal=True)
    recorder.print(Text.from_ansi(done.stdout.strip("\n")), soft_wrap=True)
    html = recorder.export_html(inline_styles=True, code_format="{code}")
    drawer.window("console", "terminal", html)


def _html(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


class Drawer:
    """Chromium, and the folder that pictures go to."""

    def __init__(self, folder: Path) -> None:
        self._page = folder / "message.html"
        self._browser = Browser(folder / "chromium")
        self._browser.driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})

    def quit(self) -> None:
        """Close the browser."""
        self._browser.driver.quit()

    def window(self, name: str, kind: str, body: str) -> None:
        """Draw messages in a service's window."""
        self._draw(name, looks.window(kind, body), "#shot", width=1000, dark=False)

    def mail(self, name: str, html: str, *, dark: bool = False) -> None:
        """Draw a mail as a reader of mail shows it."""
        self._draw(name, html, "body", width=680, dark=dark)

    def _draw(self, name: str, html: str, selector: str, *, width: int, dark: bool) -> None:
        self._page.write_text(html, encoding="utf-8")
        self._browser.look(size=(width, 400), dark=dark)
        self._browser.driver.get(self._page.as_uri())
        box = self._browser.run(
            "const box = document.querySelector(arguments[0]).getBoundingClientRect();"
            "return [box.x, box.y, box.width, box.height]",
            selector,
        )
        x, y, wide, high = box
        clip = {"x": x, "y": y, "width": wide, "height": high, "scale": SHARP}
        shot = self._browser.driver.execute_cdp_cmd(
            "Page.captureScreenshot",
            {"format": "png", "clip": clip, "captureBeyondViewport": True},
        )
        picture = Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")
        small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(HERE / f"{name}.png", optimize=True)


DRAWN: Mapping[str, Callable[[Drawer], None]] = {
    each.__name__: each for each in (slack, discord, telegram, ntfy, webhook, mail, console)
}


def main(*names: str) -> None:
    """Draw the named kinds of message, or all, in the place of the old pictures."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        drawer = Drawer(Path(folder))
        stack.callback(drawer.quit)
        for name in names or DRAWN:
            DRAWN[name](drawer)


if __name__ == "__main__":
    main(*sys.argv[1:])
