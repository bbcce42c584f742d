"""What services make of the payloads they are sent, as HTML: enough of each to see how it looks.

Each function takes what the service took over HTTP, and returns what stands in its window. Words
are escaped here, as the service does; nothing is added that the service doesn't show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

Json = Mapping[str, Any]

WIDTH = 150
"""Characters of a line of JSON."""
_URL = re.compile(r"https?://[^\s<]+")
_BOLD = re.compile(r"\*(.+?)\*")
_DISCORD = re.compile(r"\\(.)|\*\*(.+?)\*\*|\*(.+?)\*|(https?://\S+)", re.DOTALL)
_JSON = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null|-?[0-9.]+)\b')


def slack(said: Json, *, time: str, edited: bool = False, reply: str = "") -> str:
    """A message of blocks; as a reply that is shown in the channel too, with what it replies to."""
    body = "".join(map(_block, said["blocks"]))
    mark = '<span class="soft"> (edited)</span>' if edited else ""
    to = f'<div class="reply">replied to a thread: <u>{escape(reply)}</u></div>' if reply else ""
    return _post("slack", "news-monitor", "APP", time, f"{to}{body}{mark}")


def _block(block: Json) -> str:
    match block["type"]:
        case "context":
            inner = " &nbsp; ".join(
                _mrkdwn(each["text"]) if each["type"] == "mrkdwn" else escape(each["text"])
                for each in block["elements"]
            )
            return f'<div class="context">{inner}</div>'
        case "actions":
            buttons = (f"<span>{escape(each['text']['text'])}</span>" for each in block["elements"])
            return f'<div class="actions">{"".join(buttons)}</div>'
        case "header":
            return f"<h2>{escape(block['text']['text'])}</h2>"
        case "rich_text":
            return "".join(map(_rich, block["elements"]))
    raise ValueError(block["type"])


def _rich(element: Json) -> str:
    match element["type"]:
        case "rich_text_list":
            items = "".join(f"<li>{_runs(each['elements'])}</li>" for each in element["elements"])
            return f"<ul>{items}</ul>"
        case "rich_text_quote":
            return f"<blockquote>{_runs(element['elements'])}</blockquote>"
        case "rich_text_preformatted":
            return f"<pre>{_runs(element['elements'])}</pre>"
    return f"<div>{_runs(element['elements'])}</div>"


def _runs(elements: Sequence[Json]) -> str:
    return "".join(map(_run, elements))


def _run(run: Json) -> str:
    text = escape(run.get("text", "")).replace("\n", "<br>")
    style = run.get("style", {})
    text = f"<b>{text}</b>" if style.get("bold") else text
    text = f"<i>{text}</i>" if style.get("italic") else text
    return f"<a>{text}</a>" if run["type"] == "link" else text


def _mrkdwn(text: str) -> str:
    # Already escaped once, as Slack asks for: <https://…|label> is what its sender means as a link.
    text = re.sub(r"<(https?://[^|>]+)\|([^>]*)>", r"<a>\2</a>", text)
    return _BOLD.sub(r"<b>\1</b>", text)


def discord(said: Json, *, time: str, edited: bool = False) -> str:
    """A message in Discord's markdown."""
    text = _DISCORD.sub(_discord_run, escape(said["content"], quote=False))
    mark = ' <span class="soft">(edited)</span>' if edited else ""
    return _post("discord", "news-monitor", "APP", time, _lines(text) + mark)


def _discord_run(found: re.Match[str]) -> str:
    plain, bold, italic, url = found.groups()
    if bold:
        return f"<b>{_DISCORD.sub(_discord_run, bold)}</b>"
    return plain or (f"<i>{italic}</i>" if italic else f"<a>{url}</a>")


def telegram(said: Json, *, time: str, edited: bool = False) -> str:
    """A message with entities, and its buttons below."""
    text = said["text"]
    units = text.encode("utf-16-le")
    (bold,) = said["entities"]
    end = 2 * (bold["offset"] + bold["length"])
    head, rest = units[:end].decode("utf-16-le"), units[end:].decode("utf-16-le")
    keyboard = said.get("reply_markup", {}).get("inline_keyboard", ())
    rows = "".join(f"<div>{''.join(map(_button, row))}</div>" for row in keyboard)
    words = f"<b>{escape(head)}</b>{_linked(rest)}"
    when = f'<div class="when">{"edited " * edited}{time}</div>'
    bubble = f'<div class="bubble"><div class="name">news-monitor</div>{_lines(words)}{when}</div>'
    return f'<div class="telegram">{bubble}<div class="buttons">{rows}</div></div>'


def _button(button: Json) -> str:
    return f"<span>{escape(button['text'])}</span>"


def ntfy(said: Json, *, time: str) -> str:
    """A notification, as ntfy's app lists it."""
    title, text = escape(said["title"]), _lines(_linked(said["message"]))
    return (
        f'<div class="ntfy"><div class="soft">{escape(said["topic"])} · {time}</div>'
        f"<h3>{title}</h3>{text}</div>"
    )


def webhook(headers: Mapping[str, str], body: bytes) -> str:
    """A request: the headers that count, and the JSON."""
    shown = ("Content-Type", "webhook-id", "webhook-timestamp", "webhook-signature")
    lower = {name.lower(): value for name, value in headers.items()}
    head = "\n".join(f"<em>{name}:</em> {escape(lower[name.lower()])}" for name in shown)
    text = escape(_laid_out(json.loads(body)), quote=False)
    return f'<pre class="webhook">{head}\n\n{_JSON.sub(_json_token, text)}</pre>'


