"""What people ask of the database, beside the history."""
