"""Facts about our regular expressions: every supported Python reads them alike, in linear time.

CPython 3.11.0 to 3.11.4 loses matches of a possessive quantifier around a group (``(?:…)*+``) and
of an atomic group (``(?>…)``); Debian 12 has 3.11.2.
"""

import ast
import importlib
import time
from contextlib import suppress
from pathlib import Path
from re import _parser

import pytest

import monitor
from monitor.errors import RuleError
from monitor.feeds.discovery.page_links import linked_feeds, named_feeds
from monitor.feeds.opml.tags import tags_of
from monitor.feeds.parsing.charsets.charset import decode
from monitor.feeds.parsing.document import feed_xml, unadorned
from monitor.feeds.parsing.known_blocks import take_apart
from monitor.feeds.parsing.not_a_feed import not_a_feed
from monitor.rules.language.parser import parse_rule

ROOT = Path(monitor.__file__).parent
FUNCTIONS = {"compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub"}
MISREAD = {"POSSESSIVE_REPEAT", "ATOMIC_GROUP"}


def patterns():
    """(place, text) of every regular expression in the package."""
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in FUNCTIONS
        ]
        for call in calls:
            names = vars(importlib.import_module(name.removesuffix(".__init__")))
            yield f"{name}:{call.lineno}", evaluated(call.args[0], names)


def evaluated(expression, names):
    """What a pattern's expression is worth; what only its function knows counts as a letter."""
    for node in ast.walk(expression):
        if isinstance(node, ast.JoinedStr):
            node.values = [
                value if known(value, names) else ast.Constant("x") for value in node.values
            ]
    if not known(expression, names):
        return ""
    tree = ast.fix_missing_locations(ast.Expression(expression))
    return eval(compile(tree, "pattern", "eval"), dict(names))


def known(expression, names):
    used = {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}
    return all(name in names or name in dir(__builtins__) or name in {"map", "re"} for name in used)


def parts(parsed):
    for code, value in parsed:
        yield str(code)
        yield from parts_of(value)


def parts_of(value):
    if isinstance(value, _parser.SubPattern):
        yield from parts(value)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from parts_of(each)


def misread(pattern):
    return not MISREAD.isdisjoint(parts(_parser.parse(pattern)))


def test_no_expression_is_one_that_some_pythons_misread():
    found = list(patterns())
    assert len(found) > 100
    assert [place for place, pattern in found if misread(pattern)] == []


@pytest.mark.parametrize("pattern", ["(?:ab)*+", "a++", "(x(?>b))", "[a]{2,3}+", b"(?:(?:a|b)?+c)"])
def test_this_test_sees_what_it_looks_for(pattern):
    assert misread(pattern)


@pytest.mark.parametrize("pattern", ["(?:ab)*", r"a\++", "[*+]+", "C[+]{2}", "(?=a+)b*?"])
def test_and_nothing_else(pattern):
    assert not misread(pattern)


HOSTILE = [
    "<![CDATA[",
    "<![CDATA[]]",
    "]",
    "]]>",
    "] ",
    "<!--",
    "<?",
    "<item ",
    "<item/",
    "<entry a='",
    '<link a="',
    "<link a=' ",
    "<link ''",
    "<link \"'",
    '<base "" ',
    "<a:",
    "&#x",
    "&a.",
    "<!ENTITY a 'b'>",
    "xmlns:a=",
    "<media:content ",
    "<x:y z",
    "<dc:date>",
    "\ud800",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_megabyte_takes_a_moment(unit):
    text = unit * (1_000_000 // len(unit))
    data = text.encode("utf-8", "surrogatepass")
    for read in (
        lambda: feed_xml(f"<rss>{text}"),
        lambda: feed_xml(text),
        lambda: unadorned(f"<rss>{text}"),
        lambda: not_a_feed(text),
        lambda: take_apart(f"<rss><item>{text}", ""),
        lambda: take_apart(f"<rss><item>{text}</item></rss>", ""),
        lambda: named_feeds(text, url="http://wire.example/"),
        lambda: linked_feeds(text, url="http://wire.example/"),
        lambda: list(tags_of(text)),
        lambda: decode(b'<?xml encoding="' + data),
    ):
        began = time.process_time()
        read()
        assert time.process_time() - began < 3


@pytest.mark.parametrize("unit", ["NEAR/9", "O", "near/", "9", "a NEAR/"])
def test_nor_does_a_hostile_rule(unit):
    began = time.process_time()
    with suppress(RuleError):
        parse_rule(unit * (500 // len(unit)))
    assert time.process_time() - began < 1
