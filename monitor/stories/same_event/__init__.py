"""Whether two items report one event, and how that is put in words. Pure."""
