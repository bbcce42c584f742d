"""Certificates, shown by real connections."""

import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import MonitorError
from monitor.feeds.cluster.address import Cluster
from monitor.feeds.cluster.certificates import ends, make
from monitor.feeds.cluster.engine import CannotJoinError, knock
from monitor.feeds.cluster.tls_files import COORDINATOR, SCHEDULER, WORKER, check, files_of

NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path):
    make(tmp_path / "cluster", now=NOW)
    return tmp_path / "cluster"


@pytest.fixture
def listening():
    """Listen as a member with these files; return how another one, with those, finds it."""
    servers = []

    def listen(files):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files.certificate, files.key)
        context.load_verify_locations(files.ca)
        context.verify_mode = ssl.CERT_REQUIRED
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def serve():
            connection, _ = server.accept()
            with connection:
                try:
                    with context.wrap_socket(connection, server_side=True) as encrypted:
                        encrypted.sendall(b"x")
                        encrypted.recv(1)
                except OSError:
                    pass

        threading.Thread(target=serve, daemon=True).start()
        return lambda theirs: Cluster(f"tls://127.0.0.1:{server.getsockname()[1]}", theirs)

    yield listen
    for server in servers:
        server.close()


def test_members_of_one_authority_know_each_other(folder, listening):
    found = listening(files_of(folder, SCHEDULER))
    knock(found(files_of(folder, WORKER)))


def test_a_certificate_of_another_authority_is_refused_in_words(folder, listening, tmp_path):
    make(tmp_path / "other", now=NOW)
    found = listening(files_of(folder, SCHEDULER))
    theirs = files_of(tmp_path / "other", WORKER)
    mixed = type(theirs)(files_of(folder, WORKER).ca, theirs.certificate, theirs.key)
    with pytest.raises(CannotJoinError, match="refuses our certificate: its own authority"):
        knock(found(mixed))
    with pytest.raises(CannotJoinError, match=r"certificate that .*other/ca.pem hasn't signed"):
        knock(listening(files_of(folder, SCHEDULER))(theirs))


def test_a_certificate_that_has_expired_is_refused_in_words(tmp_path, listening):
    make(tmp_path / "old", now=NOW - timedelta(days=3), lasts=timedelta(days=1))
    make(tmp_path / "old", ["late"], now=NOW)
    with pytest.raises(CannotJoinError, match="shows a certificate that has expired"):
        knock(listening(files_of(tmp_path / "old", SCHEDULER))(files_of(tmp_path / "old", "late")))
    with pytest.raises(CannotJoinError, match="refuses our certificate, which has expired"):
        knock(listening(files_of(tmp_path / "old", "late"))(files_of(tmp_path / "old", WORKER)))


def test_the_coordinators_certificate_is_not_good_for_a_scheduler(folder, listening):
    found = listening(files_of(folder, COORDINATOR))
    with pytest.raises(CannotJoinError):
        knock(found(files_of(folder, WORKER)))


def test_keys_are_readable_by_their_owner_alone(folder):
    for name in (COORDINATOR, SCHEDULER, WORKER, "ca"):
        assert stat.S_IMODE((folder / f"{name}.key").stat().st_mode) == 0o600


def test_further_members_are_made_by_the_same_authority(folder, listening):
    (made,) = make(folder, ["worker-7"], now=NOW, lasts=timedelta(days=10))
    assert ends(made.files.certificate) == made.until
    assert made.until - NOW < timedelta(days=10, seconds=1)
    knock(listening(files_of(folder, SCHEDULER))(made.files))


def test_no_certificate_is_overwritten(folder):
    before = (folder / "worker.key").read_bytes()
    with pytest.raises(MonitorError, match="worker.pem is there already; remove it first"):
        make(folder, [WORKER], now=NOW)
    assert (folder / "worker.key").read_bytes() == before


def test_without_the_authoritys_key_no_member_is_made(folder):
    (folder / "ca.key").unlink()
    with pytest.raises(MonitorError, match="where the authority's key is"):
        make(folder, ["another"], now=NOW)


def test_wrong_files_are_named(folder, tmp_path):
    right = files_of(folder, WORKER)
    check(right)
    with pytest.raises(MonitorError, match="nowhere.key can't be read"):
        check(type(right)(right.ca, right.certificate, tmp_path / "nowhere.key"))
    with pytest.raises(MonitorError, match="scheduler.key isn't the key of .*worker.pem"):
        check(type(right)(right.ca, right.certificate, folder / "scheduler.key"))
    with pytest.raises(MonitorError, match="worker.key holds no certificate"):
        check(type(right)(right.key, right.certificate, right.key))
