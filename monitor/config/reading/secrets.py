"""Secrets by reference: ``env:NAME``, ``file:PATH``, ``credential:NAME`` instead of the value.

systemd hands a service its variables and credentials. Who runs a command beside the service, such
as ``check``, has neither: they are read from where systemd reads them, if that user may. The
messages name the variable, the file or the credential, and never a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from monitor.presence import is_missing
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


ENVIRONMENT, CREDENTIALS = "environment", "credentials"
"""Beside config.toml: the service's file of variables and its folder of credentials
(``service.plan``)."""


class NotThereError(ValueError):
    """What a reference leads to isn't there now, or can't be read; it may come back."""


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
        NotThereError: The reference leads nowhere; the message says where it looked and what to do.
        ValueError: It is no reference, or what it leads to is no secret.
    """
    if _SHELL_STYLE.fullmatch(value):
        raise ValueError('to take it from an environment variable write "env:NAME", without a $')
    if not is_reference(value):
        return value
    scheme, _, name = value.partition(":")
    if not _NAMES[scheme].fullmatch(name):
        raise ValueError(f'after "{scheme}:" comes {_FOLLOWS[scheme]}, not the secret itself')
    if scheme == "env":
        return _variable(name, environ, directory)
    if scheme == "file":
        return _content(directory / Path(name).expanduser(), called=f"file {name}")
    return _credential(name, environ, directory)


def file_of(value: str, *, environ: Mapping[str, str], directory: Path) -> Path | None:
    """Return the file that a reference leads to; None if it leads to none, or nowhere."""
    scheme, _, name = value.partition(":")
    if scheme == "file" and name:
        return directory / Path(name).expanduser()
    if scheme == "credential":
        return _credentials(environ, directory) / name
    if scheme == "env" and name not in environ:
        return directory / ENVIRONMENT
    return None


def _variable(name: str, environ: Mapping[str, str], directory: Path) -> str:
    called, file = f"environment variable {name}", directory / ENVIRONMENT
    place, closed = "the service's environment file (EnvironmentFile=)", ""
    secret = environ.get(name)
    if secret is None:
        try:
            secret = read_environment(read_regular(file, most=_LARGEST).decode()).get(name)
            place = str(file)
        except PermissionError:
            closed = f" (perhaps it stands in {file}, which you may not read: ask as root)"
        except (OSError, UnicodeDecodeError):
            pass  # there is no service, or it has no such file
    if secret is None:
        raise NotThereError(
            f"{called} isn't set here{closed}; set it, or put it into {place}, and restart the "
            "daemon: while it runs it gets no new variables"
        )
    return _one_line(secret, called=called)


def read_environment(text: str) -> dict[str, str]:
    """Return the variables of a file as systemd's ``EnvironmentFile=`` reads it."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and _NAMES["env"].fullmatch(name.strip()):
            value = value.strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            found[name.strip()] = value
    return found


def _credential(name: str, environ: Mapping[str, str], directory: Path) -> str:
    folder, beside = _credentials(environ, directory), directory / CREDENTIALS
    if folder == beside and is_missing(folder):
        raise NotThereError(
            f"credential {name} exists only inside the systemd service; add "
            f"LoadCredential={name}:/path/to/it to the unit (CREDENTIALS_DIRECTORY isn't set)"
        )
    return _content(
        folder / name,
        called=f"credential {name}",
        cure=f"; put it into {beside / name}, run `news-monitor install-service`, and restart the "
        "service",
    )


def _credentials(environ: Mapping[str, str], directory: Path) -> Path:
    # https://systemd.io/CREDENTIALS: a file of that name in $CREDENTIALS_DIRECTORY.
    folder = environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) if folder else directory / CREDENTIALS


def _content(path: Path, *, called: str, cure: str = "") -> str:
    try:
        secret = read_regular(path, most=_LARGEST).decode()
    except FileNotFoundError:
        raise NotThereError(f"{called} isn't there (looked for {path}){cure}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{called} isn't UTF-8 text") from None
    except OSError as error:
        raise NotThereError(
            f"{called} can't be read: {error.strerror} ({path}); ask as root, or see who may: "
            f"ls -ld {path.parent} {path}"
        ) from None
    return _one_line(secret, called=called, cure=cure)


def _one_line(secret: str, *, called: str, cure: str = "") -> str:
    secret = secret.strip()
    if not secret:
        raise NotThereError(f"{called} is empty{cure}")
    if not secret.isprintable():
        raise ValueError(f"{called} holds more than one line of text")
    return secret
