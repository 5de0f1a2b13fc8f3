"""The settings of the program, read once from the environment and handed on as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LISTEN = "127.0.0.1:8080"  # where a webhook listens that nobody gave another place
TELEGRAM = "https://api.telegram.org"
PREFIX = "COLIBRIS_"
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,128}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram takes for `secret_token`
_ID = re.compile(r"[1-9][0-9]{0,15}")  # Telegram's ids fit into 52 bits
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_MAX_PORT = 65_535
_LEVELS = ("debug", "info", "warning", "error")
_MIN_RATE = 0.01
_MAX_RATE = 1000.0


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides. Each field is the setting `COLIBRIS_<FIELD>`.

    `send_rate` is in messages a second over all chats, `admins` are Telegram ids, `metrics_from`
    are the networks that may read `/metrics` besides this machine.
    Secrets stay out of `repr`, so that no log line can hold them.
    """

    token: str = field(default="", repr=False)
    api_url: str = TELEGRAM
    database: str = field(default="sqlite:///colibris.db", repr=False)
    admins: frozenset[int] = frozenset()
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    listen: str = ""
    public_url: str = ""
    alive_url: str = field(default="", repr=False)
    metrics_from: tuple[IPv4Network | IPv6Network, ...] = ()
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))
    send_rate: float = 25.0
    log: str = "info"


def read(environment: Mapping[str, str]) -> Settings:
    """Read every `COLIBRIS_…` setting, or its `…_FILE` twin that names a file holding it.

    Raises `SettingsError` with one line for the first setting that is wrong.
    """
    given = {f.name: value for f in fields(Settings) if (value := _value(environment, f.name))}
    parsed = {name: _PARSERS[name](name, value) for name, value in given.items()}
    return Settings(**parsed)  # type: ignore[arg-type]  # each parser returns its field's type


def require_token(settings: Settings) -> str:
    """Return the token, or say how to get one."""
    if not settings.token:
        raise SettingsError(
            "COLIBRIS_TOKEN is not set: ask @BotFather for a token, or try `colibris demo`."
        )
    return settings.token


def page_address(settings: Settings) -> str:
    """Return where people reach the pages of the team; empty where nothing listens for them."""
    if settings.public_url:
        return settings.public_url
    if settings.webhook_url:
        parts = urlsplit(settings.webhook_url)
        return f"{parts.scheme}://{parts.netloc}"
    if not settings.listen:
        return ""
    host, _, port = settings.listen.rpartition(":")
    return f"http://{host if host not in ('', '0.0.0.0', '[::]') else 'localhost'}:{port}"  # noqa: S104


def _value(environment: Mapping[str, str], name: str) -> str:
    key = PREFIX + name.upper()
    path = environment.get(f"{key}_FILE", "")
    if path and environment.get(key):
        raise SettingsError(f"{key} and {key}_FILE are both set: keep one of them.")
    value = (_content(key, path) if path else environment.get(key, "")).strip()
    if not value.isprintable():
        # A NUL or a line break in the middle would end in an error far from here.
        raise SettingsError(f"{key} holds a line break or another character without a shape.")
    return value


def _content(key: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")  # some editors put a mark in front
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not readable as text"
    # Outside of the `except`: the error knows the bytes of the file, so the secret.
    raise SettingsError(f"{key}_FILE names a file that cannot be read: {reason}.")


def _token(name: str, value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise SettingsError(
            f"{_key(name)} does not look like a token of @BotFather (digits, a colon, letters)."
        )
    return value


def _url(name: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        bare = not (parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:
        whole = bare = False
    # Addresses are shown in logs: a password has no place in one.
    if not (whole and bare) or any(c.isspace() for c in value):
        raise SettingsError(
            f"{_key(name)} must be an address like http://127.0.0.1:8081, and nothing more."
        )
    return value.rstrip("/")


def _secret(name: str, value: str) -> str:
    if not _SECRET.fullmatch(value):
        raise SettingsError(f"{_key(name)} must be 1 to 256 of the signs A-Z a-z 0-9 _ and -.")
    return value


def _listen(name: str, value: str) -> str:
    _, colon, port = value.rpartition(":")
    if not colon or not _PORT.fullmatch(port) or int(port) > _MAX_PORT:
        raise SettingsError(f"{_key(name)} must be a host and a port like 0.0.0.0:8080.")
    return value


def _database(name: str, value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise SettingsError(
            f"{_key(name)} must start with sqlite:/// or postgresql:// (see the README)."
        )
    return value


def _ids(name: str, value: str) -> frozenset[int]:
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not all(_ID.fullmatch(part) for part in parts):
        raise SettingsError(f"{_key(name)} must be Telegram ids like 1234,5678.")
    return frozenset(map(int, parts))


def _zone(name: str, value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise SettingsError(f"{_key(name)} must be a time zone like Europe/Paris.") from None


def _rate(name: str, value: str) -> float:
    try:
        rate = float(value)
    except ValueError:
        rate = 0.0
    if not _MIN_RATE <= rate <= _MAX_RATE:
        raise SettingsError(
            f"{_key(name)} must be a number of messages a second, from 0.01 to 1000."
        )
    return rate


def _networks(name: str, value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
    except ValueError:
        raise SettingsError(
            f"{_key(name)} must be networks like 10.0.0.0/8, separated by commas."
        ) from None


def _level(name: str, value: str) -> str:
    if value.lower() not in _LEVELS:
        raise SettingsError(f"{_key(name)} must be one of {', '.join(_LEVELS)}.")
    return value.lower()


def _key(name: str) -> str:
    return PREFIX + name.upper()


_PARSERS: dict[str, Callable[[str, str], object]] = {
    "token": _token,
    "api_url": _url,
    "database": _database,
    "admins": _ids,
    "webhook_url": _url,
    "webhook_secret": _secret,
    "listen": _listen,
    "public_url": _url,
    "alive_url": _url,
    "metrics_from": _networks,
    "timezone": _zone,
    "send_rate": _rate,
    "log": _level,
}
