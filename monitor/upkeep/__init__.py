"""Jobs beside the two flows."""
