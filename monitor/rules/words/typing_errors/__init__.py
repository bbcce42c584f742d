"""Typing errors: which words of a text are misspelled terms, and how to find them soon. Pure."""
