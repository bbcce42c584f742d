"""TlsFiles: the files by which a member of the cluster knows the others and is known by them.

Without this module a wrong file would show as a connection that fails, somewhere inside a library.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.errors import MonitorError

COORDINATOR: Final = "coordinator"
"""The member that runs ``news-monitor run``."""
SCHEDULER: Final = "scheduler"
WORKER: Final = "worker"


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Three files in PEM."""

    ca: Path
    """Who has a certificate of this authority belongs to the cluster."""
    certificate: Path
    key: Path


def files_of(folder: Path, name: str) -> TlsFiles:
    """Return where a member's files are in a folder that ``certificates.make`` has written."""
    return TlsFiles(folder / "ca.pem", folder / f"{name}.pem", folder / f"{name}.key")


def check(files: TlsFiles) -> None:
    """See that the files are a member's certificate, its key and an authority.

    Raises:
        MonitorError: They aren't; it says which is wrong.
    """
    for path in (files.ca, files.certificate, files.key):
        try:
            path.open("rb").close()
        except OSError as error:
            raise MonitorError(
                f"{path} can't be read ({error.strerror}); `news-monitor cluster certificates` "
                "makes such files, and each machine needs a copy of its own"
            ) from None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(files.ca)
    except ssl.SSLError:
        raise MonitorError(f"{files.ca} holds no certificate") from None
    try:
        context.load_cert_chain(files.certificate, files.key)
    except ssl.SSLError as error:
        if "MISMATCH" in (error.reason or ""):
            raise MonitorError(f"{files.key} isn't the key of {files.certificate}") from None
        raise MonitorError(f"{files.certificate} and {files.key} can't be used") from None
