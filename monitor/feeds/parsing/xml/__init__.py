"""Feeds in XML: what feedparser makes of them, and the formats that it doesn't know."""
