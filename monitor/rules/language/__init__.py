"""Rule text → tree → canonical text; errors with a caret. Pure."""
