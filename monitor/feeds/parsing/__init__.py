"""The bytes of a feed → Items."""
