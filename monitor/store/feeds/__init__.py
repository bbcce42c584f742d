"""What is kept of feeds: their rows, their state, what their bodies held, lists of them."""
