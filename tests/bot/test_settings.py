from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings, SettingsError, read, require_token

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "123456:AAsecretsecretsecretsecretsecret"


def test_without_anything_the_defaults_hold() -> None:
    settings = read({})

    assert settings == Settings()
    assert settings.database == "sqlite:///colibris.db"
    assert settings.send_rate == 25
    assert settings.timezone.key == "Europe/Paris"


def test_everything_can_be_set() -> None:
    settings = read(
        {
            "COLIBRIS_TOKEN": TOKEN,
            "COLIBRIS_API_URL": "http://127.0.0.1:8081/",
            "COLIBRIS_DATABASE": "postgresql://me@host/name",
            "COLIBRIS_ADMINS": "12, 34",
            "COLIBRIS_TIMEZONE": "Indian/Reunion",
            "COLIBRIS_SEND_RATE": "29.5",
            "COLIBRIS_LOG": "DEBUG",
        }
    )

    assert settings.api_url == "http://127.0.0.1:8081"
    assert settings.admins == {12, 34}
    assert settings.send_rate == 29.5
    assert settings.log == "debug"


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")

    assert read({"COLIBRIS_TOKEN_FILE": str(tmp_path / "token")}).token == TOKEN


def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "binary"):
        with pytest.raises(SettingsError, match="COLIBRIS_TOKEN_FILE") as caught:
            read({"COLIBRIS_TOKEN_FILE": str(path)})
        assert "\n" not in str(caught.value)


def test_a_value_and_its_file_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    with pytest.raises(SettingsError, match="keep one"):
        read({"COLIBRIS_TOKEN": TOKEN, "COLIBRIS_TOKEN_FILE": str(tmp_path / "token")})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "nonsense"),
        ("TOKEN", "123:abc/../x"),
        ("API_URL", "ftp://x"),
        ("API_URL", "http://"),
        ("API_URL", "http://[::1"),
        ("DATABASE", "mysql://x"),
        ("ADMINS", "Camille"),
        ("TIMEZONE", "Auvergne"),
        ("TIMEZONE", "../../etc/passwd"),
        ("METRICS_FROM", "10.0.0.1/8"),
        ("METRICS_FROM", "the cellar"),
        ("SEND_RATE", "0"),
        ("SEND_RATE", "nan"),
        ("SEND_RATE", "many"),
        ("LOG", "loud"),
    ],
)
def test_a_wrong_value_names_its_setting(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"COLIBRIS_{name}"):
        read({f"COLIBRIS_{name}": value})


@given(st.text(), st.sampled_from(["TOKEN", "DATABASE", "ADMINS", "SEND_RATE", "TIMEZONE"]))
def test_no_value_brings_it_down_or_shows_a_secret(value: str, name: str) -> None:
    try:
        settings = read({f"COLIBRIS_{name}": value})
    except SettingsError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 – most values are refused
    else:
        assert not (len(settings.token) > 3 and settings.token in repr(settings))


def test_secrets_stay_out_of_what_is_printed() -> None:
    settings = Settings(token=TOKEN, database="postgresql://me:pass@host/x", webhook_secret="s3")

    for secret in (TOKEN, "pass", "s3"):
        assert secret not in repr(settings)


def test_without_a_token_it_says_how_to_get_one() -> None:
    with pytest.raises(SettingsError, match="BotFather"):
        require_token(Settings())
