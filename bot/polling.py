"""Fetching updates: one is confirmed to Telegram only once it is processed.

python-telegram-bot's own Updater confirms what it has put into a queue in memory; a crash loses
that queue. Here the offset is the oldest update that is not finished, so that Telegram delivers
again whatever a crash interrupted.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.pace import seconds_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

    from bot.order import Order
    from bot.request import AiohttpRequest

LOG = logging.getLogger(__name__)
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
_LIMIT = 100
_LONG_POLL_S = 25
_LOOK_AGAIN_S = 0.05
_CLOSE_S = 3.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: between tries (growing, the last one again), at the end."""

    pauses_s: tuple[float, ...] = (1, 2, 5, 10, 20, 30)
    finish_s: float = 20.0

    def pause(self, failures: int) -> float:
        """Give the pause after so many failures in a row."""
        return self.pauses_s[min(failures, len(self.pauses_s) - 1)]


class Polling:
    """Fetches updates, has each processed in the order of its chat, confirms what is done.

    `process(update)` returns whether the update is settled; an unsettled one (the database was
    away) is tried again with growing pauses and stays unconfirmed meanwhile.
    """

    def __init__(
        self,
        bot: Bot,
        request: AiohttpRequest,
        order: Order,
        process: Callable[[Update], Awaitable[bool]],
        *,
        patience: Patience = Patience(),
    ) -> None:
        self._bot = bot
        self._request = request
        self._order = order
        self._process = process
        self._patience = patience
        self._stopping = asyncio.Event()
        self._known: dict[int, asyncio.Task[None]] = {}  # fetched and not yet confirmed
        self._offset = 0

    async def run(self) -> None:
        """Fetch and process until `stop`; then finish what is in hand and confirm it."""
        failures = 0
        while not self._stopping.is_set():
            try:
                raw = await self._fetch()
                failures = 0
            except InvalidToken:
                raise
            except TelegramError as error:
                await self._rest(error, failures)
                failures += 1
                continue
            if raw is not None:
                self._take(raw)
                await self._breathe()
        await self._finish()

    def stop(self) -> None:
        """Fetch no more; `run` returns once what is in hand is done."""
        self._stopping.set()

    async def _fetch(self) -> list[Any] | None:
        """Ask for updates; `None` when told to stop meanwhile."""
        self._offset = self._watermark()
        for confirmed in [n for n in self._known if n < self._offset]:
            del self._known[confirmed]
        asking = asyncio.ensure_future(self._ask(0 if self._known else _LONG_POLL_S))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else None
        finally:
            for task in (asking, stopping):
                task.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)

    async def _ask(self, timeout: int, limit: int = _LIMIT) -> list[Any]:  # noqa: ASYNC109 – Telegram's own
        answer = await self._request.call(
            f"{self._bot.base_url}/getUpdates",
            {
                "offset": self._offset,
                "limit": limit,
                "timeout": timeout,
                "allowed_updates": ALLOWED,
            },
            read_s=timeout + 10,
        )
        if not isinstance(answer, list):
            raise NetworkError("getUpdates did not answer with a list")
        return answer

    def _watermark(self) -> int:
        """Give the oldest unfinished update, or the one after the newest."""
        for number in sorted(self._known):
            task = self._known[number]
            if not task.done() or task.cancelled():
                return number
        return max(self._known, default=self._offset - 1) + 1

    def _take(self, raw: list[Any]) -> None:
        for item in raw:
            number = item.get("update_id") if isinstance(item, dict) else None
            if not isinstance(number, int) or number in self._known:
                continue
            self._known[number] = asyncio.create_task(self._work(number, item))

    async def _work(self, number: int, item: dict[str, Any]) -> None:
        try:
            update = Update.de_json(item, self._bot)
        except Exception as error:  # noqa: BLE001 – whatever is wrong with one must not stop the rest
            LOG.warning(
                "update unreadable", extra={"update": number, "error": type(error).__name__}
            )
            return
        async with self._order.turn(_chat_of(update)):
            for failures in itertools.count():
                if await self._process(update):
                    return
                pause = self._patience.pause(failures)
                LOG.warning("update waits", extra={"update": number, "again_in_s": pause})
                await asyncio.sleep(pause)

    async def _breathe(self) -> None:
        """While some are in hand, look for new ones as soon as these are done, or shortly."""
        running = [task for task in self._known.values() if not task.done()]
        if running:
            await asyncio.wait(running, timeout=_LOOK_AGAIN_S)

    async def _rest(self, error: TelegramError, failures: int) -> None:
        pause = self._patience.pause(failures)
        if isinstance(error, RetryAfter):
            pause = seconds_of(error)
        if isinstance(error, Conflict):
            LOG.error("another process fetches this bot's updates: stop one of them")
        LOG.warning("no updates", extra={"reason": str(error), "again_in_s": pause})
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._stopping.wait()

    async def _finish(self) -> None:
        running = [task for task in self._known.values() if not task.done()]
        if running:
            LOG.info("finishing", extra={"updates": len(running)})
            _, late = await asyncio.wait(running, timeout=self._patience.finish_s)
            for task in late:  # they stay unconfirmed: Telegram delivers them again
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._offset = self._watermark()
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._ask(0, limit=1)
        except (TelegramError, TimeoutError) as error:
            LOG.info("last confirmation missed", extra={"reason": str(error)})


def _chat_of(update: Update) -> object:
    """Say whose turn an update needs: its chat's, else the person's, else its own."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    if update.effective_user is not None:
        return update.effective_user.id
    return object()
