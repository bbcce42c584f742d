"""The [judge] table → Judge: the user's own model, which says what an item is about.

Without this module a mistyped address would be found when the first alert goes out unjudged.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.schema import JudgeTable
from monitor.config.reading.table import read_table
from monitor.judge.model import Judge

PLACE = ("judge",)


def read_judge(value: object, context: FileContext) -> Judge | None:
    """Return what the table asks for; None if there is none, or nothing that can be used."""
    if value is None:
        return None
    table = read_table(JudgeTable, value, PLACE, context.problems)
    if table is None or not table.enabled:
        return None
    url, model = table.url.strip(), table.model.strip()
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        holds_secret = bool(parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        is_web = holds_secret = False
    if not is_web:
        context.problems.add(
            (*PLACE, "url"),
            'must be where an API like OpenAI\'s begins, such as "http://localhost:11434/v1"',
        )
        return None
    if holds_secret:
        context.problems.add((*PLACE, "url"), "must hold no key; write that as key")
        return None
    if not model:
        context.problems.add((*PLACE, "model"), 'is empty; name a model, such as "llama3.2"')
        return None
    key = context.secret(table.key.strip(), (*PLACE, "key"), tell=True)
    if key is None:
        return None
    return Judge(url=url, model=model, key=key, per_minute=table.per_minute, briefs=table.briefs)
