"""Pages about feeds: the list, one feed, adding and changing them."""
