"""Which items report one event, and which events are one story.

    stories = Stories(next_story=…, next_event=…, zipf=KnownWords().zipf)
    assignment = stories.assign(item, now=now)
    print(assignment.event, assignment.story, assignment.reason, assignment.why)

``docs/stories.md`` explains what makes two items one event, and how well it is known to work.
"""

from monitor.stories.assignment import Assignment, Reason, Shared
from monitor.stories.cluster import cluster, read_items
from monitor.stories.reading.names import Names
from monitor.stories.reading.read_item import ReadItem, read_item
from monitor.stories.reading.signature import Reader
from monitor.stories.stories import Stories

__all__ = [
    "Assignment",
    "Names",
    "ReadItem",
    "Reader",
    "Reason",
    "Shared",
    "Stories",
    "cluster",
    "read_item",
    "read_items",
]
