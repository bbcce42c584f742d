"""The articles behind items: fetched politely, read in a process that can be killed."""
