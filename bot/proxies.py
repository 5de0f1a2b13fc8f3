"""The way to a server: straight, or through the proxy that the environment names.

A département's machine often reaches the outside through one. aiohttp itself asks the environment
and the file `.netrc` at each request, with two hops to a thread. Neither changes while the bot
runs: for each server they are asked once. One on this machine is reached without a proxy, which
may not be asked for it.
"""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlsplit

from aiohttp.helpers import get_env_proxy_for_url
from yarl import URL

_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Ways:
    """The ways to the servers that were asked for so far: one or two."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], URL | None] = {}

    async def to(self, url: str) -> URL | None:
        """Give the proxy that leads to the server of `url`; None: straight."""
        parts = urlsplit(url)
        server = (parts.scheme, parts.netloc)
        if server not in self._known:
            here = parts.hostname in _HERE
            self._known[server] = None if here else await asyncio.to_thread(_find, url)
        return self._known[server]


def _find(url: str) -> URL | None:
    try:
        proxy, who = get_env_proxy_for_url(URL(url))
    except (LookupError, ValueError):  # no proxy; or no address, which the request will say
        return None
    return proxy if who is None else proxy.with_user(who.login).with_password(who.password)
