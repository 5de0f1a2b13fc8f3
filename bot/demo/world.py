"""The world of the demo: people, chats, messages, and the updates that the bot has not seen yet.

    world = World(clock=lambda: 1774338000)       # UTC seconds; the clock of the demo
    async with BotServer(world, token="63:demo") as server: ...
    camille = Person(world, "citoyenne")          # or acts.say(world, 1001, "bonjour")
    with world.subscribe() as events:             # what happens from now on
        async for event in events: ...
    path.write_text(json.dumps(world.to_json()))  # and World.from_json(..., clock=...)

`add_person` and `add_group` make more inhabitants for tests. `faults` makes the server misbehave.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.demo.chats import Chat
from bot.demo.errors import bad_request
from bot.demo.events import EventHub, Subscription
from bot.demo.faults import Faults
from bot.demo.files import Files
from bot.demo.messages import Message, show_to_bot, show_to_page
from bot.demo.people import BOT_ID, BOT_USERNAME, PEOPLE, Human
from bot.demo.profile import Profile
from bot.demo.updates import UpdateQueue
from bot.demo.wakeup import Wakeup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Query:
    """A press that waits for its answer. `asked` is on the stopwatch, in seconds."""

    user_id: int
    asked: float


class World:
    """Everything the server knows. `clock` gives UTC seconds; `stopwatch` real seconds.

    The stopwatch measures how long a press can be answered, which a moved clock must not change;
    without one, the event loop's own is used.
    """

    def __init__(
        self,
        clock: Callable[[], int],
        *,
        stopwatch: Callable[[], float] | None = None,
        people: Iterable[Human] = PEOPLE,
    ) -> None:
        self.clock = clock
        self.stopwatch = stopwatch or _read_loop_time
        self.people: dict[int, Human] = {}
        self.chats: dict[int, Chat] = {}
        self.updates = UpdateQueue()
        self.events = EventHub()
        self.changed = Wakeup()  # rings with every message that is new, edited or deleted
        self.profile = Profile()
        self.files = Files()
        self.faults = Faults()
        self.queries: dict[str, Query] = {}
        self.toasts: dict[int, list[str]] = {}  # what people were shown on a press, by person
        self.webhook: Json | None = None
        self.revision = 0
        self._last_message = 0
        self._last_query = 0
        for person in people:
            self.add_person(person)

    # ── inhabitants ──

    def add_person(self, person: Human, *, started: bool = False) -> Human:
        """Let somebody live here; `started` lets the bot write without having been written to."""
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, [person.id], started=started)
        return person

    def add_group(self, title: str, members: Iterable[int]) -> int:
        """Open a group with these people and the bot; return its (negative) chat id."""
        chat_id = min([*self.chats, 0]) - 1
        self.chats[chat_id] = Chat(chat_id, list(members), title, started=True)
        return chat_id

    def find_person(self, who: str | int) -> Human:
        """Give a person by name or id; raises `KeyError` for a stranger."""
        for person in self.people.values():
            if who in (person.id, person.name):
                return person
        raise KeyError(f"nobody here is called {who!r}")

    # ── messages ──

    def post(self, chat: Chat, **content: Any) -> Message:  # noqa: ANN401 – the fields of Message
        """Put a new message into a chat and tell whoever watches."""
        self._last_message += 1
        message = Message(
            id=self._last_message,
            chat_id=chat.id,
            date=self.clock(),
            revision=self.next_revision(),
            **content,
        )
        chat.messages[message.id] = message
        if message.from_bot:
            chat.unread += 1
        self._tell("message", chat, lambda: {"message": self.show_to_page(message)})
        return message

    def change(self, chat: Chat, message: Message, **content: Any) -> Message:  # noqa: ANN401 – ditto
        """Replace a message by its edited self; `edited` is set where the content is new."""
        changed = replace(message, revision=self.next_revision(), **content)
        chat.messages[message.id] = changed
        self._tell("edited", chat, lambda: {"message": self.show_to_page(changed)})
        return changed

    def remove(self, chat: Chat, message_id: int) -> None:
        """Delete a message."""
        del chat.messages[message_id]
        self.next_revision()
        self._tell("deleted", chat, lambda: {"message_id": message_id})

    def set_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        """Show a reply keyboard, or take it away."""
        if chat.keyboard != keyboard:
            chat.keyboard = keyboard
            self._tell("keyboard", chat, lambda: {"keyboard": keyboard})

    def next_revision(self) -> int:
        """Count one more change and return its number."""
        self.revision += 1
        return self.revision

    def open_query(self, user_id: int) -> str:
        """Note that a press waits for its answer; return the id of the query."""
        self._last_query += 1
        query_id = f"{user_id}{self._last_query:09d}"
        self.queries[query_id] = Query(user_id, self.stopwatch())
        return query_id

    # ── as others see it ──

    def show_chat(self, chat: Chat) -> Json:
        """Give the Bot API's `Chat`."""
        if not chat.is_private:
            return {"id": chat.id, "type": "group", "title": chat.title}
        person = self.people[chat.id]
        return {"id": chat.id, "type": "private", "first_name": person.first_name}

    def show_user(self, user_id: int) -> Json:
        """Give the Bot API's `User` for a person or the bot."""
        if user_id != BOT_ID:
            return self.people[user_id].to_api()
        name = self.profile.text("name", "")
        return {"id": BOT_ID, "is_bot": True, "first_name": name, "username": BOT_USERNAME}

    def show_to_bot(self, message: Message, *, with_reply: bool = True) -> Json:
        """Give the Bot API's `Message`."""
        chat = self.chats[message.chat_id]
        replied = chat.messages.get(message.reply_to or 0) if with_reply else None
        return show_to_bot(
            message,
            self.show_chat(chat),
            self.show_user(message.sender_id),
            self.show_to_bot(replied, with_reply=False) if replied else None,
        )

    def show_to_page(self, message: Message) -> Json:
        """Give the page's MESSAGE."""
        return show_to_page(message, self.locate_file)

    def locate_file(self, file_id: str) -> str | None:
        """Give the address of a file for the page."""
        file = self.files.get(file_id)
        return f"/file/demo/{file.path}" if file else None

    # ── watching ──

    def subscribe(self) -> Subscription:
        """Give the events from now on, in the shape of the page's event stream."""
        return self.events.subscribe()

    def tell(self, kind: str, user_id: int, data: Json) -> None:
        """Publish an event about one person."""
        if self.events.watched and user_id in self.people:
            self.events.publish(kind, {"person": self.people[user_id].name, **data})

    def tell_clock(self, *, moving: bool) -> None:
        """Publish what the clock says; `moving` while it runs ahead."""
        self.events.publish("clock", {"now": self.clock(), "moving": moving})

    def tell_commands(self) -> None:
        """Publish the commands that each person sees now."""
        for person in self.people.values():
            rows = self.profile.commands_for(person.id, person.id, person.language)
            self.tell("commands", person.id, {"commands": rows})

    async def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until something that messages change is so; `False` where it takes too long."""
        return await self.changed.until(ready, seconds)

    def _tell(self, kind: str, chat: Chat, make: Callable[[], Json]) -> None:
        if chat.is_private and self.events.watched:
            self.tell(kind, chat.id, make())
        self.changed.ring()

    # ── lasting ──

    def to_json(self) -> Json:
        """Everything that must survive a restart, ready for `json.dumps`."""
        return {
            "people": [[p.id, p.name, p.first_name, p.language] for p in self.people.values()],
            "chats": [chat.to_json() for chat in self.chats.values()],
            "updates": self.updates.to_json(),
            "profile": self.profile.to_json(),
            "files": self.files.to_json(),
            "queries": {query_id: query.user_id for query_id, query in self.queries.items()},
            "webhook": self.webhook,
            "counters": [self.revision, self._last_message, self._last_query],
        }

    @classmethod
    def from_json(
        cls,
        data: Json,
        clock: Callable[[], int],
        *,
        stopwatch: Callable[[], float] | None = None,
    ) -> World:
        """Make the world that `to_json` described; presses that still wait stay answerable.

        Raises `ValueError` where `data` is no such description.
        """
        try:
            return cls._from_json(data, clock, stopwatch)
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise ValueError("this is no world as `to_json` writes it") from error

    @classmethod
    def _from_json(
        cls, data: Json, clock: Callable[[], int], stopwatch: Callable[[], float] | None
    ) -> World:
        people = [Human(*entry) for entry in data["people"]]
        world = cls(clock, stopwatch=stopwatch, people=people)
        world.chats = {entry["id"]: Chat.from_json(entry) for entry in data["chats"]}
        world.updates = UpdateQueue.from_json(data["updates"])
        world.profile = Profile.from_json(data["profile"])
        world.files = Files.from_json(data["files"])
        world.queries = {key: Query(user, math.inf) for key, user in data["queries"].items()}
        world.webhook = data["webhook"]
        world.revision, world._last_message, world._last_query = data["counters"]
        return world


def find_chat(world: World, chat_id: int) -> Chat:
    """Give a chat the bot knows of; raises `ApiError` 400 as Telegram does for others."""
    chat = world.chats.get(chat_id)
    if chat is None or not chat.started:
        raise bad_request("chat not found")
    return chat


def _read_loop_time() -> float:
    return asyncio.get_running_loop().time()
