"""The inbound flow: poll → what is new → decide → record in one transaction."""
