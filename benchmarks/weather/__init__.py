"""Bad weather, case by case; see ``faults.py``.

lab       all that a case needs: wire (feeds that grow), daemon, a webhook that keeps account
outcome   what a case showed
storage   disks and databases that fail
network   name servers, lines, targets and feeds that are sick
machine   the clock, kill -9, signals, and little of everything
page      visitors who stay, and who never finish
soak      many feeds for long
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))  # servers that tests have, too
