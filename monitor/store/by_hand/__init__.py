"""Rows that people cause: votes, silences, corrections. Whatever changes them is an action."""
