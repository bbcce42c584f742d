"""Secrets by reference: ``env:NAME``, ``file:PATH``, ``credential:NAME`` instead of the value.

The messages name the variable, the file or the credential, and never a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from monitor.regular_file import read_regular

_SCHEMES = ("env:", "file:", "credential:")
_SHELL_STYLE = re.compile(r"\$\{?[A-Z_][A-Z0-9_]{2,}\}?")
# What may follow the scheme. Anything else might be the secret itself, put there by mistake, and
# isn't repeated in a message.
_NAMES = {
    "env": re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    "file": re.compile(r"(?!.*://)[^\x00-\x1f]+"),
    "credential": re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.-]+"),
}
_FOLLOWS = {
    "env": "the name of an environment variable (letters, digits and _)",
    "file": "the path of a file",
    "credential": "the name of a credential (letters, digits, _, - and .; no folder)",
}
_LARGEST = 65_536


def is_reference(value: str) -> bool:
    """Say whether a value names where the secret is, rather than being it."""
    return value.startswith(_SCHEMES)


def resolve(value: str, *, environ: Mapping[str, str], directory: Path) -> str:
    """Return the secret a reference leads to; a value that is no reference as it is.

    Args:
        value: The value as written in the configuration.
        environ: The process's environment.
        directory: What a ``file:`` path is relative to: the configuration file's folder.

    Raises:
        ValueError: The reference leads nowhere; the message says where it looked and what to do.
    """
    if _SHELL_STYLE.fullmatch(value):
        raise ValueError('to take it from an environment variable write "env:NAME", without a $')
    if not is_reference(value):
        return value
    scheme, _, name = value.partition(":")
    if not _NAMES[scheme].fullmatch(name):
        raise ValueError(f'after "{scheme}:" comes {_FOLLOWS[scheme]}, not the secret itself')
    if scheme == "env":
        return _variable(name, environ)
    if scheme == "file":
        return _content(directory / Path(name).expanduser(), called=f"file {name}")
    return _credential(name, environ)


def file_of(value: str, *, environ: Mapping[str, str], directory: Path) -> Path | None:
    """Return the file that a reference leads to; None if it leads to none, or nowhere."""
    scheme, _, name = value.partition(":")
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if scheme == "file" and name:
        return directory / Path(name).expanduser()
    if scheme == "credential" and folder:
        return Path(folder) / name
    return None


def _variable(name: str, environ: Mapping[str, str]) -> str:
    secret = environ.get(name)
    if secret is None:
        raise ValueError(
            f"environment variable {name} isn't set here; set it, or put it into the service's "
            "environment file (EnvironmentFile=), and restart the daemon: while it runs it gets no "
            "new variables"
        )
    return _one_line(secret, called=f"environment variable {name}")


def _credential(name: str, environ: Mapping[str, str]) -> str:
    # https://systemd.io/CREDENTIALS: a file of that name in $CREDENTIALS_DIRECTORY.
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise ValueError(
            f"credential {name} exists only inside the systemd service; add "
            f"LoadCredential={name}:/path/to/it to the unit (CREDENTIALS_DIRECTORY isn't set)"
        )
    return _content(Path(folder) / name, called=f"credential {name}")


def _content(path: Path, *, called: str) -> str:
    try:
        secret = read_regular(path, most=_LARGEST).decode()
    except FileNotFoundError:
        raise ValueError(f"{called} isn't there (looked for {path})") from None
    except UnicodeDecodeError:
        raise ValueError(f"{called} isn't UTF-8 text") from None
    except OSError as error:
        raise ValueError(f"{called} can't be read: {error.strerror} ({path})") from None
    return _one_line(secret, called=called)


def _one_line(secret: str, *, called: str) -> str:
    secret = secret.strip()
    if not secret:
        raise ValueError(f"{called} is empty")
    if not secret.isprintable():
        raise ValueError(f"{called} holds more than one line of text")
    return secret
