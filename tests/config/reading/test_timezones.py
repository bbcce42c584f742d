import pytest

from monitor.config import load_config
from monitor.config.reading.timezones import named_timezone, system_timezone


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/pariss", "Europe/Paris"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Asia/Hongkong", "Asia/Hong_Kong"),
    ],
)
def test_a_zone_that_does_not_exist_gets_a_suggestion(wrong, meant):
    with pytest.raises(ValueError, match=f'"{wrong}"; did you mean "{meant}"'):
        named_timezone(wrong)


@pytest.mark.parametrize(
    "wrong", ["../../etc/passwd", "/etc/localtime", "Europe", "+02:00", "\x00"]
)
def test_what_is_no_name_of_a_zone_is_refused(wrong):
    with pytest.raises(ValueError, match="there is no time zone"):
        named_timezone(wrong)


@pytest.mark.parametrize("written", ["Europe/Berlin", ":Europe/Berlin"])
def test_the_system_zone_is_tz_first(written, tmp_path):
    zone = system_timezone({"TZ": written}, localtime=tmp_path / "none")
    assert zone.key == "Europe/Berlin"


@pytest.mark.parametrize("environ", [{}, {"TZ": ""}, {"TZ": "CET-1CEST"}])
def test_the_system_zone_is_where_localtime_leads_else(environ, tmp_path):
    (tmp_path / "zoneinfo" / "Asia").mkdir(parents=True)
    (tmp_path / "zoneinfo" / "Asia" / "Tokyo").touch()
    link = tmp_path / "localtime"
    link.symlink_to("zoneinfo/Asia/Tokyo")
    assert system_timezone(environ, localtime=link).key == "Asia/Tokyo"


def test_the_system_zone_is_utc_when_the_system_does_not_tell(tmp_path):
    plain = tmp_path / "localtime"
    plain.write_bytes(b"TZif2")
    assert system_timezone({}, localtime=plain).key == "UTC"
    assert system_timezone({}, localtime=tmp_path / "none").key == "UTC"
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    assert system_timezone({}, localtime=link).key == "UTC"


@pytest.mark.parametrize("name", ["Nope/Zone", "CET-1CEST", "../etc"])
def test_a_system_zone_that_names_none_is_said_by_check(tmp_path, name):
    path = tmp_path / "config.toml"
    path.write_text("")
    said = [each.message for each in load_config(path, environ={"TZ": name}).warnings]
    assert any(f"TZ is {name!r}, which names no zone" in each for each in said)
    path.write_text('timezone = "Europe/Berlin"')
    said = [each.message for each in load_config(path, environ={"TZ": name}).warnings]
    assert not any("TZ is" in each for each in said)


def test_a_system_zone_that_is_known_is_no_warning(tmp_path):
    (tmp_path / "config.toml").write_text("")
    warnings = load_config(tmp_path / "config.toml", environ={"TZ": "Europe/Rome"}).warnings
    assert not any("TZ" in each.message for each in warnings)
