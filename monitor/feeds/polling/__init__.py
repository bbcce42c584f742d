"""Many polls at once, each host in its own lane."""
