from pathlib import Path

import pytest

from monitor.shipped import shipped


def test_in_a_checkout_files_stand_in_seeds_and_the_configuration_above():
    root = Path(__file__).parent.parent
    assert shipped("aliases.toml") == root / "seeds" / "aliases.toml"
    assert shipped("config.toml") == root / "config.toml"


def test_in_a_wheel_they_stand_inside_the_package(tmp_path):
    package = tmp_path / "site-packages" / "monitor"
    (package / "seeds").mkdir(parents=True)
    (package / "seeds" / "config.toml").touch()
    assert shipped("config.toml", package=package) == package / "seeds" / "config.toml"


def test_a_seeds_folder_of_somebody_else_is_not_ours(tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "aliases.toml").touch()
    with pytest.raises(FileNotFoundError, match="install it again"):
        shipped("aliases.toml", package=tmp_path / "monitor")
