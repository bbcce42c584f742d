"""A small XML document as a tree, for the formats that feedparser doesn't know.

Names are told without their namespaces, whatever prefix a publisher gave them. Without this module
neither warnings (``cap``) nor sitemaps (``sitemap``) could be read.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Final

_ROOT: Final = re.compile(r"\s*<([\w.:-]+)")


class Broken(ValueError):  # noqa: N818 - reads as the fact it states
    """The document isn't well-formed; ``str(error)`` says where, for the user."""


def tree_of(xml: str) -> ET.Element:
    """Parse a document (``document.mended_xml``, so that it declares no entities).

    Raises:
        Broken: It isn't well-formed.
    """
    root = _ROOT.match(xml)
    end = xml.rfind(f"</{root[1]}") if root else -1
    whole = f"{xml[:end]}</{root[1]}>" if root and end >= 0 else xml  # what stood around it goes
    try:
        return ET.fromstring(whole)  # noqa: S314 - entities were taken out, and it can be killed
    except ET.ParseError as error:
        raise Broken(
            f"its XML is broken at line {error.position[0]};"
            " only the publisher can fix it; it will be polled again later"
        ) from error


def name_of(element: ET.Element) -> str:
    """The name without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].lower()


def within(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """The elements of a name (in lower case) at any depth, in their order."""
    return (each for each in element.iter() if name_of(each) == name)


def said_in(element: ET.Element, *names: str) -> str:
    """The text of the first descendant that has the first of these names, or else the next."""
    for name in names:
        for each in within(element, name):
            if each.text and each.text.strip():
                return each.text.strip()
    return ""
