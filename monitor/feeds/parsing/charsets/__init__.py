"""In which charset a feed is written."""
