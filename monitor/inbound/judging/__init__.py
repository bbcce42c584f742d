"""A small inbound flow: matches that are put to the user's model before anybody is told."""
