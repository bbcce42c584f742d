"""Which items of a feed are one item, whatever ids their publisher gives them. Pure."""
