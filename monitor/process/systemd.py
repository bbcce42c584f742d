"""Talking to the service manager: readiness and stopping, by systemd's notification protocol.

See sd_notify(3): a datagram to the socket named in ``$NOTIFY_SOCKET``. Without one, as on a
terminal, nothing happens. ``self_report`` sends the watchdog's pings.
"""

from __future__ import annotations

import os
import socket


def notify(message: str) -> None:
    """Send ``READY=1``, ``STOPPING=1`` or ``STATUS=…``; a socket that is gone is no error."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    if address.startswith("@"):  # a socket in the abstract namespace
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
            sock.settimeout(1)
            sock.sendto(message.encode(), address)
    except OSError:
        return
