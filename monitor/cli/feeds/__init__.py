"""Commands on feeds."""
