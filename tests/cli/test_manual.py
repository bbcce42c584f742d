"""The manual page has every command, and means in roff what the help says."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from monitor.cli.manual import roff


def test_the_page_has_every_command_with_its_options(cli):
    page = cli("man")
    for heading in (".SS backup {file}", ".SS feeds add {url}", r".SS install\-service"):
        assert heading in page.splitlines() or heading.rpartition(" ")[0] in page
    assert r"\fB\-\-rotate <int range>\fR" in page
    assert "[bold]" not in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b", "a.b"),
        (".TH", r"\&.TH"),
        ("'x'", r"\(aqx\(aq"),
        (r"a\b", r"a\eb"),
        ("--json", r"\-\-json"),
        ("[bold]run[/bold] \\[web]", "run [web]"),
        ("two\nlines", "two lines"),
    ],
)
def test_no_text_is_taken_for_a_request(text, expected):
    assert roff(text) == expected


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff: apt install groff")
def test_groff_finds_no_mistake_in_it(cli):
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Kutf8", "-Tutf8"],
        input=cli("man"),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    assert "NEWS-MONITOR(1)" in done.stdout
