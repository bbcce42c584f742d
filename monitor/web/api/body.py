"""Body: what a program sends, read and held against its schema (``body_schemas``)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from monitor.errors import MonitorError
from monitor.web.api.schemas import Schema
from monitor.web.forms import LARGEST_UPLOAD, read_body

_IN_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


async def read_json(request: Request, *, is_needed: bool) -> bytes:
    """Return what a program has sent.

    Raises:
        HTTPException: It is too long, or doesn't say that it is JSON.
    """
    sent = await read_body(request, LARGEST_UPLOAD)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if (sent or is_needed) and kind != "application/json":
        raise HTTPException(415, "Send JSON, with the header Content-Type: application/json.")
    return sent


def read(body: bytes, schema: Schema) -> Mapping[str, Any]:
    """Return what a body says.

    Args:
        body: As it was sent; empty counts as an object without keys.
        schema: What it may say.

    Raises:
        MonitorError: It isn't JSON, or says something else.
    """
    try:
        value = json.loads(body or b"{}", parse_constant=_refused)
        # Lone surrogates are no text that a file could hold.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise MonitorError("the body must be JSON, in UTF-8") from None
    _check(value, schema, "the body")
    assert isinstance(value, dict)
    return value


def _refused(constant: str) -> object:
    raise ValueError(constant)


def _check(value: object, schema: Schema, name: str) -> None:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = _kind(value)
    if kind not in kinds:
        raise MonitorError(f"{name} must be {' or '.join(_IN_WORDS[kind] for kind in kinds)}")
    if value not in schema.get("enum", [value]):
        raise MonitorError(f"{name} must be one of {', '.join(map(str, schema['enum']))}")
    if kind == "string":
        _check_text(str(value), schema, name)
    if kind == "integer":
        _check_number(value, schema, name)
    if isinstance(value, list):
        if len(value) > schema["maxItems"]:
            raise MonitorError(f"{name} may have {schema['maxItems']} entries at most")
        for each in value:
            _check(each, schema["items"], f"each of {name}")
    if isinstance(value, dict):
        if "properties" in schema:
            _check_object(value, schema)
        else:
            _check_mapping(value, schema, name)


def _check_number(value: Any, schema: Schema, name: str) -> None:
    least, most = schema["minimum"], schema["maximum"]
    if not least <= value <= most:
        raise MonitorError(f"{name} must be from {least} to {most}")


def _check_text(value: str, schema: Schema, name: str) -> None:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        raise MonitorError(f"{name} must have 1 to {schema['maxLength']:,} characters")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise MonitorError(f"{name} must be an address that begins with http:// or https://")


def _check_object(value: Mapping[str, object], schema: Schema) -> None:
    known = schema["properties"]
    for key in value:
        if key not in known:
            there = ", ".join(known) or "none"
            raise MonitorError(f'the body has a key "{key}" that isn\'t known; there is {there}')
    for key in schema["required"]:
        if key not in value:
            raise MonitorError(f"the body lacks {key}")
    for key, held in value.items():
        _check(held, known[key], key)


def _check_mapping(value: Mapping[str, object], schema: Schema, name: str) -> None:
    """Hold an object against its schema that may have whatever keys."""
    if len(value) > schema["maxProperties"]:
        raise MonitorError(f"{name} may have {schema['maxProperties']} entries at most")
    for key, held in value.items():
        _check_text(key, schema["propertyNames"], f"each key of {name}")
        _check(held, schema["additionalProperties"], f'"{key}" of {name}')


def _kind(value: object) -> str:
    if value is None:
        return "null"
    kinds = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "number")
