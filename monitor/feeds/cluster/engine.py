"""Dask as we use it: its limits, its certificates, its log. The only module that sets it up.

Dask is made for computations that may be repeated anywhere. A batch of polls may not: while one
worker may still be asking a host, no other is to. So a task is never moved to another worker, nor
begun again by Dask; the coordinator does both, when it is polite to. Without this module a worker
that is cut off would have its feeds polled twice at the same time.
"""

from __future__ import annotations

import importlib.util
import logging
import socket
import ssl
import warnings
from typing import TYPE_CHECKING, Any, Final

from monitor.errors import MonitorError
from monitor.feeds.cluster.address import Cluster
from monitor.feeds.cluster.tls_files import TlsFiles, check

if TYPE_CHECKING:
    from distributed import Security

INSTALL: Final = "pip install 'news-monitor[cluster]'"
_LOGGERS: Final = ("distributed", "distributed.client", "distributed.gc", "bokeh", "tornado")
_LIMITS: Final[dict[str, Any]] = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.active-memory-manager.start": False,
    # A worker that is silent for so long has gone; batches end sooner.
    "distributed.scheduler.worker-ttl": "2 minutes",
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.diagnostics.nvml": False,
    "distributed.comm.timeouts.connect": "10s",
    "distributed.comm.timeouts.tcp": "20s",
    "distributed.comm.tls.min-version": 1.3,
}


class CannotJoinError(MonitorError):
    """The cluster's scheduler can't be reached, or won't have us; ``str(error)`` says why."""


def is_installed() -> bool:
    """Whether the libraries of the extra ``cluster`` are there."""
    return all(importlib.util.find_spec(each) for each in ("distributed", "cryptography"))


def need_extra() -> None:
    """See that the extra ``cluster`` is installed.

    Raises:
        MonitorError: It isn't.
    """
    if not is_installed():
        raise MonitorError(f"polling by a cluster needs the extra for it: {INSTALL}")


def set_up() -> None:
    """Import Dask and give it our limits; its log goes into ours.

    Raises:
        MonitorError: The extra isn't installed, or the system hides from Dask what it needs.
    """
    need_extra()
    try:
        import dask  # noqa: PLC0415 - an optional extra
        import distributed  # noqa: PLC0415
    except OSError as error:
        raise MonitorError(
            f"Dask can't start: {error.filename} can't be read ({error.strerror}); in a unit of "
            "systemd, set ProcSubset=all"
        ) from None

    dask.config.set(_LIMITS)
    # Versions are compared, in words, by ``versions``.
    warnings.filterwarnings("ignore", category=distributed.versions.VersionMismatchWarning)
    # Of a dashboard's port; ``programs`` says which one it has instead.
    warnings.filterwarnings("ignore", message=r"Port \d+ is already in use")
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.ERROR if name == "distributed" else logging.CRITICAL)


def security(tls: TlsFiles | None) -> Security | None:
    """Return what Dask is to encrypt with; None for plain TCP."""
    from distributed import Security  # noqa: PLC0415 - an optional extra

    if tls is None:
        return None
    certificate, key = str(tls.certificate), str(tls.key)
    return Security(  # type: ignore[no-untyped-call]
        require_encryption=True,
        tls_ca_file=str(tls.ca),
        tls_client_cert=certificate,
        tls_client_key=key,
        tls_scheduler_cert=certificate,
        tls_scheduler_key=key,
        tls_worker_cert=certificate,
        tls_worker_key=key,
    )


def knock(cluster: Cluster, *, patience: float = 10.0) -> None:
    """See that the scheduler is there and that each side accepts the other's certificate.

    Dask alone would say of either that it "timed out".

    Raises:
        CannotJoinError: It isn't, or one of them doesn't.
        MonitorError: The files of the certificate can't be used.
    """
    if cluster.tls:
        check(cluster.tls)
    try:
        with socket.create_connection((cluster.host, cluster.port), patience) as plain:
            if cluster.tls is None:
                _hear(plain)
                return
            context = ssl.create_default_context(cafile=cluster.tls.ca)
            context.check_hostname = False
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            context.load_cert_chain(cluster.tls.certificate, cluster.tls.key)
            with context.wrap_socket(plain) as encrypted:
                _hear(encrypted)
    except OSError as error:
        raise CannotJoinError(_in_words(error, cluster)) from None


def _hear(connection: socket.socket) -> None:
    """Wait for the first byte: who refuses our certificate says so only after the handshake."""
    if not connection.recv(1):
        raise ConnectionError("it hung up")


def _in_words(error: OSError, cluster: Cluster) -> str:
    there = f"the scheduler {cluster.address}"
    if isinstance(error, ssl.SSLCertVerificationError):
        authority = cluster.tls.ca if cluster.tls else "our authority"
        if "expired" in error.verify_message:
            return f"{there} shows a certificate that has expired; make another one for it"
        return f"{there} shows a certificate that {authority} hasn't signed"
    if isinstance(error, ssl.SSLError):
        reason = error.reason or ""
        if "EXPIRED" in reason:
            return f"{there} refuses our certificate, which has expired; make another one"
        if "ALERT" in reason or "UNKNOWN_CA" in reason:
            return f"{there} refuses our certificate: its own authority hasn't signed it"
        return f"{there} doesn't speak TLS, or another version of it"
    if isinstance(error, TimeoutError):
        return f"{there} doesn't answer"
    return f"{there} can't be reached ({error.strerror or error})"
