"""Facts about compressed bodies, announced or not."""

import gzip
import itertools
import random
import time
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.http.unpacking import (
    ENCODINGS,
    NotUnpackableError,
    TooMuchError,
    Unpacked,
    unpacked,
)

FEED = b"<rss><channel><title>News</title></channel></rss>"
LIMIT = 1_000_000


def raw_deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def unpack(body, *codings, limit=LIMIT):
    return unpacked(body, codings, max_bytes=limit)


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        pytest.param(FEED, (), id="plain"),
        pytest.param(FEED, ("gzip",), id="plain, called gzip"),
        pytest.param(FEED, ("deflate",), id="plain, called deflate"),
        pytest.param(FEED, ("br",), id="plain, called Brotli"),
        pytest.param(FEED, ("utf-8",), id="plain, called a charset"),
        pytest.param(gzip.compress(FEED), (), id="gzip unannounced"),
        pytest.param(gzip.compress(FEED), ("x-gzip",), id="x-gzip"),
        pytest.param(gzip.compress(FEED), ("deflate",), id="gzip called deflate"),
        pytest.param(gzip.compress(FEED), ("identity",), id="gzip called nothing"),
        pytest.param(gzip.compress(gzip.compress(FEED)), ("gzip",), id="gzip twice"),
        pytest.param(gzip.compress(gzip.compress(FEED)), ("gzip", "gzip"), id="twice as it says"),
        pytest.param(gzip.compress(gzip.compress(gzip.compress(FEED))), (), id="three times"),
        pytest.param(zlib.compress(FEED), ("deflate",), id="deflate"),
        pytest.param(zlib.compress(FEED), (), id="zlib unannounced"),
        pytest.param(zlib.compress(FEED), ("gzip",), id="zlib called gzip"),
        pytest.param(raw_deflate(FEED), ("deflate",), id="raw deflate"),
        pytest.param(brotli.compress(FEED), ("br",), id="Brotli"),
        pytest.param(brotli.compress(gzip.compress(FEED)), ("gzip", "br"), id="gzip in Brotli"),
        pytest.param(gzip.compress(FEED) + bytes(8), ("gzip",), id="zeros after it"),
        pytest.param(gzip.compress(FEED) + b"\r\n0\r\n", ("gzip",), id="more after it"),
        pytest.param(b"\r\n\n " + gzip.compress(FEED), ("gzip",), id="blanks before it"),
        pytest.param(gzip.compress(FEED[:9]) + gzip.compress(FEED[9:]), (), id="two members"),
    ],
)
def test_a_feed_is_found_however_it_is_packed(body, codings):
    assert unpack(body, *codings) == Unpacked(FEED, True)


@pytest.mark.parametrize("cut", [1, 8, 12])
def test_what_breaks_off_is_not_complete(cut):
    feed = FEED + bytes(itertools.islice(itertools.cycle(range(256)), 500))
    found = unpack(gzip.compress(feed)[:-cut])
    assert feed.startswith(found.data)
    assert not found.is_complete
    assert not unpack(gzip.compress(gzip.compress(feed)[:-cut])).is_complete


def test_a_wrong_checksum_costs_nothing_of_the_document():
    packed = bytearray(gzip.compress(FEED))
    packed[-8] ^= 1
    assert unpack(bytes(packed), "gzip") == Unpacked(FEED, False)


def test_what_stands_before_the_damage_is_found():
    data = random.Random(7).randbytes(3_000)
    packed = bytearray(gzip.compress(data, 0))
    packed[2_000:2_100] = bytes(100)
    found = unpack(bytes(packed), "gzip")
    assert data.startswith(found.data[:1_900])
    assert not found.is_complete


@pytest.mark.parametrize("coding", ENCODINGS)
def test_what_is_neither_packed_nor_a_text_is_an_error(coding):
    with pytest.raises(NotUnpackableError):
        unpack(b"\x00\x01\x02binary", coding)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, raw_deflate, brotli.compress])
def test_more_than_the_limit_is_refused(pack):
    coding = {raw_deflate: "deflate", brotli.compress: "br"}.get(pack, "")
    assert unpack(pack(bytes(1_000)), coding, limit=1_000).data == bytes(1_000)
    with pytest.raises(TooMuchError):
        unpack(pack(bytes(1_001)), coding, limit=1_000)


def test_members_without_end_take_no_time():
    began = time.process_time()
    unpack(gzip.compress(b"") * 100_000)
    assert time.process_time() - began < 1


@given(st.binary(max_size=300), st.sampled_from(["", *ENCODINGS, "x-gzip", "nonsense"]))
def test_any_bytes_are_unpacked_or_refused(body, coding):
    for each in (body, b"\x1f\x8b\x08" + body, b"\x78\x9c" + body):
        try:
            assert isinstance(unpack(each, coding).data, bytes)
        except NotUnpackableError:
            assert coding in ENCODINGS


def test_large_bodies_are_unpacked_whole():
    data = random.Random(7).randbytes(400_000)
    assert unpack(gzip.compress(data)) == Unpacked(data, True)
