"""Certificates: an authority of the cluster's own, and a certificate for each of its members.

    ca.pem  ca.key                    the authority; its key is needed only to make members
    coordinator.pem coordinator.key   for the machine that runs ``news-monitor run``
    scheduler.pem   scheduler.key
    worker.pem      worker.key        all workers may share one

Who has one of them and its key belongs to the cluster. Dask compares no host names, so they hold
none, and members may move. The coordinator's is good for a client only: it can't pass for the
scheduler. Without this module encryption would take an evening with OpenSSL, and be left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from monitor.errors import MonitorError
from monitor.feeds.cluster.tls_files import COORDINATOR, SCHEDULER, WORKER, TlsFiles, files_of

MEMBERS: Final = (COORDINATOR, SCHEDULER, WORKER)
LASTS: Final = timedelta(days=730)
CA_LASTS: Final = timedelta(days=3_650)
RENEW: Final = timedelta(days=30)
"""So long before a certificate ends it is time for another."""


@dataclass(frozen=True, slots=True)
class Made:
    """A certificate that was written."""

    name: str
    files: TlsFiles
    until: datetime


def make(
    folder: Path, names: Iterable[str] = MEMBERS, *, now: datetime, lasts: timedelta = LASTS
) -> list[Made]:
    """Write an authority, if the folder has none, and a certificate for each name.

    Args:
        folder: Where; it is made, for its owner alone.
        names: What the certificates are for.
        now: Aware.
        lasts: How long they are good for.

    Raises:
        MonitorError: A file is there already, or can't be written.
    """
    names = list(dict.fromkeys(names))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            for path in (files_of(folder, name).certificate, files_of(folder, name).key):
                if path.exists():
                    raise MonitorError(
                        f"{path} is there already; remove it first if another shall take its place"
                    )
        authority = _authority(folder, now)
        return [_member(folder, name, authority, now, now + lasts) for name in names]
    except OSError as error:
        raise MonitorError(f"{folder}: {error.strerror or error}") from None


def ends(certificate: Path) -> datetime:
    """Return when a certificate ends.

    Raises:
        ValueError: It can't be read.
    """
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


Authority = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _authority(folder: Path, now: datetime) -> Authority:
    certificate_path, key_path = folder / "ca.pem", folder / "ca.key"
    if certificate_path.exists():
        try:
            key = serialization.load_pem_private_key(key_path.read_bytes(), None)
            certificate = x509.load_pem_x509_certificate(certificate_path.read_bytes())
        except FileNotFoundError:
            raise MonitorError(
                f"{key_path} isn't there: certificates are made where the authority's key is"
            ) from None
        except ValueError:
            raise MonitorError(f"{certificate_path} and {key_path} can't be read") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise MonitorError(f"{key_path} isn't a key that this command has made")
        return certificate, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("news-monitor cluster")
    certificate = (
        _builder(now, now + CA_LASTS)
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(certificate_path, key_path, certificate, key)
    return certificate, key


def _member(folder: Path, name: str, authority: Authority, now: datetime, until: datetime) -> Made:
    issuer, issuer_key = authority
    key = ec.generate_private_key(ec.SECP256R1())
    uses = (
        [ExtendedKeyUsageOID.CLIENT_AUTH]
        if name == COORDINATOR
        else [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
    )
    issued_by = issuer_key.public_key()
    certificate = (
        _builder(now, min(until, issuer.not_valid_after_utc))
        .subject_name(_name(name))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issued_by), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )
    files = files_of(folder, name)
    _write(files.certificate, files.key, certificate, key)
    return Made(name, files, certificate.not_valid_after_utc)


def _builder(now: datetime, until: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .serial_number(x509.random_serial_number())
        # An hour ago: the members' clocks may differ.
        .not_valid_before(now.astimezone(UTC) - timedelta(hours=1))
        .not_valid_after(until)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def _write(
    certificate_path: Path,
    key_path: Path,
    certificate: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
) -> None:
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
