"""The machine: freezes audiences, lets rows leave, watches over errors, shows how it goes.

A tick every few seconds moves announcements from state to state; `feed` lets rows into the queue
while the outbox drains; `prepare` looks once more whether a person still wants it. All of it is in
the database: killed at any moment, the next tick goes on.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError

from bot.announce import drafts, following, service
from bot.announce.cards import preview
from bot.announce.kinds import ANNOUNCEMENT
from bot.announce.watch import Watch
from bot.deliver import Delete, Edit, Screen
from bot.outbox import Later, Over
from bot.pace import Lane
from bot.rules import announcing
from bot.rules.announcing import BUDGET, GAP_S, LATE_S, RECALL_S, SUBJECTS
from bot.rules.roles import Role
from bot.rules.wall_time import wall_of
from storage import announcements, audiences, batches, meta, recipients

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from bot.context import Services
    from bot.fates import Outcome
    from bot.outbox import Prepared
    from storage.announcements import Announcement
    from storage.outbox import Entry
    from storage.recipients import Recipient

LOG = logging.getLogger(__name__)
SEEN = "announcements.seen"  # when a tick last looked: a gap asks before it goes on
_BEAT_S = 60
_FEED = 200
_CLOSE = 2000
_WEEK_S = 7 * 86_400
_AFTERMATH_S = 86_400


class Announcer:
    """Prepares and feeds announcements for the outbox, and keeps them going."""

    def __init__(self, services: Services, bot: ExtBot[Any]) -> None:
        self._services = services
        self._db = services.db
        self._bot = bot
        self._watch = Watch()
        self._shown: dict[int, Screen] = {}
        self._moved_to = 0

    # ── one row ──

    async def prepare(self, entry: Entry, now: int) -> Prepared:
        """Make the message for one person, if it may still leave and is still wanted."""
        number = int(str(entry.batch).rpartition(":")[2])
        found = await recipients.look(self._db, number, entry.person_id)
        if found is None:
            return None
        if found.state != "running":
            return Over("cancelled") if found.state in ("cancelled", "recalled") else Later(now)
        if found.valid_until is not None and now > found.valid_until:
            return Over("expired")
        if not _wanted(found, now):
            return None
        if announcing.rests(now, self._services.zone):
            return Later(announcing.starts_at(now, self._services.zone))
        return await self._in_budget(entry, found, now) or preview(
            self._services.texts, found, number
        )

    async def prepare_correction(self, entry: Entry, _now: int) -> Prepared:
        """Bring what somebody got to the present words."""
        number = int(str(entry.batch).split(":")[1])
        one = await announcements.find(self._db, number)
        if one is None or one.state == "recalled":
            return None
        return Edit(int(entry.payload["message"]), preview(self._services.texts, one))

    async def prepare_recall(self, entry: Entry, _now: int) -> Prepared:
        """Take back what somebody got."""
        return Delete(int(entry.payload["message"]))

    async def _in_budget(self, entry: Entry, found: Recipient, now: int) -> Later | Over | None:
        sent = await recipients.lately(
            self._db, entry.person_id, ANNOUNCEMENT, since=now - _WEEK_S, most=BUDGET
        )
        at = announcing.next_in_budget(sent, now)
        if at <= now:
            return None
        return Over("expired") if at > (found.valid_until or at) else Later(at)

    # ── the stream ──

    async def feed(self, now: int) -> int:
        """Let some held rows into the queue, of each announcement that runs."""
        if announcing.rests(now, self._services.zone):
            return 0
        fed = 0
        for one in await announcements.in_state(self._db, "running"):
            if await batches.queued(self._db, one.batch, most=_FEED) < _FEED // 2:
                fed += await batches.feed(self._db, one.batch, now=now, limit=_FEED)
        return fed

    async def learn(self, entry: Entry, outcome: Outcome, now: int) -> None:
        """Hear what became of a row; too many errors pause it, and staff are told once."""
        if entry.kind != ANNOUNCEMENT:
            return
        since = self._watch.note(str(entry.batch), outcome, now)
        if since is None:
            return
        number = int(str(entry.batch).rpartition(":")[2])
        await self._pause(number, "errors")
        await batches.disbelieve(self._db, str(entry.batch), since=since, now=now)

    async def _pause(self, number: int, reason: str) -> bool:
        now = self._services.now()
        async with self._db.transaction() as tx:
            if not await announcements.move(tx, number, "paused", now=now, reason=reason):
                return False
            await batches.hold(tx, announcements.batch_of(number))
            texts = self._services.texts
            html = texts(
                "announce.told.paused", number=number, why=texts(f"announce.why.{reason}")
            )
            for role in (Role.STAFF, Role.ADMINISTRATOR):
                await self._services.tell(
                    tx, role, key=f"announcement:{number}:{reason}:{now}", screen=Screen(html)
                )
        LOG.warning("announcement paused", extra={"announcement": number, "reason": reason})
        return True

    # ── the tick ──

    async def tick(self) -> None:
        """Every few seconds: start what is due, close what is over, show how it goes."""
        now = self._services.now()
        await self._beat(now)
        for batch, since in self._watch.waves():
            await batches.disbelieve(self._db, batch, since=since, now=now)
        await self._respect_service(now)
        for one in await announcements.in_state(self._db, "scheduled"):
            await self._begin(one, now)
        for one in await announcements.in_state(self._db, "running"):
            await self._go_on(one, now)
        for one in await announcements.in_state(self._db, "cancelled"):
            if one.started_at and now - (one.finished_at or 0) < _AFTERMATH_S:
                await self._clear(one, now)
        await self._show_all(now)

    async def beat(self) -> None:
        """Note that somebody looks: the clock was moved on purpose."""
        self._moved_to = self._services.now()  # at once: another tick may be under way
        await meta.put(self._db, SEEN, str(self._moved_to))

    async def _beat(self, now: int) -> None:
        """After a restore, or when nobody looked for half a day, a person decides."""
        seen = max(int(await meta.get(self._db, SEEN) or now), self._moved_to)
        restored = await meta.get(self._db, meta.RESTORED)
        reason = "restored" if restored else "gap" if now - seen > GAP_S else None
        if reason is not None:
            for one in await announcements.in_state(self._db, "running", "scheduled"):
                await self._pause(one.id, reason)
        if restored:
            await meta.put(self._db, meta.RESTORED, "")
        if reason is not None or not 0 <= now - seen < _BEAT_S or seen == now:
            await meta.put(self._db, SEEN, str(now))

    async def _respect_service(self, now: int) -> None:
        """Before an election promotion rests; on standby everything does."""
        state = await service.read(self._db)
        today = wall_of(now, self._services.zone).date()
        reserve, silent = state.in_reserve(today), state.silent_on(today)
        if not (reserve or silent):
            return
        for one in await announcements.in_state(self._db, "running", "scheduled"):
            subject = SUBJECTS.get(one.subject)
            if silent:
                await self._pause(one.id, "standby")
            elif subject is None or subject.promotes:
                await self._pause(one.id, "reserve")

    async def _begin(self, one: Announcement, now: int) -> None:
        """Freeze the audience, then start at the hour; a start that is late asks first."""
        if one.frozen_at is None:
            wish = drafts.wish_of(self._services, one)
            counted = await drafts.audience(self._services, one)
            if wish is not None:
                await audiences.freeze(self._db, wish, batch=one.batch, kind=ANNOUNCEMENT, now=now)
            await announcements.freeze(self._db, one.id, counted, now=now)
        at = announcing.starts_at(one.send_at or now, self._services.zone)
        if now < at:
            return
        if now - at > LATE_S:
            await self._pause(one.id, "late")
            return
        if await announcements.move(self._db, one.id, "running", now=now):
            LOG.info("announcement started", extra={"announcement": one.id})

    async def _go_on(self, one: Announcement, now: int) -> None:
        if one.valid_until is not None and now > one.valid_until:
            while await batches.close(self._db, one.batch, "expired", now=now, limit=_CLOSE):
                pass
        counts = await batches.counts(self._db, one.batch)
        if announcing.still_open(dict(counts)):
            return
        async with self._db.transaction() as tx:
            if not await announcements.move(tx, one.id, "finished", now=now):
                return
            await announcements.keep_counts(tx, one.id, counts)
            html = self._services.texts(
                "announce.told.finished", number=one.id, count=counts.get("sent", 0)
            )
            await self._services.notify(
                tx, key=f"{one.batch}:finished", person_id=one.author, screen=Screen(html)
            )
        LOG.info("announcement finished", extra={"announcement": one.id, **counts})

    async def _clear(self, one: Announcement, now: int) -> None:
        """Close what a stopped announcement still holds."""
        await batches.hold(self._db, one.batch)
        while await batches.close(self._db, one.batch, "cancelled", now=now, limit=_CLOSE):
            pass
        counts = await batches.counts(self._db, one.batch)
        if counts != one.counts:
            await announcements.keep_counts(self._db, one.id, counts)

    async def _show_all(self, now: int) -> None:
        """Let the message that follows an announcement tell how it goes."""
        live = await announcements.in_state(self._db, "running", "paused", "finished", "cancelled")
        for one in live:
            recent = now - (one.finished_at or now) < _AFTERMATH_S
            if one.started_at and recent:
                screen = await following.progress(self._services, one, self._services.rate)
                if self._shown.get(one.id) != screen:
                    await self._show(one, screen)
                    self._shown[one.id] = screen

    async def _show(self, one: Announcement, screen: Screen) -> None:
        try:
            if one.follow_message is None or one.follow_chat is None:
                sent = await self._bot.send_message(
                    one.author,
                    screen.html,
                    reply_markup=screen.keyboard(),
                    rate_limit_args=Lane.REMINDER,
                )
                await announcements.follow(
                    self._db, one.id, chat=one.author, message=sent.message_id
                )
                return
            await self._bot.edit_message_text(
                screen.html,
                chat_id=one.follow_chat,
                message_id=one.follow_message,
                reply_markup=screen.keyboard(),
                rate_limit_args=Lane.REMINDER,
            )
        except TelegramError as error:
            # It is only shown: what leaves does not depend on it.
            LOG.info("progress not shown", extra={"reason": str(error)})


def too_old_to_recall(sent_at: int, now: int) -> bool:
    """Say whether Telegram keeps a message for ever."""
    return now - sent_at > RECALL_S


def _wanted(found: Recipient, now: int) -> bool:
    if found.blocked_at is not None or found.stopped_at is not None:
        return False
    if now < (found.paused_until or 0) or now < (found.quiet_until or 0):
        return False
    subject = SUBJECTS.get(found.subject)
    if found.wanted is None:
        return subject is not None and subject.by_role
    return bool(found.wanted)
