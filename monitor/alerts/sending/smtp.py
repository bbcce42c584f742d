"""E-mail, sent by us over SMTP, with Apprise's mailto:// URLs saying where.

Apprise makes its own Message-ID for every attempt, derives the plain text from the HTML, and says
of a failure only that there was one. Here a retry carries the same Message-ID (so mailboxes can
drop the second copy), both texts are ours, and a server's reply decides: 5xx never, 4xx later.

Sources: RFC 5321 §4.2.1 (replies), RFC 5322 §3.6.4 (Message-ID, References), RFC 2919 (List-Id),
RFC 3834 §5 (Auto-Submitted), RFC 2156 §5.3.4 (Importance); X-Priority is what Outlook and its kin
read.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from enum import StrEnum

from monitor.alerts.alert import Message, SendFailed, SendResult, Sent
from monitor.alerts.planning.policy import Priority
from monitor.alerts.sending.receipts import Receipts
from monitor.alerts.sending.response import MAX_PHRASE
from monitor.item import digest
from monitor.net.deadline import Deadline
from monitor.net.failures import explain
from monitor.net.lookup import connect
from monitor.printable import clean


class Security(StrEnum):
    """How a connection to a mail server is encrypted, as Apprise calls it."""

    INSECURE = "insecure"
    STARTTLS = "starttls"
    """From the first command that asks for it (RFC 3207)."""
    SSL = "ssl"
    """From the first byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where e-mail goes, and through which server."""

    host: str
    port: int
    security: Security
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """More headers the user wants."""
    verify: bool = True
    """Whether the server's certificate must be valid."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address that the mail goes to, each once."""
        everyone = (*self.to, *self.cc, *self.bcc)
        return tuple(dict.fromkeys(address.addr_spec for address in everyone))


