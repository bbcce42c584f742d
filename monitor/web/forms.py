"""Forms: what a visitor's form holds, if it is one of the page's own.

Without this module any site's form could change something through a browser that is logged in.
"""

from __future__ import annotations

from email import policy
from email.parser import BytesParser
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from monitor.web.access.middleware import Visitor
from monitor.web.access.sessions import Sessions

LARGEST_FORM = 64 * 1024
"""How many bytes a form may have."""
LARGEST_UPLOAD = 2 * 1024 * 1024
"""How many bytes a form with a file in it may have."""
MOST_FIELDS = 100

_PLAIN, _WITH_FILE = "application/x-www-form-urlencoded", "multipart/form-data"


async def read_form(request: Request, sessions: Sessions) -> dict[str, str]:
    """Return the fields of one of the page's own forms; a file counts as the text in it.

    Raises:
        HTTPException: The form is too large, or isn't ours.
    """
    given = request.headers.get("content-type", "")
    kind = given.partition(";")[0].strip().lower()
    if kind not in {_PLAIN, _WITH_FILE}:
        raise HTTPException(
            415,
            "Only this page's own forms are accepted here. Open the page and send the form "
            "from there.",
        )
    body = await read_body(request, LARGEST_FORM if kind == _PLAIN else LARGEST_UPLOAD)
    form = _fields(body) if kind == _PLAIN else _parts(body, given)
    visitor: Visitor = request.scope["visitor"]
    if not sessions.is_form_token(visitor.session, form.pop("form_token", "")):
        raise HTTPException(
            403, "This form has expired. Go back, reload the page, and send it again."
        )
    return form


async def read_open_form(request: Request) -> dict[str, str]:
    """Return the fields of a form whose address itself says that it may be sent; empty: none came.

    Raises:
        HTTPException: The form is too large.
    """
    return _fields(await read_body(request, LARGEST_FORM))


async def read_body(request: Request, largest: int) -> bytes:
    """Return what a request brings along.

    Raises:
        HTTPException: It is longer than ``largest`` bytes.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > largest:
                raise HTTPException(
                    413, f"This is too long: it may have {largest // 1024} KB at most."
                )
    except ClientDisconnect:  # nobody is left to be answered, and nothing is wrong with us
        raise HTTPException(400, "The form broke off. Send it again.") from None
    return bytes(body)


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise HTTPException(413, "This form has too many fields.") from None
    return dict(pairs)


def _parts(body: bytes, content_type: str) -> dict[str, str]:
    """The fields of a form with a file in it, which is written like an e-mail with attachments."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    found: dict[str, str] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes) and len(found) < MOST_FIELDS:
            # As Latin-1, each byte stays one character: a list of feeds may be in any encoding.
            found[name] = content.decode("latin-1" if part.get_filename() is not None else "utf-8")
    return found
