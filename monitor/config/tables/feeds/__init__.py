"""What config.toml says of feeds: one by one and in lists, of mailboxes, pages and full text."""
