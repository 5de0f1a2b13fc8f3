"""How long things are kept: each line of `RULES` is swept once a day.

The same durations stand in plain French in `content/privacy.yaml`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage import (
    audit,
    cards,
    conversations,
    entries,
    invitations,
    outbox,
    people,
    questions,
    reminders,
    resting,
    sessions,
    sheets,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database import Database

LOG = logging.getLogger(__name__)
DAY_S: Final = 86_400
YEAR_S: Final = 365 * DAY_S
_SENT_S: Final = 30 * DAY_S


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that goes once it is older than `after_s` seconds."""

    what: str
    after_s: int
    purge: Callable[[Database, int], Awaitable[int]]


async def _outbox(db: Database, before: int) -> int:
    """Rows of an announcement stay for a year: « sauf ceux qui ont reçu l'annonce n° »."""
    return await outbox.purge(db, before=before, batches_before=before + _SENT_S - YEAR_S)


RULES: Final = (
    Rule("outbox rows", _SENT_S, _outbox),
    Rule("people who blocked the bot", YEAR_S, lambda db, t: people.forget_blocked(db, before=t)),
    Rule("questions answered", YEAR_S, lambda db, t: questions.purge(db, before=t)),
    Rule("journal", YEAR_S, lambda db, t: audit.purge(db, before=t)),
    Rule("invitations", 30 * DAY_S, lambda db, t: invitations.purge(db, before=t)),
    Rule("conversations", 0, lambda db, t: conversations.purge(db, before=t)),
    Rule("cards past their time", 0, lambda db, t: cards.purge(db, now=t)),
    Rule("pages left open", 0, lambda db, t: sessions.purge(db, now=t)),
    Rule("lists from paper", 30 * DAY_S, lambda db, t: sheets.purge(db, before=t)),
    Rule("who noted an entry", DAY_S, lambda db, t: entries.forget_who(db, before=t)),
)


async def sweep(db: Database, *, now: int) -> None:
    """Delete what has had its time. Done twice, it finds nothing more."""
    gone = {rule.what: await rule.purge(db, now - rule.after_s) for rule in RULES}
    if woken := await reminders.wake_all(db):
        LOG.warning("reminders slept although their people are there", extra={"count": woken})
    if woken := await resting.rouse_all(db, now=now):
        LOG.warning("reminders rested although their people are there", extra={"count": woken})
    await db.scrub()
    LOG.info("house kept", extra={f"gone: {what}": count for what, count in gone.items() if count})
