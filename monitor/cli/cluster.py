"""``cluster``: polling on other machines: certificates, the scheduler, workers, how they are."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.printable import clean_lines

if TYPE_CHECKING:
    from monitor.feeds.cluster.address import Cluster
    from monitor.feeds.cluster.coordinator.survey import Survey

app = typer.Typer(
    no_args_is_help=True,
    help="Poll on other machines, too.\n\nExample: [bold]news-monitor cluster status[/bold]",
)

FOLDER = Path("cluster")
TlsOption = Annotated[
    Path, typer.Option("--tls", help="The folder with this member's certificate and key.")
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--accept-plain-tcp",
        help="Allow tcp://: whoever can reach it can run code on all of the cluster's machines.",
    ),
]


@app.command()
def certificates(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = FOLDER,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            help="For whom; repeat it for each. Default: coordinator, scheduler, worker.",
            show_default=False,
        ),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3_650, help="How long they are good for.")] = 730,
) -> None:
    """Make an authority of the cluster's own, and a certificate for each member.

    Each machine gets ca.pem and the two files with its own name; ca.key stays here: it makes
    further members.

    Example: [bold]news-monitor cluster certificates[/bold]
    """
    from datetime import UTC, datetime, timedelta

    from monitor.feeds.cluster.engine import need_extra

    need_extra()
    from monitor.feeds.cluster.certificates import MEMBERS, make

    now = datetime.now(UTC)
    for made in make(folder, names or MEMBERS, now=now, lasts=timedelta(days=days)):
        typer.echo(
            f"{made.files.certificate} and {made.files.key}: for the {made.name}, "
            f"until {made.until:%Y-%m-%d}"
        )
    typer.echo(
        f"Each machine needs its own two files and {folder / 'ca.pem'}. "
        f"Keep {folder / 'ca.key'} here: whoever has it can join."
    )


@app.command()
def scheduler(
    listen: Annotated[
        str,
        typer.Option(
            "--listen", "-l", help="Where to listen; tls://0.0.0.0:8786 for other machines."
        ),
    ] = "tls://127.0.0.1:8786",
    dashboard: Annotated[
        str,
        typer.Option(help="Where Dask's dashboard listens; it asks nobody for a password."),
    ] = "127.0.0.1:8787",
    tls: TlsOption = FOLDER,
    accept_plain_tcp: PlainOption = False,
) -> None:
    """Run the cluster's scheduler until stopped (Ctrl-C, SIGTERM).

    Example: [bold]news-monitor cluster scheduler --listen tls://0.0.0.0:8786[/bold]
    """
    from monitor.feeds.cluster import programs
    from monitor.feeds.cluster.tls_files import SCHEDULER

    cluster, shown_at = _cluster(listen, tls, SCHEDULER, plain=accept_plain_tcp), _place(dashboard)
    _until_stopped(
        lambda stop: programs.run_scheduler(cluster, dashboard=shown_at, stop=stop, say=typer.echo)
    )


@app.command()
def worker(
    address: Annotated[str, typer.Argument(help="The scheduler's, such as tls://10.0.0.5:8786.")],
    listen: Annotated[
        str,
        typer.Option(
            "--listen",
            "-l",
            help="This machine's address for the scheduler, with a port if it must be a certain "
            "one. Default: the one that leads to the scheduler.",
            show_default=False,
        ),
    ] = "",
    name: Annotated[
        str,
        typer.Option(help="What to call it; no two may have the same name.", show_default=False),
    ] = "",
    batches: Annotated[
        int, typer.Option(min=1, max=256, help="Batches of feeds under way at a time.")
    ] = 16,
    tls: TlsOption = FOLDER,
    accept_plain_tcp: PlainOption = False,
) -> None:
    """Run a worker until stopped (Ctrl-C, SIGTERM).

    It fetches and reads feeds and articles. One for each core is enough. It may come and go at any
    time, and waits for a scheduler that isn't there.

    Example: [bold]news-monitor cluster worker tls://10.0.0.5:8786[/bold]
    """
    from monitor.feeds.cluster import programs
    from monitor.feeds.cluster.tls_files import WORKER
    from monitor.garbage_collection import share_pools

    share_pools()
    cluster, place = _cluster(address, tls, WORKER, plain=accept_plain_tcp), _place(listen)
    _until_stopped(
        lambda stop: programs.run_worker(
            cluster, listen=place, name=name, batches=batches, stop=stop, say=typer.echo
        )
    )


@app.command()
def status(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show who is in the cluster that config.toml names, and who can't be worked with.

    Exits with 1 if nobody polls: no scheduler, or no worker.

    Example: [bold]news-monitor cluster status[/bold]
    """
    from dataclasses import asdict

    from monitor.cli.printing.output import print_json
    from monitor.errors import MonitorError
    from monitor.feeds.cluster.coordinator.survey import survey

    cluster = load(config, secrets=False).cluster
    if cluster is None:
        raise MonitorError(
            "there is no cluster: config.toml has no [polling] with an engine other than local"
        )
    found = asyncio.run(survey(cluster))
    ready = [each for each in found.workers if not each.problem]
    if as_json:
        print_json(
            {
                "scheduler": cluster.address,
                "dashboard": found.dashboard,
                "workers": [
                    asdict(each.seen) | {"problem": each.problem or None} for each in found.workers
                ],
            }
        )
    else:
        typer.echo("\n".join(clean_lines(line) for line in _lines(cluster.address, found)))
    if not ready:
        raise typer.Exit(1)


def _lines(address: str, found: Survey) -> Iterator[str]:
    ready = sum(1 for each in found.workers if not each.problem)
    yield f"Scheduler  {address}"
    yield f"Dashboard  {found.dashboard or 'none'}"
    yield f"Workers    {ready} ready of {len(found.workers)}"
    width = max((len(each.seen.name) for each in found.workers), default=0)
    for each in found.workers:
        seen = each.seen
        how = f"{seen.cpu:.0f} % of a core, {seen.memory / 1e6:,.0f} MB"
        yield f"{'✗' if each.problem else '✓'} {seen.name:<{width}}  {each.problem or how}"


def _cluster(address: str, folder: Path, member: str, *, plain: bool) -> Cluster:
    from monitor.feeds.cluster.address import (
        PLAIN_IS_CODE,
        AddressError,
        Cluster,
        is_plain,
        read_address,
    )
    from monitor.feeds.cluster.engine import need_extra
    from monitor.feeds.cluster.tls_files import check, files_of

    need_extra()
    try:
        address = read_address(address)
    except AddressError as error:
        raise typer.BadParameter(str(error)) from None
    if is_plain(address):
        if not plain:
            raise typer.BadParameter(
                f"{PLAIN_IS_CODE}; use tls://, or accept it with --accept-plain-tcp"
            )
        return Cluster(address, None)
    files = files_of(folder, member)
    check(files)
    return Cluster(address, files)


def _place(text: str) -> tuple[str, int]:
    from monitor.feeds.cluster.address import AddressError, read_listen

    try:
        return read_listen(text)
    except AddressError as error:
        raise typer.BadParameter(str(error)) from None


def _until_stopped(run: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await run(stop)

    asyncio.run(main())
