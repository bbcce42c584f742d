"""Deliveries: written with the data they tell of, claimed, joined, held, sent."""
