"""Notes that the program sends about itself: its feeds, its rules, its targets."""
