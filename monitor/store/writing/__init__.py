"""Rows as the flows write them."""
