"""A real IMAP server (Dovecot) on loopback, run by an ordinary user, with a mailbox for each test.

    def test_x(imap):
        imap.deliver(mail)                       # into INBOX, by IMAP, as bytes
        imap.request()                           # a PollRequest for it
        imap.flags()                             # of each mail in it

Debian's package is ``dovecot-imapd``; where it is missing, tests that need it are skipped.
"""

from __future__ import annotations

import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from monitor.feeds.limits import Limits
from monitor.feeds.state.feed import Mailbox
from monitor.feeds.state.outcome import PollRequest

TLS = Path(__file__).parents[1] / "tls"
PASSWORD = 'päss wörd "quoted" \\ and long'
USERS = 500
USER = "nobody"
"""Whose the server is where the tests run as root."""

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:~/mail
auth_mechanisms = plain login
auth_failure_delay = 0
disable_plaintext_auth = no
auth_verbose = no
ssl = yes
ssl_cert = <{tls}/server.pem
ssl_key = <{tls}/server.pem
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {root}/users
}}
userdb {{
  driver = static
  args = home={root}/home/%u
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def where():
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _free_ports(count):
    with contextmanager(_bound)(count) as sockets:
        return [each.getsockname()[1] for each in sockets]


def _bound(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        yield sockets
    finally:
        for each in sockets:
            each.close()


@contextmanager
def running():
    """Run a server; yields a callable that makes a new mailbox on it."""
    is_root = os.getuid() == 0
    root = Path(tempfile.mkdtemp(prefix="imap"))  # pytest's own folders are for root alone
    try:
        plain, secure = _free_ports(2)
        import grp
        import pwd

        uid = pwd.getpwnam(USER).pw_uid if is_root else os.getuid()
        gid = pwd.getpwnam(USER).pw_gid if is_root else os.getgid()
        (root / "tls").mkdir()
        shutil.copy(TLS / "server.pem", root / "tls")
        # All at once: the server reads the file again only where its time has changed by seconds.
        users = [f"reader-{number}" for number in range(USERS)]
        (root / "users").write_text(
            "".join(f"{user}:{{PLAIN}}{PASSWORD}::::::\n" for user in users)
        )
        (root / "home").mkdir()
        config = root / "dovecot.conf"
        config.write_text(
            _CONFIG.format(
                root=root,
                user=pwd.getpwuid(uid).pw_name,
                group=grp.getgrgid(gid).gr_name,
                tls=root / "tls",
                plain=plain,
                secure=secure,
            )
        )
        for path in (root, *root.rglob("*")):
            if is_root:
                os.chown(path, uid, gid)
        identity = {"user": uid, "group": gid, "extra_groups": []} if is_root else {}
        server = subprocess.Popen(
            [where(), "-F", "-c", config],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=root,
            **identity,
        )
        try:
            _await(plain, server, root)
            unused = iter(users)
            yield lambda: ImapServer(next(unused), plain, secure)
        finally:
            server.terminate()
            server.wait()
            server.stderr.close()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _await(port, server, root):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if server.poll() is not None:
            raise AssertionError(server.stderr.read().decode() or (root / "log").read_text())
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as sock:
                if sock.recv(10).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.02)
    raise AssertionError((root / "log").read_text())


class ImapServer:
    """One user's mailbox on the server."""

    def __init__(self, user, plain, secure):
        self.user, self.port, self.secure_port = user, plain, secure
        self.password = PASSWORD

    def url(self, folder="INBOX", *, port=0):
        return f"imap://{self.user}@127.0.0.1:{port or self.port}/{folder}"

    def request(self, folder="INBOX", *, port=0, **details):
        details.setdefault("auth", (self.user, PASSWORD))
        details.setdefault("mailbox", Mailbox())
        details.setdefault("allow_private", frozenset({"127.0.0.1"}))
        details.setdefault("limits", Limits(connect=2, read=10, total=20))
        return PollRequest(url=self.url(folder, port=port), **details)

    @contextmanager
    def client(self, folder="INBOX"):
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.authenticate("PLAIN", lambda _: f"\0{self.user}\0{PASSWORD}".encode())
            client.select(folder)
            yield client

    def deliver(self, *mails, folder="INBOX", arrived=None):
        with self.client() as client:
            if folder != "INBOX":
                client.create(folder)
            for mail in mails:
                moment = imaplib.Time2Internaldate(arrived or time.time())
                status, said = client.append(folder, None, moment, bytes(mail))
                assert status == "OK", said

    def flags(self, folder="INBOX"):
        with self.client(folder) as client:
            _, found = client.fetch("1:*", "(FLAGS)")
            return [imaplib.ParseFlags(each) for each in found if each]

    def expunge(self, numbers):
        with self.client() as client:
            client.store(numbers, "+FLAGS", "(\\Deleted)")
            client.expunge()
