"""The database as a whole: what is removed, saved, moved."""
