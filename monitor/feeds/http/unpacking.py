"""Unpacking: a body as it came → the document in it, however it was compressed, announced or not.

Servers gzip what is gzipped already, forget to say so, call it a content type, send raw deflate for
zlib, or announce what they don't do. So each layer is told by its first bytes, and what is
announced counts only where these say nothing (Brotli, raw deflate). Nothing grows beyond the limit.
Without this module such feeds would be binary files, and a small bomb could fill the memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

from urllib3.exceptions import DecodeError
from urllib3.response import BaseHTTPResponse, HTTPResponse

ENCODINGS = tuple(name for name in BaseHTTPResponse.CONTENT_DECODERS if name != "x-gzip")
"""The content codings that can be read here; br and zstd only where their packages are."""
UNREADABLE = {"br", "zstd", "compress", "x-compress", "dcb", "dcz"} - {*ENCODINGS}
MAX_LAYERS = 3
"""More, one in another, are never honest, and multiply what a bomb can do."""

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_BLANKS = 64
"""Bytes in which blanks before a gzip body are looked for."""
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 31, 15, -15
_MAX_MEMBERS = 1_000
"""Parts of one gzip body; each costs some time, were it empty."""
_PIECE = 65_536
_TEXT = (b"<", b"{", b"[", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Unpacked(NamedTuple):
    """What was in a body."""

    data: bytes
    is_complete: bool
    """False: what was compressed breaks off, or is damaged from there on."""


class TooMuchError(Exception):
    """There is more in it than the limit."""


class NotUnpackableError(Exception):
    """Nothing can be got out of it."""


def unpacked(body: bytes, codings: Sequence[str] = (), *, max_bytes: int) -> Unpacked:
    """Take off every layer of compression.

    Args:
        body: As it came.
        codings: What was announced, the outermost last, as ``Content-Encoding`` has it.
        max_bytes: Of each layer's content.

    Raises:
        TooMuchError: A layer holds more than ``max_bytes``.
        NotUnpackableError: It isn't what was announced, nor a text.
    """
    layer = Unpacked(body, True)
    announced = list(codings)
    for _ in range(MAX_LAYERS):
        inner = _peeled(layer.data, announced.pop() if announced else "", max_bytes)
        if inner is None:
            return layer
        layer = Unpacked(inner.data, inner.is_complete and layer.is_complete)
    return layer


def _peeled(body: bytes, coding: str, most: int) -> Unpacked | None:
    """The content of the outermost layer; None: there is none."""
    if not body:
        return None
    if body[:_BLANKS].lstrip().startswith(_GZIP):  # behind what a script wrote before it
        return _inflated(body.lstrip(), _GZIP_BITS, most)
    if body.startswith(_ZSTD) and "zstd" in ENCODINGS:
        return _decoded(body, "zstd", most)
    if _opens_as_zlib(body):
        layer = _inflated(body, _ZLIB_BITS, most)
        if layer.data or layer.is_complete:
            return layer
    if coding not in ENCODINGS or body.lstrip(b" \t\r\n\0").startswith(_TEXT):
        return None
    layer = (
        _inflated(body, _RAW_BITS, most) if coding == "deflate" else _decoded(body, coding, most)
    )
    if not layer.data and not layer.is_complete:
        raise NotUnpackableError
    return layer


def _opens_as_zlib(body: bytes) -> bool:
    """RFC 1950 §2.2, and what text never opens with."""
    return body[0] == 0x78 and len(body) > 1 and (body[0] * 256 + body[1]) % 31 == 0


def _inflated(body: bytes, bits: int, most: int) -> Unpacked:
    parts: list[bytes] = []
    size = members = 0
    inflate = zlib.decompressobj(bits)
    for start in range(0, len(body), _PIECE):
        piece = body[start : start + _PIECE]
        while piece:
            if inflate.eof:  # gzip may go on with another member; anything else is padding
                members += 1
                if bits != _GZIP_BITS or piece[0] != _GZIP[0] or members > _MAX_MEMBERS:
                    return Unpacked(b"".join(parts), True)
                inflate = zlib.decompressobj(bits)
            before = inflate.copy()
            try:
                part = inflate.decompress(piece, most - size + 1)
            except zlib.error:
                parts.append(_until_damaged(before, piece, most - size + 1))
                return Unpacked(b"".join(parts), False)
            parts.append(part)
            size += len(part)
            if size > most:
                raise TooMuchError
            piece = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    return Unpacked(b"".join(parts), inflate.eof)


def _until_damaged(inflate: zlib._Decompress, piece: bytes, most: int) -> bytes:
    """What a piece holds up to where it is damaged: a wrong checksum comes behind all of it."""
    parts: list[bytes] = []
    with suppress(zlib.error):
        for at in range(len(piece)):
            parts.append(inflate.decompress(inflate.unconsumed_tail + piece[at : at + 1], most))
            most -= len(parts[-1])
            if most <= 0:
                raise TooMuchError
    return b"".join(parts)


def _decoded(body: bytes, coding: str, most: int) -> Unpacked:
    """By urllib3, which knows the packages for Brotli and Zstandard."""
    reader = HTTPResponse(BytesIO(body), {"content-encoding": coding}, preload_content=False)
    parts: list[bytes] = []
    size = 0
    try:
        while part := reader.read(_PIECE):
            parts.append(part)
            size += len(part)
            if size > most:
                raise TooMuchError
    except DecodeError:
        return Unpacked(b"".join(parts), False)
    return Unpacked(b"".join(parts), True)
