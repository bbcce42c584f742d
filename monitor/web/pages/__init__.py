"""One module for each page; each page is a function of a ``Visit``."""
