"""Apprise's plugins are loaded as far as a target needs them, and none that it needs is missed."""

import json
import subprocess
import sys

import pytest

from monitor.alerts.sending import plugins
from monitor.alerts.sending.plugins import SERVICES, load_all, may_read


def test_whatever_scheme_an_address_has_its_plugin_is_found_by_its_code(monkeypatch):
    code = list(plugins.all_code())  # read once, not for each of two hundred schemes
    monkeypatch.setattr(plugins, "all_code", lambda: code)
    load_all()
    schemes = SERVICES.schemas()
    assert len(schemes) > 200
    for scheme in schemes:
        folder = SERVICES[scheme].__module__.split(".")[2]
        assert folder in may_read(f"{scheme}://somewhere"), scheme


def test_whatever_plugin_knows_web_addresses_is_found_for_one():
    load_all()
    for plugin in SERVICES.plugins():
        if "parse_native_url" in vars(plugin):
            assert plugin.__module__.split(".")[2] in may_read("https://hooks.example/")


def test_the_code_is_looked_through_once_for_all_targets_of_a_scheme(monkeypatch):
    first = may_read("ntfy://one-topic")
    monkeypatch.setattr(plugins, "all_code", lambda: pytest.fail("looked again"))
    assert may_read("NTFY://another-topic") == first != set()


def test_a_target_loads_few_of_them_and_the_next_one_those_that_it_needs():
    code = """if True:
        import json, sys
        from zoneinfo import ZoneInfo
        from monitor.alerts.sending import service
        from monitor.alerts.sending.plugins import SERVICES
        counts = []
        for url in ("json://localhost/", "ntfy://topic", "https://ntfy.sh/topic"):
            loaded = service.load(url, ZoneInfo("UTC"))
            counts.append([type(loaded).__name__, len(list(SERVICES.plugins()))])
        print(json.dumps(counts))
    """
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    (first, few), (second, more), (third, web) = json.loads(done.stdout)
    assert (first, second, third) == ("NotifyJSON", "NotifyNtfy", "NotifyNtfy")
    assert few < more < 20 < web < 100
