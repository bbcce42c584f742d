"""Runs the tests that read feeds on the oldest and the newest Python of this machine.

    make pythons        or: .venv/bin/python tests/other_pythons.py [PYTEST OPTIONS]

Pythons differ: 3.11.2, which is Debian 12's, misreads some regular expressions, and most feeds were
"broken XML" there while every test passed on 3.11.7. So each of the two, if it isn't the one that
runs this, gets an environment of its own (.venv-3.11.2), made once for each pyproject.toml.
Interpreters are looked for on PATH, in /usr/bin and in ~/.pyenv/versions.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = (
    "tests/feeds/parsing",
    "tests/feeds/http/test_unpacking.py",
    "--ignore=tests/feeds/parsing/test_sandbox.py",  # about processes, and slow
)
NEEDED = ("brotli", "hypothesis", "psutil", "pytest", "pytest-randomly", "pytest-timeout")
"""Of the packages for tests; the others would only take time."""
OLDEST = (3, 11)
Version = tuple[int, ...]


def interpreters() -> dict[Version, Path]:
    """Every CPython that is new enough, by its version."""
    folders = [*map(Path, os.environ.get("PATH", "").split(os.pathsep)), Path("/usr/bin")]
    folders += sorted(Path.home().glob(".pyenv/versions/*/bin"))
    found: dict[Version, Path] = {}
    for folder in dict.fromkeys(folders):
        if folder.name == "shims" or not folder.is_dir():
            continue  # pyenv's shims stand for what its versions hold
        for path in sorted({*folder.glob("python3"), *folder.glob("python3.[0-9][0-9]")}):
            version = version_of(path)
            if version and version >= OLDEST:
                found.setdefault(version, path)
    return found


def version_of(path: Path) -> Version | None:
    say = "import sys; print(*sys.version_info[:3]); sys.exit(sys.implementation.name != 'cpython')"
    try:
        run = subprocess.run(
            [path, "-c", say], check=False, capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if run.returncode else tuple(map(int, run.stdout.split()))


def environment(path: Path, version: Version) -> Path:
    """Make an environment for a Python, unless there is one; return its Python."""
    folder = ROOT / f".venv-{'.'.join(map(str, version))}"
    project = (ROOT / "pyproject.toml").read_bytes()
    stamp, state = folder / ".packages", hashlib.sha256(project + str(path).encode()).hexdigest()
    python = folder / "bin" / "python"
    if stamp.is_file() and stamp.read_text() == state:
        return python
    extras = tomllib.loads(project.decode())["project"]["optional-dependencies"]
    offered = extras["test"] + extras["compression"]
    wanted = [each for each in offered if each.partition(">")[0] in NEEDED]
    # Without pip of its own: Debian's Python can't install one, and ours will do.
    subprocess.run([path, "-m", "venv", "--clear", "--without-pip", folder], check=True)
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile"]
    run = subprocess.run([*pip, "-e", ROOT, *wanted], check=False, capture_output=True, text=True)
    if run.returncode:
        raise OSError(run.stderr.strip() or run.stdout.strip())
    stamp.write_text(state)
    return python


def tested(path: Path, version: Version) -> tuple[int, str]:
    """Run the tests on a Python; (exit code, what was printed)."""
    try:
        python = environment(path, version)
    except (OSError, subprocess.CalledProcessError) as error:
        return 1, f"no environment for {path}: {error}\n"
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS, *sys.argv[1:]]
    run = subprocess.run(
        command, check=False, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return run.returncode, run.stdout.decode("utf-8", "replace")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    found = interpreters()
    ours = sys.version_info[:3]
    chosen = {min(found), max(found)} - {ours} if found else set()
    with ThreadPoolExecutor() as pool:
        results = pool.map(lambda version: tested(found[version], version), sorted(chosen))
        failed = 0
        for version, (code, printed) in zip(sorted(chosen), results, strict=True):
            name = f"Python {'.'.join(map(str, version))} ({found[version]})"
            failed |= code
            last = printed.strip().rpartition("\n")[2].strip("= ")
            say(f"{name}: {last}" if not code else f"{printed}\nThese tests failed on {name}.")
    if not chosen:
        say("No Python here is older or newer than the one the tests ran on.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
