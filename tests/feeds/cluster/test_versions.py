from monitor.feeds.cluster.batch import PROTOCOL
from monitor.feeds.cluster.versions import scheduler_mismatch, worker_mismatch


def worker(**other):
    return {"version": "1.2.3", "python": "3.12.4", "protocol": PROTOCOL} | other


def test_the_same_versions_work_together():
    assert worker_mismatch(worker(), version="1.2.3", python="3.12.9") == ""
    packages = {"distributed": "2026.8.0", "python": "3.12.4.final.0"}
    assert scheduler_mismatch(packages, distributed="2026.8.0", python="3.12.9") == ""


def test_another_version_of_the_worker_is_refused_in_words():
    said = worker_mismatch(worker(version="1.0.0"), version="1.2.3", python="3.12.4")
    assert said == "it has news-monitor 1.0.0, here is 1.2.3: install the same there"


def test_another_protocol_is_another_version():
    assert worker_mismatch(worker(protocol=0), version="1.2.3", python="3.12.4")


def test_another_python_is_refused_in_words():
    said = worker_mismatch(worker(python="3.11.2"), version="1.2.3", python="3.12.4")
    assert said == "it has Python 3.11.2, here is 3.12.4: both must be 3.12"
    packages = {"distributed": "2026.8.0", "python": "3.14.0.final.0"}
    said = scheduler_mismatch(packages, distributed="2026.8.0", python="3.12.4")
    assert said == "it has Python 3.14.0, here is 3.12.4: both must be 3.12"


def test_another_dask_is_refused_in_words():
    packages = {"distributed": "2025.1.0", "python": "3.12.4.final.0"}
    said = scheduler_mismatch(packages, distributed="2026.8.0", python="3.12.4")
    assert said == "it has Dask 2025.1.0, here is 2026.8.0: install the same there"
