"""Where items come from: fetching, parsing and scheduling feeds. Knows no database and no rules."""
