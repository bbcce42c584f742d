"""Matches as people ask for them, and what became of each."""
