"""Commands on what was found and told."""
