"""What was told of feeds, rules and targets themselves."""
