"""How the commands print what they have to say."""
