"""Whether a file is there, where perhaps nobody may look.

``Path.exists`` raises in a folder that its user may not look into, on Python before 3.14. Without
this module whoever asks for the news of a service as another user would see a traceback.
"""

from __future__ import annotations

from pathlib import Path


def may_look(path: Path) -> bool:
    """Whether its folder lets this user see if a file is there."""
    try:
        path.stat()
    except PermissionError:
        return False
    except OSError:
        return True
    return True


def is_missing(path: Path) -> bool:
    """Whether a file is surely not there."""
    return may_look(path) and not path.exists()


def forbidden(path: Path) -> str:
    """Say that a file's folder is closed to this user, and what to do."""
    folder = path.parent
    return f"you may not look into {folder}; ask as root (sudo), or see who may: ls -ld {folder}"
