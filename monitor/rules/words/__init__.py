"""Which words a term accepts, and which words a text holds. Pure."""
