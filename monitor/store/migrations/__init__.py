"""What the database has been through, step by step. A released step is never edited."""
