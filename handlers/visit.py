"""One visit: who writes or presses, what we know of them, and how to show them something."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest

from bot import deliver
from bot.deliver import Button, Screen
from bot.rules.presses import Verb, pack
from bot.rules.roles import Role, allows
from bot.rules.wall_time import day_of
from handlers.greeting import welcomed
from storage import conversations, roles, visits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping

    from telegram.ext import ExtBot

    from bot.context import Context, Services
    from content.texts import Texts
    from storage.conversations import Conversation
    from storage.people import Person

TOPIC_LASTS_S = 600
_MOST_SHOWN = 60
_ENGLISH, _FRENCH = "en", "fr"


@dataclass(slots=True)
class Visit:
    """What a handler works with: one person, one message or press, and a place to answer.

    `show` changes the message whose button was pressed, or answers what was written; `say` always
    writes anew. What was offered is remembered at the end, so that it can be typed as well.
    """

    update: Update
    bot: ExtBot[Any]
    services: Services
    person: Person
    conversation: Conversation | None
    _offered: list[tuple[str, str]] = field(default_factory=list)
    _step: str | None = None
    _data: Mapping[str, str] | None = None
    _topic: str | None = None
    sent_id: int | None = None
    _shown: tuple[str, ...] | None = None
    _spoke: bool = False
    _answered: bool = False
    _erased: bool = False
    _roles: frozenset[str] | None = None
    _english: bool | None = None
    _begun: str | None = None
    greeted: bool = False  # whether somebody new has been welcomed by what was said so far

    @property
    def texts(self) -> Texts:
        """The sentences for people, in English as far as they exist while we talk English."""
        return self.services.english_texts if self.english else self.services.texts

    @property
    def english(self) -> bool:
        """Whether we talk English: the last question was, or Telegram is and none was yet."""
        if self._english is None:
            kept = self.conversation.data.get("lang") if self.conversation is not None else None
            new = self.person.is_new and self.person.language.startswith("en")
            self._english = kept == _ENGLISH if kept else new
        return self._english

    def speak(self, *, english: bool) -> None:
        """Talk English, or French, from now on."""
        self._english = english

    @property
    def now(self) -> int:
        """The time, in UTC seconds."""
        return self.services.now()

    @property
    def today(self) -> date:
        """The day it is for people here."""
        return self.day_of(self.now)

    @property
    def wall(self) -> datetime:
        """The wall time here."""
        return datetime.fromtimestamp(self.now, self.services.zone)

    def day_of(self, moment: int) -> date:
        """Give the day of a moment in UTC seconds."""
        return day_of(moment, self.services.zone)

    @property
    def query(self) -> CallbackQuery | None:
        """The press, where there is one."""
        return self.update.callback_query

    @property
    def text(self) -> str:
        """What the person wrote; empty for everything else."""
        message = self.update.effective_message
        if self.query is not None or message is None:
            return ""
        return message.text or message.caption or ""

    @property
    def chat_id(self) -> int:
        """Where to answer."""
        chat = self.update.effective_chat
        return chat.id if chat is not None else self.person.id

    async def show(
        self,
        screen: Screen,
        *,
        numbers: bool = True,
        to: int | None = None,
        light: bool = False,
    ) -> None:
        """Show a screen in place of the pressed one, or as an answer (`to`: see `say`).

        `light`: its typed choices do well without the words that it answers.
        """
        self._offer(screen, numbers=numbers)
        message = self.query.message if self.query is not None else None
        if isinstance(message, Message) and message.text is not None:
            await deliver.edit(self.bot, message, screen)
            self.sent_id = message.message_id
        else:
            await self._send(screen, to, light=light)

    async def say(self, screen: Screen, *, number: str = "", to: int | None = None) -> None:
        """Write a new message. `number`: what to type for its first button.

        `to`: as an answer to this message, where it is still there, so that a later press finds
        its words. They are kept nowhere else.
        """
        self._offer(screen, numbers=not number)
        if number and screen.buttons:
            self._offered.append((number, screen.buttons[0].data))
            if number.isdigit():  # one of several cards that have the same buttons
                self._offered += [(f"{one.label} {number}", one.data) for one in screen.buttons]
        await self._send(screen, to)

    async def _send(self, screen: Screen, to: int | None, *, light: bool = False) -> None:
        # Whatever the first words were.
        if self.person.is_new and not self.greeted and screen.media is None:
            screen = replace(screen, html=welcomed(self, screen.html))
        sending = deliver.reply(self.bot, self.chat_id, screen, to=to, light=light or to is None)
        self.sent_id = await self.services.said.once(self.update.update_id, sending)

    @property
    def typed_id(self) -> int | None:
        """The message that was typed; for a press, the one that the pressed message answers."""
        message = self.update.effective_message
        if self.query is not None and message is not None:
            message = message.reply_to_message
        return message.message_id if message is not None else None

    async def screen_message(self) -> Message | None:
        """Give the message of ours whose button was pressed, or typed.

        A typed choice carries no message: Telegram gives the last screen back when its buttons,
        which have been used now, are taken off.
        """
        if self.query is not None:
            return self.query.message if isinstance(self.query.message, Message) else None
        kept = self.conversation.data.get("screen") if self.conversation is not None else None
        with suppress(BadRequest, ValueError):  # no number: none was sent
            edited = await self.bot.edit_message_reply_markup(self.chat_id, int(str(kept)))
            return edited if isinstance(edited, Message) else None
        return None

    async def may(self, role: Role) -> bool:
        """Say whether the person may do what `role` may.

        Asked anew at each visit: a role that was taken away is gone at once, in every replica.
        """
        if self._roles is None:
            self._roles = await roles.of(self.services.db, self.person.id)
        return allows(self._roles, role)

    async def toast(self, words: str = "") -> None:
        """Answer the press itself (the little clock on the button stops); once, safely."""
        if self.query is not None and not self._answered:
            self._answered = True
            await deliver.toast(self.query, words)

    def wait_for(self, step: str, **data: str) -> None:
        """Take what the person types next for this step."""
        self._step, self._data, self._spoke = step, data, True

    def remember_shown(self, action_ids: Iterable[str]) -> None:
        """Keep the ideas that were shown, so that `Autre` shows others."""
        self._shown = tuple(dict.fromkeys((*self.shown, *action_ids)))[-_MOST_SHOWN:]

    @property
    def shown(self) -> tuple[str, ...]:
        """The ideas that this conversation has shown lately, oldest first."""
        if self._shown is not None:
            return self._shown
        kept = self.conversation.data.get("shown", "") if self.conversation is not None else ""
        return tuple(filter(None, str(kept).split(".")))

    def breaks_off(self, opening: str | None) -> None:
        """Remember for ten minutes that a sentence was begun (`Answerer.opening`)."""
        self._begun = f"{self.now + TOPIC_LASTS_S} {opening}" if opening else None

    @property
    def begun(self) -> str:
        """The beginning of a sentence that was left open a moment ago; empty for none."""
        kept = self.conversation.data.get("begun", "") if self.conversation is not None else ""
        until, _, opening = str(kept).partition(" ")
        return opening if until.isdigit() and int(until) > self.now else ""

    def speak_of(self, topic: str) -> None:
        """Remember the topic, for a short follow-up such as « et pourquoi ? »."""
        self._topic, self._spoke = topic, True

    def forgotten(self) -> None:
        """Keep nothing of this visit: the person's data have just been erased."""
        self._erased = True

    async def close(self) -> None:
        """Keep what was offered, in one write, so that old screens survive a restart."""
        if not self._spoke or self._erased:
            return
        await conversations.save(
            self.services.db,
            self.person.id,
            step=self._step,
            data={
                "shown": ".".join(self.shown),
                "screen": str(self.sent_id or ""),
                "lang": _ENGLISH if self.english else _FRENCH,
                **({"begun": self._begun} if self._begun else {}),
                **(self._data or {}),
            },
            topic=self._topic,
            choices=tuple(self._offered[: conversations.MOST_CHOICES]),
            expires_at=self.now + conversations.LAST_S,
            topic_until=self.now + TOPIC_LASTS_S,
        )

    def _offer(self, screen: Screen, *, numbers: bool) -> None:
        self._spoke = True
        amounts = any(button.label.isdigit() for button in screen.buttons)
        for button in screen.buttons:
            if numbers and not amounts:  # « 2 » is what a button says, not its place
                self._offered.append((str(len(self._offered) + 1), button.data))
        self._offered.extend((button.label, button.data) for button in screen.buttons)


def alone(services: Services, person: Person) -> Visit:
    """Give a visit that nobody pays, to word what starts by itself; it can say nothing."""
    return Visit(Update(0), cast("ExtBot[Any]", None), services, person, None)


def button(texts: Texts, key: str, verb: Verb, *parts: object) -> Button:
    """Make a button with the words of `key`."""
    return Button(texts.plain(key), pack(verb, *parts))


def visiting(
    handle: Callable[[Visit], Awaitable[None]],
) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """Turn `handle(visit)` into a handler of python-telegram-bot."""

    async def handler(update: Update, context: Context) -> None:
        visit = await begin(update, context)
        if visit is not None:
            await handle(visit)
            await visit.close()

    handler.__name__ = getattr(handle, "__name__", "handler")
    return handler


async def begin(update: Update, context: Context) -> Visit | None:
    """Find out who is there; one read, and a write on the first visit of a day."""
    user = update.effective_user
    if user is None or user.is_bot:
        return None
    services = context.services
    now = services.now()
    person, conversation = await visits.arrive(
        services.db, user.id, language=user.language_code or "", now=now
    )
    if await services.appoint(user.id):
        await services.show_menu(context.bot, user.id)
    return Visit(update, context.bot, services, person, conversation)
