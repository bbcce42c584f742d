"""The small flow of the articles behind items."""
