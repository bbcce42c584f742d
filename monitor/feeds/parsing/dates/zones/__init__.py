"""Time zones as dates name them: by offsets, abbreviations, places and words. Pure."""
