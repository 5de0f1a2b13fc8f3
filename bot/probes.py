"""`/health`, `/ready` and `/metrics`: what those who run the program ask it."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING

from aiohttp import web

from storage import outbox
from storage.database import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from ipaddress import IPv4Network, IPv6Network

    from bot.metrics import Metrics
    from storage.database import Database

    Network = IPv4Network | IPv6Network

LOG = logging.getLogger(__name__)
_LOOK_S = 2.0
_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


class Probes:
    """Answers the probes. `draining()`: the program is about to stop, nobody should come here."""

    def __init__(
        self,
        db: Database,
        metrics: Metrics,
        *,
        now: Callable[[], int],
        draining: Callable[[], bool],
        metrics_from: Sequence[Network] = (),
    ) -> None:
        self._db = db
        self._metrics = metrics
        self._now = now
        self._draining = draining
        self._metrics_from = metrics_from

    def routes(self) -> list[web.RouteDef]:
        """Give the three routes."""
        return [
            web.get("/health", self.health),
            web.get("/ready", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def health(self, _request: web.Request) -> web.Response:
        """Say that the process answers, and no more: a restart mends nobody else's faults."""
        return web.Response(text="ok\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """Say whether work may be sent here: 503 while it stops, or without its database."""
        if self._draining():
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="stopping\n")
        try:
            async with asyncio.timeout(_LOOK_S):
                await outbox.next_due_at(self._db)
        except (StorageError, TimeoutError):
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="no database\n")
        return web.Response(text="ok\n")

    async def metrics(self, request: web.Request) -> web.Response:
        """Give the figures to this machine and to the networks that are allowed."""
        if not self._may_see(request):
            return web.Response(status=HTTPStatus.NOT_FOUND)
        try:
            async with asyncio.timeout(_LOOK_S):
                now = self._now()
                self._metrics.outbox(await outbox.waiting(self._db, now=now), now)
        except (StorageError, TimeoutError) as error:
            LOG.info("outbox not counted", extra={"reason": type(error).__name__})
        return web.Response(body=self._metrics.text(), headers={"Content-Type": _FORMAT})

    def _may_see(self, request: web.Request) -> bool:
        # What a proxy on this machine passes on comes from loopback, too: from anybody, that is.
        if any(header in request.headers for header in _PASSED_ON):
            return False
        try:
            peer = ip_address((request.remote or "").partition("%")[0])
        except ValueError:
            return False
        peer = getattr(peer, "ipv4_mapped", None) or peer
        return peer.is_loopback or any(peer in network for network in self._metrics_from)
