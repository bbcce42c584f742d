"""The archive: months of the history in files of their own, each a whole database."""