def _laid_out(value: object, indent: str = "", before: int = 0) -> str:
    """JSON in which what fits into a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + before + len(line) <= WIDTH or not isinstance(value, dict | list):
        return line
    deeper = f"{indent}  "
    if isinstance(value, list):
        parts = [_laid_out(each, deeper) for each in value]
        begin, end = "[]"
    else:
        names = [f"{json.dumps(name)}: " for name in value]
        parts = [
            name + _laid_out(each, deeper, len(name))
            for name, each in zip(names, value.values(), strict=True)
        ]
        begin, end = "{}"
    inner = f",\n{deeper}".join(parts)
    return f"{begin}\n{deeper}{inner}\n{indent}{end}"


def _json_token(found: re.Match[str]) -> str:
    text, colon, value = found.groups()
    if colon:
        return f"<b>{text}</b>{colon}"
    return f"<i>{text}</i>" if text else f"<u>{value}</u>"


def _post(kind: str, name: str, badge: str, time: str, body: str) -> str:
    head = f'<b class="name">{name}</b> <span class="badge">{badge}</span>'
    return (
        f'<div class="{kind} post"><div class="face">N</div><div class="body">'
        f'<div>{head} <span class="soft">{time}</span></div>{body}</div></div>'
    )


def _linked(text: str) -> str:
    return _URL.sub(lambda found: f"<a>{found[0]}</a>", escape(text, quote=False))


def _lines(text: str) -> str:
    return text.replace("\n", "<br>")


STYLE = """
* { box-sizing: border-box }
body { margin: 0; background: #fff; font: 15px/1.47 'Noto Sans', 'Noto Sans CJK SC', sans-serif; }
#shot { width: 680px; padding: 4px 0 14px }
a { text-decoration: none; overflow-wrap: anywhere }
.post { display: flex; gap: 12px; padding: 14px 18px 4px }
.face { flex: none; width: 36px; height: 36px; border-radius: 6px; background: #1764b8; color: #fff;
  font-weight: 700; line-height: 36px; text-align: center }
.body { min-width: 0; flex: 1 }
.badge { font-size: 10px; padding: 0 3px; border-radius: 2px; vertical-align: 1px }
.slack { color: #1d1c1d } .slack a { color: #1264a3 }
.slack .soft, .slack .context, .slack .reply { color: #616061; font-size: 13px }
.slack .context { margin: 3px 0 } .slack .badge { background: #e8e8e8; color: #616061 }
.slack h2 { font-size: 18px; margin: 4px 0 }
.slack ul { margin: 2px 0 6px; padding-left: 24px } .slack i { color: #454245 }
.slack blockquote { margin: 4px 0; padding: 0 0 0 12px; border-left: 4px solid #ddd }
.slack pre { margin: 6px 0; padding: 8px; background: #f8f8f8; border: 1px solid #ddd;
  border-radius: 4px; font: 12px/1.5 'Noto Sans Mono', 'DejaVu Sans Mono', monospace }
.actions { margin: 6px 0 } .actions span { display: inline-block; margin-right: 8px;
  padding: 3px 11px; border: 1px solid #bbb; border-radius: 5px; font-weight: 600; font-size: 13px }
.dark #shot { background: #313338 }
.discord { color: #dbdee1 } .discord a { color: #00a8fc } .discord .name { color: #fff }
.discord .face { border-radius: 50% } .discord .soft { color: #949ba4; font-size: 12px }
.discord .badge { background: #5865f2; color: #fff }
.chat #shot { background: #c9dbc5; padding: 14px 18px 16px }
.telegram { width: 520px; color: #111; font-size: 14.5px; margin-bottom: 10px }
.bubble { background: #fff; border-radius: 12px; padding: 7px 12px 6px }
.telegram .name { color: #1764b8; font-weight: 600 } .telegram a { color: #2481cc }
.when { text-align: right; color: #8a9a86; font-size: 11.5px; margin-top: -4px }
.buttons div { display: flex; gap: 4px; margin-top: 4px }
.buttons span { flex: 1; padding: 7px; border-radius: 8px; background: #6d8a68; color: #fff;
  text-align: center; font-size: 13.5px }
.push #shot { background: #eef1f0; padding: 16px; width: 560px }
.ntfy { background: #fff; border-radius: 8px; padding: 14px 18px; box-shadow: 0 1px 3px #0003;
  color: #222; font-size: 14.5px } .ntfy .soft { color: #777; font-size: 12.5px }
.ntfy h3 { margin: 4px 0; font-size: 16px } .ntfy a { color: #338574 }
.code #shot { background: #10141c; padding: 18px; width: 1080px }
.webhook { margin: 0; color: #c8d0dc; font: 11.5px/1.45 'Noto Sans Mono', 'Noto Sans CJK SC',
  monospace; white-space: pre-wrap; overflow-wrap: anywhere }
.webhook em { color: #8b96a8; font-style: normal } .webhook b { color: #7cc4ff; font-weight: 400 }
.webhook i { color: #b5d99c; font-style: normal }
.webhook u { color: #f0b67f; text-decoration: none }
.terminal #shot { background: #0d1117; padding: 6px 18px 16px; width: 900px; color: #d9dee5;
  font: 13.5px/1.5 'DejaVu Sans Mono', 'Noto Sans Mono', monospace; white-space: pre-wrap;
  max-height: 560px; overflow: hidden }
"""


def window(kind: str, body: str) -> str:
    """A page with messages in a window: ``dark`` is Discord's, ``chat`` Telegram's, and so on."""
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<body class="{kind}"><div id="shot">{body}</div>'
    )
