"""What is sent to people, when and how: decisions, deliveries' states, messages, senders."""
