"""The text of config.toml → plain values, and what is wrong where."""
