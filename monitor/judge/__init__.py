"""Whether an item is about what a rule means, by a language model of the user's own."""
