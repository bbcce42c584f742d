"""news-monitor: feeds in, alerts out, nothing lost between.

The two flows are ``monitor.inbound.poll_loop`` (feed → items → matches → outbox) and
``monitor.outbound.deliver`` (outbox → message → target); everything else serves them.
"""

import os

# What numpy multiplies here is small. Each further thread of OpenBLAS, one for each core, would
# only turn in circles for a while whenever there is something to multiply, and at each start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
