"""The dates that feeds write, in any language → moments in UTC.

read.read_date(text, context)      what is usual, at once; the rest by ``written`` and ``ago``
order.DateContext                  what the rest of the feed says about the order of its dates
"""
