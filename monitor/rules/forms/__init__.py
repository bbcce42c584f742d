"""The forms of words, by language: lemmas from a dictionary, endings of names from tables. Pure."""
