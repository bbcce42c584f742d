"""What every use of the network shares, feeds and targets alike.

    address       whether an address is public         location      reading and showing URLs
    lookup        names to addresses                   retry_after   when we may come again
    deadline      seconds and bytes, enforced          failures      what went wrong, in words

With one of each, a limit that holds for feeds holds for targets, and the same failure reads the
same wherever it happens.
"""
