"""Fetching a feed over HTTP, politely and within bounds."""
