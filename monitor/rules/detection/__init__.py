"""Which language a text is in, where its feed does not say."""
