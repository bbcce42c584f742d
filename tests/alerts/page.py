"""What a mail program would make of an e-mail's HTML."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """Its tags, links, marked words."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.links, self.attributes, self.marked, self.words = [], [], set(), [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "mark":
            self.marked.append(data)
            self.tags.append("/mark")
        self.words.append(data)
