"""The database: all SQL of the program lives here."""
