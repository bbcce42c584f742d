"""What a message says, for each kind of target. Pure."""
