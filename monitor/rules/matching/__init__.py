"""Rules against items: what matches, why, and what was nearly a match. Pure."""
