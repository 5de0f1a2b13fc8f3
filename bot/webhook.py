"""The webhook: an update is answered only once it is processed.

Telegram keeps one queue for each chat and sends the next update of it only when the last one got
a 2xx: so that 200 after the work means order, back-pressure and redelivery, in any number of
replicas. What cannot be settled (the database is away) gets a 503, and comes again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import TelegramError

from bot.held import holding
from bot.polling import ALLOWED, chat_of
from bot.reading import read_update

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot, Update

    from bot.order import Order

LOG = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 – the name of a header
_PATH = "/telegram"
_AT_ONCE = 100  # Telegram's own most
_LONGEST_TRIES_S = 60.0
_RETRY_AFTER = {"Retry-After": "2"}
_written = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` would make one each time


def address_of(url: str) -> str:
    """Give the whole address of the webhook: a bare host gets a path. Never holds the token."""
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + _PATH


def secret_of(token: str, chosen: str) -> str:
    """Give the secret that Telegram shows us: the chosen one, else one made from the token.

    So all replicas know the same one, and it tells nothing about the token.
    """
    if chosen:
        return chosen
    return hmac.new(token.encode(), b"colibris webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Takes updates from Telegram's requests, each in the order of its chat.

    `process(update)` returns whether the update is settled.
    """

    def __init__(
        self,
        bot: Bot,
        order: Order,
        process: Callable[[Update], Awaitable[bool]],
        *,
        url: str,
        secret: str,
    ) -> None:
        self._bot = bot
        self._order = order
        self._process = process
        self._url = address_of(url)
        self._secret = secret
        self._header = secret.encode()
        self._stopping = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """Give the one route that Telegram knows."""
        return [web.post(urlsplit(self._url).path, self.take)]

    def stop(self) -> None:
        """Let `run` return; what is in hand is still answered by the server."""
        self._stopping.set()

    async def run(self) -> None:
        """Wait until `stop`."""
        await self._stopping.wait()

    async def announce(self) -> None:
        """Tell Telegram where to send updates; tried again until it listens.

        Each replica says it at its start: it is the same address and secret.
        """
        pause = 1.0
        while not self._stopping.is_set():
            try:
                await self._bot.set_webhook(
                    self._url,
                    secret_token=self._secret,
                    allowed_updates=ALLOWED,
                    max_connections=_AT_ONCE,
                )
            except TelegramError as error:
                LOG.warning("webhook not set", extra={"reason": str(error), "again_in_s": pause})
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_TRIES_S)
            else:
                LOG.info("webhook set")
                return

    async def withdraw(self) -> None:
        """Take the address away; Telegram keeps what comes meanwhile for a day."""
        try:
            await self._bot.delete_webhook()
        except TelegramError as error:
            LOG.info("webhook not taken away", extra={"reason": str(error)})

    async def take(self, request: web.Request) -> web.Response:
        """Answer one request of Telegram's."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._header):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        item = _decode(await request.read())
        if item is None:
            LOG.warning("update unreadable", extra={"update": None})
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        update = read_update(item, self._bot)
        if update is None:
            return web.Response()
        async with self._order.turn(chat_of(update)):
            return await self._answer(update)

    async def _answer(self, update: Update) -> web.Response:
        with holding() as held:
            try:
                settled = await self._process(update)
            except Exception:
                # A fault of ours, in the same way at the next try.
                LOG.exception("update failed", extra={"update": update.update_id})
                settled = True
        if not settled:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=_RETRY_AFTER)
        if held.call is None:
            return web.Response()
        body = _written(held.call).encode("utf-8", "replace")
        return web.Response(body=body, content_type="application/json")


def _decode(body: bytes) -> dict[str, Any] | None:
    try:
        item = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) and isinstance(item.get("update_id"), int) else None
