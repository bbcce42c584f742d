"""What may be asked of the API: the parameters that ``description`` describes, and no others.

Without it ``?unsent=1`` is passed over in silence, and who asks for what wasn't sent gets all there
is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from starlette.responses import Response

from monitor.config.reading.problems import closest
from monitor.errors import MonitorError
from monitor.web.api.description import DESCRIPTION
from monitor.web.page_request import Visit

Page = Callable[[Visit], Response]


def only_described(path: str, page: Page, *, method: str = "get") -> Page:
    """Have a page refuse what its description doesn't name."""
    described = DESCRIPTION["paths"].get(path, {}).get(method, {"parameters": []})
    known = {
        each["name"]: each["schema"] for each in described["parameters"] if each["in"] == "query"
    }

    @wraps(page)
    def checked(visit: Visit) -> Response:
        for name in visit.query:
            _check(name, visit.word(name), known)
            if name in visit.repeated:
                raise MonitorError(f"{name} is asked for more than once; only one value counts")
        return page(visit)

    return checked


def _check(name: str, value: str, known: Mapping[str, Mapping[str, Any]]) -> None:
    """See that a parameter is known, and its value one of those there are.

    Raises:
        MonitorError: it isn't; says what was probably meant.
    """
    if name not in known:
        raise MonitorError(f'there is no parameter "{name}" here; {_meant(name, known)}')
    choices = known[name].get("enum")
    if value and choices and value not in choices:
        near = closest(value, choices)
        hint = f'; did you mean "{near}"?' if near else ""
        raise MonitorError(f'{name} must be {_either(choices)}, not "{value}"{hint}')


def _meant(name: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    for parameter, schema in known.items():
        if name in schema.get("enum", ()):
            return f"did you mean {parameter}={name}?"
    if near := closest(name, known):
        return f'did you mean "{near}"?'
    return f"there is {', '.join(known)}" if known else "it takes none"


def _either(choices: list[str]) -> str:
    *first, last = choices
    return f"{', '.join(first)} or {last}" if first else last
