"""What handlers work with: the services of the program, in a typed context."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telegram.ext import CallbackContext, ExtBot

from bot import menu, notices
from bot.pace import Lane
from bot.reminders import schedule_next
from bot.said import Said
from storage import meta, outbox, roles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    from bot.collective import Collective
    from bot.deliver import Screen
    from bot.flood import Flood
    from bot.library import Library
    from bot.metrics import Metrics
    from bot.pictures import Pictures
    from bot.rules.recurrence import Rhythm
    from bot.rules.roles import Role
    from content.ask import Answerer
    from content.model import Content
    from content.suggest import Catalogue
    from content.texts import Texts
    from storage.database import Database, Runner, Transaction


_LONG_TEXT = 400  # characters; a long story is read in a thread, others go on meanwhile


@dataclass(frozen=True, slots=True)
class Services:
    """All that a handler may need; made once by `bot.app`.

    `appointed` names the people whom the installation gives a role at their first visit. `now`
    gives the time in UTC seconds, `seed` a number for choices left to chance, `retry`
    collects the updates that could not be settled (they are tried again). `secret` gives
    signs that nobody can guess, fit for a link; `pick(n)` a number below n that nobody can guess.
    `page_url`: where the staff page is, empty where it is not served.
    `rate`: messages a second that may leave.
    `metrics` counts, without words and names. `said` keeps a retry from repeating an answer.
    `content`, `answerer` and `catalogue` may be others at the next visit: staff change them
    while the bot runs.
    """

    db: Database
    library: Library
    texts: Texts
    english_texts: Texts
    flood: Flood
    zone: ZoneInfo
    now: Callable[[], int]
    seed: Callable[[], int]
    collective: Collective
    pictures: Pictures
    retry: set[int]
    version: str
    appointed: Mapping[int, Role]
    secret: Callable[[], str]
    rate: float
    pick: Callable[[int], int]
    page_url: str
    metrics: Metrics
    said: Said = field(default_factory=Said)
    # One thread: the second tier works on one text at a time, and who came first is first.
    thinking: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "ponder"))

    @property
    def content(self) -> Content:
        """The content in force."""
        return self.library.edition.content

    @property
    def answerer(self) -> Answerer:
        """Answers questions from the content in force."""
        return self.library.edition.answerer

    @property
    def catalogue(self) -> Catalogue:
        """The actions in force, ready to be suggested."""
        return self.library.edition.catalogue

    async def remind_next(
        self, tx: Transaction, pledge_id: int, rhythm: Rhythm, *, after: int
    ) -> None:
        """Set the next reminder of a pledge, in the transaction that takes or changes it."""
        await schedule_next(tx, pledge_id, rhythm, after=after, zone=self.zone)

    async def ponder(self, text: str) -> None:
        """Work out what `text` means where its words leave a doubt, without holding up others.

        What the answerer is asked about it afterwards is then at hand.
        """
        if len(text) > _LONG_TEXT or self.answerer.doubts(text):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.thinking, self.answerer.ponder, text)

    async def notify(
        self, tx: Runner, *, key: str, person_id: int, screen: Screen, asked_for: bool = True
    ) -> bool:
        """Queue one message to one person, once for each `key` (see `bot.notices`)."""
        return await notices.put(
            tx,
            key=key,
            person_id=person_id,
            screen=screen,
            due_at=self.now(),
            asked_for=asked_for,
        )

    async def queue(
        self,
        tx: Runner,
        *,
        key: str,
        person_id: int,
        kind: str,
        payload: Mapping[str, Any],
        many: bool = False,
    ) -> bool:
        """Queue a message that is made when it leaves, once for each `key`; `many`: last lane."""
        return await outbox.put(
            tx,
            key=key,
            lane=Lane.ANNOUNCEMENT if many else Lane.REPLY,
            person_id=person_id,
            kind=kind,
            payload=payload,
            due_at=self.now(),
        )

    async def tell(self, tx: Runner, role: Role, *, key: str, screen: Screen) -> None:
        """Queue one message to everybody who has exactly this role, once for each `key`."""
        for holder in await roles.holders(tx, role):
            await self.notify(tx, key=f"{key}:{holder}", person_id=holder, screen=screen)

    async def appoint(self, person_id: int) -> bool:
        """Give a person the role that the installation means for them; say whether it is new.

        Once: a role that was taken away or given back later stays away.
        """
        role = self.appointed.get(person_id)
        if role is None or await meta.get(self.db, appointment(person_id, role)) is not None:
            return False
        async with self.db.transaction() as tx:
            await meta.put(tx, appointment(person_id, role), "1")
            return await roles.grant(tx, person_id, role, by=None, now=self.now())

    async def show_menu(self, bot: ExtBot[Any], person_id: int) -> None:
        """Let Telegram show the commands that this person's roles open, no more and no less."""
        held = await roles.of(self.db, person_id)
        await menu.publish_for(bot, self.texts, person_id, held)


def appointment(person_id: int, role: Role) -> str:
    """Name the fact that the installation gave this person this role."""
    return f"appointed:{role}:{person_id}"


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Services]):
    """The context of python-telegram-bot, carrying our services as its `bot_data`."""

    @property
    def services(self) -> Services:
        """Everything that the program opened for us."""
        return self.bot_data
