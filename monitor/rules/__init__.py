"""What we watch for: the rule language, its terms, and matching items against rules."""
