"""Which addresses Telegram accepts in links and buttons."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_SCHEME: Final = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_HOST: Final = re.compile(r"^(?:[\w-]+\.)+[\w-]+$|^\[[0-9a-fA-F:.]+\]$")
_INSIDE: Final = frozenset({"tg", "ton"})


def check_link(address: str) -> str | None:
    """Return the address as Telegram would keep it, or `None` for one that it would not take.

    It takes http, https, tg and ton, and reads a bare `example.org` as `http://example.org`.
    A host without a dot (`http://localhost`) is refused, as is any other scheme.
    """
    address = address.strip()
    if not address or any(character.isspace() for character in address):
        return None
    match = _SCHEME.match(address)
    if match is None:
        if re.match(r"^[a-z][a-z0-9+.-]*:(?!\d)", address, re.IGNORECASE):
            return None
        address = f"http://{address}"
    scheme = address.split("://", 1)[0].lower()
    if scheme in _INSIDE:
        return address
    return address if scheme in {"http", "https"} and _has_host(address) else None


def _has_host(address: str) -> bool:
    try:
        place = urlsplit(address)
        host, _port = place.hostname or "", place.port
    except ValueError:
        return False
    return bool(_HOST.match(f"[{host}]" if ":" in host else host))
