"""The user's own model, a judge, as config.toml names it. Plain values.

Without this module each caller would read the configuration in a way of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

PATIENCE: Final = timedelta(seconds=8)
"""An answer that takes longer is no answer."""
WAIT: Final = PATIENCE + timedelta(seconds=2)
"""An alert waits for its verdict so long at most; it is asked for within a second or two."""
PER_MINUTE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """An endpoint that speaks OpenAI's chat completions, and the model to ask there."""

    url: str
    """Where the API begins, such as ``http://localhost:11434/v1``."""
    model: str
    key: str = field(default="", repr=False)
    """Sent as a bearer token; empty: none is."""
    per_minute: int = PER_MINUTE
    """So many questions a minute at most."""
    briefs: bool = False
    """Whether it writes briefs of stories for digests."""

    @property
    def host(self) -> str:
        """Where it is, as people may see it."""
        return urlsplit(self.url).netloc.rpartition("@")[2]
