"""Commands that write, read back, change and undo config.toml."""
