"""Fetching updates: one is confirmed to Telegram only once it is processed.

python-telegram-bot's own Updater confirms what it has put into a queue in memory; a crash loses
that queue. Here the offset is the oldest update that is not finished, so that Telegram delivers
again whatever a crash interrupted.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.pace import seconds_of
from bot.reading import read_update
from bot.stopping import unless

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot, Update

    from bot.order import Order
    from bot.request import AiohttpRequest

LOG = logging.getLogger(__name__)
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
_LIMIT = 100
_LONG_POLL_S = 25
_LOOK_AGAIN_S = 0.05
_LOOK_AGAIN_AT_LAST_S = 1.0
_CLOSE_S = 2.0
_TRIES_AT_LEAST = 6


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: between tries (growing, the last one again), at the end."""

    pauses_s: tuple[float, ...] = (1, 2, 5, 10, 20, 30)
    finish_s: float = 6.0  # Docker kills ten seconds after it has asked to stop

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
        # Fetched and not yet confirmed; each task says whether its update is settled.
        self._known: dict[int, asyncio.Task[bool]] = {}
        self._offset = 0
        self._look_again_s = _LOOK_AGAIN_S
        self._settled = 0  # how many updates were, so far

    async def run(self) -> None:
        """Fetch and process until `stop`; then finish what is in hand and confirm it.

        Cancelled, or where the token is refused (`InvalidToken`), it leaves nothing running.
        """
        try:
            await self._serve()
            await self._finish()
        finally:
            await self._drop()

    def stop(self) -> None:
        """Fetch no more; `run` returns once what is in hand is done."""
        self._stopping.set()

    async def _serve(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                raw = await self._fetch()
                fresh = self._take(raw or [])
            except InvalidToken:
                raise
            except TelegramError as error:
                await self._rest(error, failures)
                failures += 1
                continue
            failures = 0
            await self._breathe(fresh=fresh)

    async def _fetch(self) -> list[Any] | None:
        """Ask for updates; `None` when told to stop meanwhile."""
        self._offset = self._watermark()
        for confirmed in [n for n in self._known if n < self._offset]:
            del self._known[confirmed]
        return await unless(self._stopping, self._ask(0 if self._known else _LONG_POLL_S))

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
        """Give the oldest unsettled update, or the one after the newest."""
        for number in sorted(self._known):
            task = self._known[number]
            if not task.done() or task.cancelled() or not task.result():
                return number
        return max(self._known, default=self._offset - 1) + 1

    def _take(self, raw: list[Any]) -> bool:
        """Set to work on what is new; return whether anything is."""
        numbered = {
            item["update_id"]: item
            for item in raw
            if isinstance(item, dict) and isinstance(item.get("update_id"), int)
        }
        if raw and not numbered:  # they cannot be confirmed: asking on at once would spin
            raise NetworkError("getUpdates gave updates without numbers")
        fresh = [number for number in numbered if number not in self._known]
        for number in fresh:
            self._known[number] = asyncio.create_task(self._work(number, numbered[number]))
        return bool(fresh)

    async def _work(self, number: int, item: dict[str, Any]) -> bool:
        """Process one update in its turn; return whether it is settled and may be confirmed."""
        update = read_update(item, self._bot)
        if update is None:
            return True
        async with self._order.turn(chat_of(update)):
            settled = await self._insist(number, update)
        self._settled += settled
        return settled

    async def _insist(self, number: int, update: Update) -> bool:
        """Try until the update is settled; False when told to stop before."""
        settled_before, failures = 0, 0
        while not await self._try(number, update):
            failures += 1
            if failures == 1:
                settled_before = self._settled
            if failures >= _TRIES_AT_LEAST and self._blocks(number, settled_before):
                LOG.error("update given up: it holds all others up", extra={"update": number})
                return True
            pause = self._patience.pause(failures - 1)
            LOG.warning("update waits", extra={"update": number, "again_in_s": pause})
            await unless(self._stopping, asyncio.sleep(pause))
            if self._stopping.is_set():
                return False
        return True

    async def _try(self, number: int, update: Update) -> bool:
        try:
            return await self._process(update)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return False  # not we were cancelled, but something that the handler waited for
        except Exception:
            # A fault of ours, in the same way at the next try.
            LOG.exception("update failed", extra={"update": number})
            return True

    def _blocks(self, number: int, settled_before: int) -> bool:
        """Say whether one update alone keeps the bot from all that came later.

        Telegram gives at most a hundred from the oldest unconfirmed one on. Where others were
        settled meanwhile, it is not the database that is away: this one will never be settled.
        """
        full = len(self._known) >= _LIMIT
        return full and number == self._watermark() and self._settled > settled_before

    async def _breathe(self, *, fresh: bool) -> None:
        """While some are in hand, look for new ones once these are done, or after a little while.

        The little while grows as long as nothing new comes: one that is stuck for an hour is no
        reason to ask Telegram twenty times a second.
        """
        longer = min(self._look_again_s * 1.5, _LOOK_AGAIN_AT_LAST_S)
        self._look_again_s = _LOOK_AGAIN_S if fresh else longer
        running = self._running()
        if running:
            await unless(self._stopping, asyncio.wait(running, timeout=self._look_again_s))

    async def _rest(self, error: TelegramError, failures: int) -> None:
        pause = self._patience.pause(failures)
        if isinstance(error, RetryAfter):
            pause = seconds_of(error)
        if isinstance(error, Conflict):
            LOG.error("another process fetches this bot's updates: stop one of them")
        LOG.warning("no updates", extra={"reason": str(error), "again_in_s": pause})
        await unless(self._stopping, asyncio.sleep(pause))

    def _running(self) -> list[asyncio.Task[bool]]:
        return [task for task in self._known.values() if not task.done()]

    async def _drop(self) -> None:
        """Cancel what still runs: unconfirmed, so that Telegram delivers it again."""
        running = self._running()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _finish(self) -> None:
        running = self._running()
        if running:
            LOG.info("finishing", extra={"updates": len(running)})
            await asyncio.wait(running, timeout=self._patience.finish_s)
            await self._drop()
        self._offset = self._watermark()
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._ask(0, limit=1)
        except (TelegramError, TimeoutError) as error:
            LOG.info("last confirmation missed", extra={"reason": str(error)})


def chat_of(update: Update) -> object:
    """Say whose turn an update needs: its chat's, else the person's, else its own."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    if update.effective_user is not None:
        return update.effective_user.id
    return object()
