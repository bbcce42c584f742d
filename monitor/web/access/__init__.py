"""Who may come in, and what stands before every answer."""
