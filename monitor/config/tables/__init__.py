"""Each table of config.toml → what it stands for."""
