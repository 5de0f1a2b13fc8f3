"""What handlers work with: the services of the program, in a typed context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram.ext import CallbackContext, ExtBot

from bot.reminders import schedule_next

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from bot.collective import Collective
    from bot.rules.recurrence import Rhythm
    from content.ask import Answerer
    from content.model import Content
    from content.suggest import Catalogue
    from content.texts import Texts
    from storage.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Services:
    """All that a handler may need; made once by `bot.app`.

    `now` gives the time in UTC seconds, `seed` a number for choices left to chance, `retry`
    collects the updates that could not be settled (they are tried again).
    """

    db: Database
    content: Content
    texts: Texts
    answerer: Answerer
    catalogue: Catalogue
    zone: ZoneInfo
    now: Callable[[], int]
    seed: Callable[[], int]
    collective: Collective
    retry: set[int]
    version: str

    async def remind_next(
        self, tx: Transaction, pledge_id: int, rhythm: Rhythm, *, after: int
    ) -> None:
        """Set the next reminder of a pledge, in the transaction that takes or changes it."""
        await schedule_next(tx, pledge_id, rhythm, after=after, zone=self.zone)


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Services]):
    """The context of python-telegram-bot, carrying our services as its `bot_data`."""

    @property
    def services(self) -> Services:
        """Everything that the program opened for us."""
        return self.bot_data
