"""Commands on targets."""
