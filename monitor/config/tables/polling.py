"""The [polling] table → Cluster: who polls, this process or a cluster's workers.

Without this module a cluster could be joined without anybody having decided who may run code on it.
"""

from __future__ import annotations

from pathlib import Path

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.schema import PollingTable, TlsTable
from monitor.config.reading.table import read_table
from monitor.feeds.cluster.address import (
    PLAIN_IS_CODE,
    AddressError,
    Cluster,
    is_plain,
    read_engine,
)
from monitor.feeds.cluster.engine import INSTALL, is_installed
from monitor.feeds.cluster.tls_files import TlsFiles

PLACE = ("polling",)


def read_polling(value: object, context: FileContext) -> Cluster | None:
    """Return the cluster that polls; None: this process does, or the table can't be used."""
    table = read_table(PollingTable, value, PLACE, context.problems) or PollingTable()
    try:
        address = read_engine(table.engine)
    except AddressError as error:
        context.problems.add((*PLACE, "engine"), str(error))
        return None
    if address is None:
        return None
    if not is_installed():
        context.problems.add((*PLACE, "engine"), f"needs the extra for it: {INSTALL}")
    if is_plain(address):
        if not table.accept_plain_tcp:
            context.problems.add(
                (*PLACE, "engine"),
                f"{PLAIN_IS_CODE}; write tls:// and [polling.tls], or, if nobody else can reach "
                "that network, accept_plain_tcp = true",
            )
        return Cluster(address, None)
    if table.tls is None:
        context.problems.add(
            (*PLACE, "tls"),
            "is missing: ca, certificate and key, the files that "
            "`news-monitor cluster certificates` makes",
        )
        return None
    return Cluster(address, _files(table.tls, context))


def _files(table: TlsTable, context: FileContext) -> TlsFiles:
    def path(name: str, written: str) -> Path:
        found = context.directory / Path(written).expanduser()
        # Where secrets are out of reach, the key is as well.
        if context.secrets and not found.is_file():
            context.problems.add((*PLACE, "tls", name), f"the file {found} isn't there")
        return found

    return TlsFiles(
        path("ca", table.ca), path("certificate", table.certificate), path("key", table.key)
    )
