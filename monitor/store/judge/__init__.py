"""What the user's model was asked, and what it answered."""
