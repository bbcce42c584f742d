import pytest

from monitor.config.reading.secrets import is_reference, resolve


def refused(value, tmp_path, **environ):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - callers look at the message
        resolve(value, environ=environ, directory=tmp_path)
    return str(caught.value)


def test_a_value_that_is_no_reference_is_the_secret_itself(tmp_path):
    assert resolve("hunter2", environ={}, directory=tmp_path) == "hunter2"
    assert not is_reference("hunter2")


def test_env_reads_the_environment_variable(tmp_path):
    assert resolve("env:DESK_URL", environ={"DESK_URL": " x\n"}, directory=tmp_path) == "x"


def test_file_reads_a_file_beside_the_configuration(tmp_path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "desk").write_text("sésame\n")
    assert resolve("file:secrets/desk", environ={}, directory=tmp_path) == "sésame"
    assert (
        resolve(f"file:{tmp_path}/secrets/desk", environ={}, directory=tmp_path / "x") == "sésame"
    )


def test_credential_reads_what_systemd_hands_over(tmp_path):
    (tmp_path / "desk").write_text("x")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert resolve("credential:desk", environ=environ, directory=tmp_path / "none") == "x"


def test_what_is_found_is_not_looked_up_again(tmp_path):
    assert resolve("env:A", environ={"A": "env:B", "B": "x"}, directory=tmp_path) == "env:B"


def test_a_variable_that_is_not_set_is_named_with_the_cure(tmp_path):
    message = refused("env:DESK_URL", tmp_path)
    assert "DESK_URL isn't set" in message
    assert "EnvironmentFile=" in message
    assert refused("env:DESK_URL", tmp_path, DESK_URL=" ") == (
        "environment variable DESK_URL is empty"
    )


def test_a_file_that_is_not_there_is_named_with_where_it_was_looked_for(tmp_path):
    assert refused("file:desk", tmp_path) == f"file desk isn't there (looked for {tmp_path}/desk)"
    assert "Is a directory" in refused("file:.", tmp_path)


def test_a_credential_outside_a_service_is_told_how_to_get_in(tmp_path):
    assert "LoadCredential=desk:" in refused("credential:desk", tmp_path)
    message = refused("credential:desk", tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path))
    assert "credential desk isn't there" in message


def test_a_secret_that_is_not_one_line_of_text_is_refused_without_quoting_it(tmp_path):
    (tmp_path / "two").write_text("hunter2\nhunter3\n")
    (tmp_path / "bytes").write_bytes(b"hunter2\xff")
    assert refused("file:two", tmp_path) == "file two holds more than one line of text"
    assert refused("file:bytes", tmp_path) == "file bytes isn't UTF-8 text"


@pytest.mark.parametrize(
    "value",
    [
        "env:https://hooks.example/hunter2",
        "env:",
        "env:hunter 2",
        "file:slack://hunter2",
        "file:",
        "credential:../hunter2",
        "credential:..",
        "$HUNTER2",
        "${HUNTER2}",
    ],
)
def test_a_secret_put_where_its_name_belongs_is_not_repeated(value, tmp_path):
    message = refused(value, tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path))
    assert "unter" not in message.lower()
    assert "name" in message.lower() or "path" in message


def test_who_runs_a_command_beside_the_service_gets_what_the_service_gets(tmp_path):
    (tmp_path / "environment").write_text(
        "# secrets\n;x\nDESK_URL=json://a/\n  QUOTED = 'b c' \nEMPTY=\nnonsense\n\"=\n"
    )
    assert resolve("env:DESK_URL", environ={}, directory=tmp_path) == "json://a/"
    assert resolve("env:QUOTED", environ={}, directory=tmp_path) == "b c"
    assert resolve("env:DESK_URL", environ={"DESK_URL": "mine"}, directory=tmp_path) == "mine"
    assert refused("env:EMPTY", tmp_path) == "environment variable EMPTY is empty"
    assert f"put it into {tmp_path}/environment" in refused("env:NONE", tmp_path)
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "desk").write_text("json://b/\n")
    assert resolve("credential:desk", environ={}, directory=tmp_path) == "json://b/"
    assert f"put it into {tmp_path}/credentials/none" in refused("credential:none", tmp_path)
    # The service has its own folder, and only what systemd put into it.
    (tmp_path / "handed").mkdir()
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path / "handed")}
    assert "restart the service" in refused("credential:desk", tmp_path, **environ)


def test_what_only_root_may_read_is_said_to_be_that(tmp_path, monkeypatch):
    def closed(path, **_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("monitor.config.reading.secrets.read_regular", closed)
    assert f"{tmp_path}/environment, which you may not read: ask as root" in refused(
        "env:DESK_URL", tmp_path
    )
