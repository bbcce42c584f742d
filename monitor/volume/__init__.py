"""How much rules find: what is usual for a rule, what is far more, and what far less. Pure."""
