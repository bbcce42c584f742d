"""A feed that is a file on this machine, fetched like one from the web.

Without this module the sample feed, and whatever a script of the user's writes, could not be
watched.
"""

from __future__ import annotations

import stat
from pathlib import Path

from monitor.feeds.http.failures import FetchError, too_large
from monitor.feeds.http.fetched import Fetched
from monitor.feeds.http.unpacking import TooMuchError, unpacked
from monitor.feeds.limits import Limits
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import FailureKind
from monitor.net.shortage import shortage_in


def read_file(path: Path, limits: Limits) -> Fetched:
    """Read the whole file, unpacked where it is compressed.

    Raises:
        FetchError: It can't be read, or it is larger than ``limits.max_bytes``.
    """
    try:
        # Asked first, because opening a named pipe would wait for its other end for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise FetchError(FailureKind.FILE, f"{path} isn't a file; name the feed's file")
        with path.open("rb") as file:
            body = file.read(limits.max_bytes + 1)
    except FileNotFoundError:
        raise FetchError(FailureKind.FILE, f"there is no file {path}; check its path") from None
    except PermissionError:
        raise FetchError(
            FailureKind.FILE, f"{path} may not be read by this user; chmod or chown it"
        ) from None
    except (OSError, ValueError) as error:
        if shortage := shortage_in(error):
            raise shortage from error
        reason = getattr(error, "strerror", None) or error
        raise FetchError(FailureKind.FILE, f"{path} can't be read: {reason}") from None
    if len(body) > limits.max_bytes:
        raise too_large(limits.max_bytes)
    try:
        body = unpacked(body, max_bytes=limits.max_bytes).data
    except TooMuchError:
        raise too_large(limits.max_bytes) from None
    return Fetched(
        body=body,
        final_url=path.absolute().as_uri(),
        content_type="application/feed+json" if path.suffix == ".json" else "",
        validators=Validators(),
        status=None,
    )
