"""Whether news-monitor is well: what the database shows and what the daemon says, judged in words.

facts          the database, the disk → Facts                       reads only
verdict        Facts and troubles → Verdict                         pure
daemon_status  what the daemon leaves for other processes to read   the lock file
current        all of it for one configuration → Health
metrics        the same in numbers, for Prometheus
"""
