"""Whom we tell, when and how: planning, delivery's state machine, messages, senders."""
