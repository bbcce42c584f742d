"""news-monitor: feeds in, alerts out, nothing lost between.

The two flows are ``monitor.inbound.poll_loop`` (feed → items → matches → outbox) and
``monitor.outbound.deliver`` (outbox → message → target); everything else serves them.
"""

__version__ = "0.1.0"
