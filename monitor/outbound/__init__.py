"""The outbound flow: outbox → message → target."""
