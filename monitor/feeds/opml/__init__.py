"""OPML (opml.org/spec2.opml): lists of feeds, from and to feed readers.

    read     a document, however sloppy → the feeds it lists
    tags     the tags of a document that isn't well-formed
    write    feeds → a document
    listed   the values between

What is written and read again is the same.
"""

from monitor.feeds.opml.listed import Opml, OpmlError, OpmlFeed
from monitor.feeds.opml.read import MAX_BYTES, read_opml
from monitor.feeds.opml.write import write_opml

__all__ = ["MAX_BYTES", "Opml", "OpmlError", "OpmlFeed", "read_opml", "write_opml"]
