"""Mailboxes: newsletters and alerts by mail, read over IMAP."""
