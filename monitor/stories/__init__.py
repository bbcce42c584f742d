"""Which items tell of one event.

    stories = Stories(next_id=counter, zipf=KnownWords().zipf)
    assignment = stories.assign(item, now=now)
    print(assignment.story, assignment.reason, assignment.why)

``docs/stories.md`` explains what makes two items one story, and how well it is known to work.
"""

from monitor.stories.assignment import Assignment, Reason, Shared
from monitor.stories.cluster import cluster, read_items
from monitor.stories.stories import Stories

__all__ = ["Assignment", "Reason", "Shared", "Stories", "cluster", "read_items"]
