"""Delivers updates to the address that the bot named with `setWebhook`, as Telegram does.

Messages have a queue for each chat, presses one for each person. The next update of a queue is
sent only when the last one got a 2xx; a failure is tried again with a growing pause, or when
`Retry-After` says. A method call in the response is carried out, and nobody hears how it went.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import aiohttp

from bot.demo.call import Call
from bot.demo.errors import ApiError
from bot.demo.methods import find_method

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bot.demo.world import World

Json = dict[str, Any]

LOG = logging.getLogger(__name__)
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 – the name of a header
_PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_ANSWER_S = 60.0


@dataclass(slots=True)
class Deliveries:
    """What was delivered: how many, how many of them again, and the calls that came back."""

    sent: int = 0
    again: int = 0
    calls: list[str] = field(default_factory=list)


class Hooks:
    """Delivers as long as the `async with` block runs and the world has a webhook."""

    def __init__(self, world: World) -> None:
        self.done = Deliveries()
        self._world = world
        self.pauses_s: tuple[float, ...] = _PAUSES_S
        self._busy: dict[Hashable, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=_ANSWER_S),
            connector=aiohttp.TCPConnector(limit=0),
        )
        self._loop = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [task for task in (self._loop, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def carry_out(self, body: bytes) -> None:
        """Do what a response asks for; nobody hears how it went."""
        try:
            call = json.loads(body) if body else {}
        except ValueError:
            return
        found = find_method(str(call.pop("method", ""))) if isinstance(call, dict) else None
        if found is None:
            return
        name, method = found
        self.done.calls.append(name)
        with contextlib.suppress(ApiError):  # nobody hears of it
            result = method(self._world, Call(call))
            if inspect.isawaitable(result):
                await result

    async def _run(self) -> None:
        while True:
            self._begin()
            await self._world.updates.changed()

    def _begin(self) -> None:
        """Send the oldest update of each queue that has none on its way."""
        hook = self._world.webhook
        if hook is None:
            return
        seen: set[Hashable] = set()
        for update in self._world.updates.pending:
            if len(self._busy) >= hook["max_connections"]:
                return
            queue = _queue_of(update)
            if queue not in seen and queue not in self._busy:
                task = asyncio.create_task(self._deliver(update))
                self._busy[queue] = task
                task.add_done_callback(partial(self._end, queue))
            seen.add(queue)

    def _end(self, queue: Hashable, _task: asyncio.Task[None]) -> None:
        self._busy.pop(queue, None)
        self._world.updates.ring()

    async def _deliver(self, update: Json) -> None:
        failures = 0
        while (hook := self._world.webhook) is not None:
            self.done.sent += 1
            self.done.again += failures > 0
            pause = self.pauses_s[min(failures, len(self.pauses_s) - 1)]
            try:
                status, body, after = await self._post(hook, update)
            except (aiohttp.ClientError, TimeoutError, OSError):
                status, body, after = 0, b"", None
            if 200 <= status < 300:  # noqa: PLR2004 – what HTTP calls success
                await self.carry_out(body)
                self._world.updates.confirm(update["update_id"])
                return
            failures += 1
            await asyncio.sleep(pause if after is None else min(after, pause))

    async def _post(self, hook: Json, update: Json) -> tuple[int, bytes, float | None]:
        if self._session is None:
            raise RuntimeError("not open")
        headers = {_SECRET_HEADER: hook["secret_token"]} if hook["secret_token"] else {}
        async with self._session.post(hook["url"], json=update, headers=headers) as response:
            after = response.headers.get("Retry-After", "")
            return response.status, await response.read(), float(after) if after else None


def _queue_of(update: Json) -> Hashable:
    press = update.get("callback_query")
    if press is not None:
        return "press", press["from"]["id"]
    for body in update.values():
        if isinstance(body, dict) and "chat" in body:
            return "chat", body["chat"]["id"]
    return "other", update["update_id"]
