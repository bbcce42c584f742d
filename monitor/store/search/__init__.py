"""Full-text search: queries, forms of words, the index."""
