"""What an item says, made comparable. Pure."""