class MailSender:
    """Sends messages to one mailbox, each over a connection of its own. For one thread."""

    def __init__(
        self, mailbox: Mailbox, *, seconds: float, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._mailbox = mailbox
        self._seconds = seconds
        self._clock = clock or (lambda: datetime.now(UTC))
        self._receipts = Receipts()

    def __call__(self, message: Message) -> SendResult:
        """Send the message to every recipient whose server hasn't taken it yet."""
        recipients = self._receipts.missing(message.key, self._mailbox.recipients)
        mail = compose(self._mailbox, message, now=self._clock())
        deadline = Deadline(self._seconds)
        with deadline.alarm():
            try:
                refused = self._send(mail, recipients, deadline)
            except (smtplib.SMTPException, OSError) as error:
                return self._failed(error, deadline)
        for recipient in recipients:
            if recipient not in refused:
                self._receipts.add(message.key, recipient)
        if refused:
            return _refusal(refused)
        self._receipts.settle(message.key)
        return Sent()

    def _send(
        self, mail: EmailMessage, recipients: tuple[str, ...], deadline: Deadline
    ) -> Mapping[str, tuple[int, bytes]]:
        """Return the recipients the server refused, with its replies."""
        mailbox = self._mailbox
        client = _Client(mailbox, deadline)
        try:
            if mailbox.security is Security.STARTTLS:
                client.starttls(context=_tls(mailbox))
            if mailbox.user and mailbox.password:
                client.login(mailbox.user, mailbox.password)
            refused = client.send_as_written(mail, mailbox.sender.addr_spec, recipients)
            # The server has taken it: how the farewell goes doesn't matter any more.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                client.quit()
        except smtplib.SMTPRecipientsRefused as error:
            return error.recipients
        finally:
            client.close()
        return refused

    def _failed(self, error: smtplib.SMTPException | OSError, deadline: Deadline) -> SendFailed:
        who = self._mailbox.host
        match error:
            case _ if deadline.spent:
                permanent, reason = False, explain(error, who, deadline).words
            case smtplib.SMTPAuthenticationError():
                permanent = error.smtp_code >= 500
                reason = f"{who} doesn't accept the user and password{_reply(error)}"
            case smtplib.SMTPNotSupportedError():
                permanent = True
                reason = (
                    f"{who} doesn't offer what the URL asks for (STARTTLS or a login); "
                    "try ?mode=ssl, ?mode=insecure or another port"
                )
            case smtplib.SMTPResponseException():
                permanent = error.smtp_code >= 500
                reason = f"{who} refused the message{_reply(error)}"
            case smtplib.SMTPServerDisconnected():
                # smtplib's own name for what has one everywhere.
                permanent, reason = False, explain(ConnectionResetError(), who, deadline).words
            case smtplib.SMTPException():
                permanent, reason = False, f"{who}: {clean(str(error), limit=MAX_PHRASE)}"
            case _:
                permanent, reason = False, explain(error, who, deadline).words
        return SendFailed(reason=reason, permanent=permanent)


def compose(mailbox: Mailbox, message: Message, *, now: datetime) -> EmailMessage:
    """Return the e-mail: plain text and HTML, with headers that stay the same at every attempt."""
    domain = mailbox.sender.domain
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["Subject"] = message.title
    mail["From"] = mailbox.sender
    mail["To"] = mailbox.to
    if mailbox.cc:
        mail["Cc"] = mailbox.cc
    if mailbox.reply_to:
        mail["Reply-To"] = mailbox.reply_to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{_token(message.key)}@{domain}>"
    if message.thread:
        # No message has this ID: it stands for the story, and mailboxes thread by it all the same.
        story = f"<story.{_token(message.thread)}@{domain}>"
        if message.follows:
            mail["In-Reply-To"] = story
        mail["References"] = story
    if message.priority is not Priority.NORMAL:
        mail["Importance"] = message.priority.value
        mail["X-Priority"] = "1" if message.priority is Priority.HIGH else "5"
    mail["List-Id"] = f"<{_list(message.rule)}.news-monitor.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in mailbox.headers:
        del mail[name]
        mail[name] = clean(value)
    mail.set_content(message.text, cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return mail


class _Client(smtplib.SMTP):
    """An SMTP client whose connection ends with the deadline."""

    def __init__(self, mailbox: Mailbox, deadline: Deadline) -> None:
        self._deadline = deadline
        self._context = _tls(mailbox) if mailbox.security is Security.SSL else None
        name = socket.gethostname()
        # Given, because smtplib would else ask DNS for it, which may take as long as it likes.
        local = name if "." in name else "[127.0.0.1]"
        super().__init__(mailbox.host, mailbox.port, local_hostname=local)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        sock = connect(host, port, self._deadline)
        if self._context is None:
            return sock
        try:
            return self._context.wrap_socket(sock, server_hostname=host)
        except OSError:
            sock.close()
            raise

    def send_as_written(
        self, mail: EmailMessage, sender: str, recipients: Sequence[str]
    ) -> Mapping[str, tuple[int, bytes]]:
        """Send a mail as ``send_message`` does, which puts a > before lines that begin with From.

        Nor does a header say whom it goes to blindly.
        """
        del mail["Bcc"]
        wire = mail.as_bytes(policy=mail.policy.clone(mangle_from_=False))
        return self.sendmail(sender, recipients, wire)


def _tls(mailbox: Mailbox) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not mailbox.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _refusal(refused: Mapping[str, tuple[int, bytes]]) -> SendFailed:
    """Return the failure of those recipients; permanent only if it is for all of them."""
    said = [
        f"{address}{_quoted(code, reply)}" for address, (code, reply) in sorted(refused.items())
    ]
    return SendFailed(
        reason=f"refused: {'; '.join(said[:3])}" + (f" and {len(said) - 3} more" * (len(said) > 3)),
        permanent=all(code >= 500 for code, _ in refused.values()),
    )


def _reply(error: smtplib.SMTPResponseException) -> str:
    return _quoted(error.smtp_code, error.smtp_error)


def _quoted(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    text = clean(text, limit=MAX_PHRASE)
    return f" ({code} {text})" if text else f" ({code})"


def _token(key: str) -> str:
    """Return the key as it may stand in a Message-ID."""
    return key if re.fullmatch(r"[A-Za-z0-9-]{1,64}", key) else digest((key,))


def _list(rule: str) -> str:
    """Return the rule's name as a label of a List-Id, for people who sort mail by it.

    "C++" and "C", or 苹果 AI and 华为 AI, don't share one: where the label leaves out more of the
    name than punctuation, a digest of it follows.
    """
    if not rule:
        return "notes"
    label = re.sub(r"[^a-z0-9]+", "-", rule.lower()).strip("-")[:40]
    whole = re.sub(r"[\s'’\".,:;!?()/&_-]+", "-", rule.lower()).strip("-")
    if label == whole and label != "notes":
        return label
    return "-".join(filter(None, (label, digest((rule,))[:8])))
