"""Where the files are that come with the program: samples, the alias pack, config.toml, units.

In a source checkout they stand in ``seeds/`` beside the package, config.toml and ``systemd/`` above
it, and the schema in ``docs/``; in an installed wheel all of them stand in ``monitor/seeds/``
(pyproject.toml's force-include).
"""

from __future__ import annotations

from pathlib import Path

SCHEMA = "webhook.schema.json"
"""What webhooks are sent, as JSON Schema."""
_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str, *, package: Path = _PACKAGE) -> Path:
    """Return the path of a shipped file, such as ``aliases.toml`` or ``config.toml``.

    Args:
        name: its name within seeds/, or ``config.toml``, or ``systemd/…``.
        package: the folder of the installed package.

    Raises:
        FileNotFoundError: no such file came with the program.
    """
    root = package.parent
    above = name == "config.toml" or name.startswith("systemd/")
    folder = root if above else root / "docs" if name == SCHEMA else root / "seeds"
    checkout = folder / name
    # Beside an installed package stand other packages: a seeds folder there isn't ours.
    is_checkout = (root / "pyproject.toml").is_file()
    for path in (package / "seeds" / name, *([checkout] if is_checkout else [])):
        if path.is_file():
            return path
    raise FileNotFoundError(f"{name} should have come with news-monitor; install it again")
