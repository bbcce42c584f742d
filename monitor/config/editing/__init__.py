"""Changes to config.toml that leave every other byte as it was."""
