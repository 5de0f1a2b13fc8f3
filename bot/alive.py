"""A sign of life outside Telegram: while it comes, a watch elsewhere stays quiet (row 86).

The bot cannot tell by Telegram that Telegram, its database or itself is away. So the alarm is the
other way round: each minute in which all is well a given address is asked; whoever runs it rings
when nothing comes.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError, ClientSession
from telegram.error import TelegramError

from storage import outbox
from storage.database import StorageError

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from storage.database import Database

LOG = logging.getLogger(__name__)
_PATIENCE_S: Final = 20.0
_MANY: Final = 100  # updates that wait at Telegram
_MINUTES: Final = 5  # for so long they may be so many
_REFUSED: Final = 400


@dataclass(slots=True)
class Alive:
    """Gives the sign. `url`: what is asked; `piled`: for how many minutes many updates waited."""

    url: str
    bot: ExtBot[Any]
    db: Database
    piled: int = 0

    async def beat(self) -> None:
        """Look whether Telegram, the database and the intake answer, then say so. Never raises."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                reason = await self._amiss() or await self._say()
        except (TelegramError, StorageError, ClientError, TimeoutError, OSError) as error:
            reason = type(error).__name__
        if reason:
            LOG.warning("no sign of life given", extra={"reason": reason})

    async def _amiss(self) -> str:
        await outbox.next_due_at(self.db)
        waiting = (await self.bot.get_webhook_info()).pending_update_count
        self.piled = self.piled + 1 if waiting >= _MANY else 0
        return "updates pile up" if self.piled > _MINUTES else ""

    async def _say(self) -> str:
        async with ClientSession() as http, http.get(self.url) as answer:
            return "the watch refused it" if answer.status >= _REFUSED else ""
