"""Which words people use, and how often."""
