"""Messages on their way out: Apprise, SMTP, webhooks, the console."""
