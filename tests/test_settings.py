from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ctserver.settings import Settings

TWINS = {
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("0", 0),
    "rtsp_port": ("554", 554),
    "site": ("minimal", "minimal"),
    "data": ("/var/lib/ctserver", Path("/var/lib/ctserver")),
    "database_url": ("postgresql+psycopg://localhost/ct", "postgresql+psycopg://localhost/ct"),
    "cache": ("/var/cache/ctserver", "/var/cache/ctserver"),
    "seed": ("7", 7),
    "workers": ("3", 3),
    "ready_file": ("/run/ready.json", Path("/run/ready.json")),
    "clock": ("frozen", "frozen"),
    "cors_origins": ("http://a, http://b,", ["http://a", "http://b"]),
    "max_body": ("1000", 1000),
    "log_level": ("debug", "debug"),
}


def settings(**given: Any) -> Settings:
    return Settings.read(given)


def test_every_setting_is_in_the_table_below() -> None:
    assert set(TWINS) == set(Settings.model_fields)


@pytest.mark.parametrize(("name", "given", "value"), [(name, *twin) for name, twin in TWINS.items()])
def test_each_setting_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, value: object
) -> None:
    monkeypatch.setenv(f"CTSERVER_{name.upper()}", given)
    assert getattr(settings(), name) == value


@pytest.mark.parametrize("name", TWINS)
def test_each_setting_has_a_default_and_a_description(name: str) -> None:
    field = Settings.model_fields[name]
    assert not field.is_required()
    assert field.description


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTSERVER_PORT", "1")
    assert settings(port=2).port == 2


def test_other_variables_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")
    monkeypatch.setenv("HOST", "x")
    assert (settings().port, settings().host) == (8080, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("port", "-1"),
        ("port", "65536"),
        ("port", "http"),
        ("rtsp_port", "65536"),
        ("seed", "-1"),
        ("workers", "-1"),
        ("workers", "65"),
        ("seed", str(2**32)),
        ("clock", "soon"),
        ("max_body", "0"),
        ("log_level", "loud"),
    ],
)
def test_a_value_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    monkeypatch.setenv(f"CTSERVER_{name.upper()}", given)
    with pytest.raises(ValidationError) as refusal:
        settings()
    assert [problem["loc"] for problem in refusal.value.errors()] == [(name,)]


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTSERVER_DATA", "")  # as compose files leave it
    assert settings().data is None


def test_settings_do_not_change() -> None:
    read = settings()
    with pytest.raises(ValidationError, match="frozen"):
        read.port = 1


@pytest.mark.parametrize(
    ("given", "shared", "directory"),
    [
        ("/var/cache/ct", "/shared", "/var/cache/ct"),
        ("loops", "/shared", "loops"),
        ("off", "/shared", None),
        ("", "/shared", "/shared/ctserver"),
        ("", "", "/users/somebody/.cache/ctserver"),
        ("", "not/absolute", "/users/somebody/.cache/ctserver"),
    ],
)
def test_where_coded_scenes_are_kept(
    monkeypatch: pytest.MonkeyPatch, given: str, shared: str, directory: str | None
) -> None:
    monkeypatch.setenv("HOME", "/users/somebody")
    monkeypatch.setenv("XDG_CACHE_HOME", shared)
    assert settings(cache=given).cache_directory() == (Path(directory) if directory else None)
