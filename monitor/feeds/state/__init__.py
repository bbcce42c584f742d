"""What is remembered of a feed between polls, and what follows from it. Pure."""
