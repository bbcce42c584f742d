"""What the program tells people about itself: of its feeds, its rules, its targets."""
