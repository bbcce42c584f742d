"""Each table of config.toml → the values it stands for: feeds, rules, targets and so on."""
