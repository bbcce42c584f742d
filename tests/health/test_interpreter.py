"""Facts about Pythons that are known to be wrong."""

import re
import sys

import pytest

from monitor.health.interpreter import known_fault


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 11, 2), (3, 11, 4)])
def test_a_python_that_misreads_expressions_is_named_with_the_cure(version):
    fault = known_fault(version)
    assert "misreads some regular expressions" in fault
    assert "Python 3.11.5 or newer" in fault


@pytest.mark.parametrize("version", [(3, 11, 5), (3, 11, 7), (3, 12, 0), (3, 13, 0), (3, 14, 2)])
def test_other_pythons_are_sound(version):
    assert known_fault(version) == ""


def test_the_fault_is_where_it_is_said_to_be():
    found = re.findall(r"\[[^\]]*+(?:\](?!\])[^\]]*+)*+\]\]", "[a]b]]")
    assert bool(found) is not bool(known_fault(sys.version_info[:3]))
