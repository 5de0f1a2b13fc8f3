"""Acting as somebody in a test, and looking at her screen.

    camille = Person(world, "citoyenne")            # or her id; chat_id=… to act in a group
    await camille.says("/agir")                     # returns once the bot has dealt with it
    assert "Je m'engage" in camille.buttons         # labels of the newest message, folded
    await camille.presses("Je m'engage")            # the newest message with such a button
    assert "C'est noté" in camille.sees             # all that the bot wrote since her last act
    await camille.gets("Rappel")                    # waits for what comes by itself
    await camille.edits("autre chose"); await camille.attaches("photo")
    await camille.blocks(); await camille.unblocks()
    camille.screen.text, camille.screen.html, camille.screen.rows, camille.messages, camille.toast

Texts are given as one types them: ordinary spaces, straight apostrophes (`html` is as sent).
Acts wait until the bot has confirmed the update, up to `patience` real seconds, then raise
`NotSettledError`; `wait=False` does not wait. Each act returns the id of its update.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.demo import acts
from bot.demo.labels import Labels, fold, plain
from bot.demo.safe_html import render

if TYPE_CHECKING:
    from bot.demo.chats import Chat
    from bot.demo.messages import Message
    from bot.demo.world import World


class NotOnScreenError(AssertionError):
    """What was looked for is not there; the text says what is."""


class NotSettledError(AssertionError):
    """The bot has not confirmed an update, or not written, in time."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message of the bot as a person sees it. `rows` are the labels of its inline buttons."""

    id: int
    text: str
    html: str
    rows: tuple[tuple[str, ...], ...]
    kind: str

    @property
    def buttons(self) -> Labels:
        """Every label, in order."""
        return Labels(label for row in self.rows for label in row)


class Person:
    """Somebody with a chat page. See the module's text for what she can do."""

    def __init__(
        self,
        world: World,
        who: str | int,
        *,
        chat_id: int | None = None,
        patience: float = 10.0,
    ) -> None:
        person = world.find_person(who)
        self._world = world
        self._patience = patience
        self.id = person.id
        self.name = person.name
        self.chat_id = person.id if chat_id is None else chat_id

    # ── acting ──

    async def says(
        self, text: str, *, reply_to: int | None = None, html: bool = False, wait: bool = True
    ) -> int:
        """Write a message; `html`: with its formatting, as with a client's toolbar."""
        update_id = acts.say(
            self._world, self.id, text, chat_id=self.chat_id, reply_to=reply_to, html=html
        )
        return await self._settle(update_id, wait=wait)

    async def presses(self, label: str, *, wait: bool = True) -> int:
        """Press the button that says `label`: newest message first, then the reply keyboard."""
        for message in self._chat.newest(from_bot=True):
            for button in (button for row in message.rows for button in row):
                if fold(button["text"]) == fold(label) and "callback_data" in button:
                    data = button["callback_data"]
                    return await self.presses_data(data, message_id=message.id, wait=wait)
        for button in (b for row in (self._chat.keyboard or {}).get("keyboard", []) for b in row):
            if fold(button["text"]) == fold(label):
                return await self.says(button["text"], wait=wait)
        raise NotOnScreenError(f"no button says {label!r}. {self._describe()}")

    async def presses_data(
        self, data: str, *, message_id: int | None = None, wait: bool = True
    ) -> int:
        """Press with this data, whatever the message shows: an old screen, or a forged press."""
        if message_id is None:
            message_id = self._newest().id
        update_id = acts.press(self._world, self.id, message_id, data, chat_id=self.chat_id)
        return await self._settle(update_id, wait=wait)

    async def edits(self, text: str, *, message_id: int | None = None, wait: bool = True) -> int:
        """Change an own message: the newest one unless `message_id` says another."""
        if message_id is None:
            own = (m.id for m in self._chat.newest(from_bot=False) if m.sender_id == self.id)
            message_id = next(own, 0)
        update_id = acts.edit(self._world, self.id, message_id, text, chat_id=self.chat_id)
        return await self._settle(update_id, wait=wait)

    async def attaches(self, kind: str, *, caption: str = "", wait: bool = True) -> int:
        """Send a photo, voice, sticker, location, contact, document or video."""
        update_id = acts.attach(self._world, self.id, kind, caption=caption, chat_id=self.chat_id)
        return await self._settle(update_id, wait=wait)

    async def sends_file(self, name: str, content: bytes, *, wait: bool = True) -> int:
        """Send a document with this name and content."""
        update_id = acts.attach_file(self._world, self.id, name, content, chat_id=self.chat_id)
        return await self._settle(update_id, wait=wait)

    def received_file(self, name: str = "") -> tuple[str, bytes]:
        """Return the newest file of the bot whose kind and name hold `name`, with its content."""
        for message in self._chat.newest(from_bot=True):
            for kind, fields in message.media.items():
                described = fields[-1] if isinstance(fields, list) else fields
                file = self._world.files.get(described["file_id"])
                if file is not None and name in f"{kind} {file.name}":
                    return file.name, file.content
        raise NotOnScreenError(f"no file with {name!r} in its name. {self._describe()}")

    async def blocks(self, *, wait: bool = True) -> int:
        """Block the bot."""
        return await self._settle(acts.block(self._world, self.id, blocked=True) or 0, wait=wait)

    async def unblocks(self, *, wait: bool = True) -> int:
        """Let the bot back in."""
        return await self._settle(acts.block(self._world, self.id, blocked=False) or 0, wait=wait)

    async def gets(self, words: str, *, seconds: float | None = None) -> None:
        """Wait until something that the bot wrote since her last act contains `words`."""
        patience = self._patience if seconds is None else seconds
        if not await self._world.until(lambda: plain(words) in self.sees, patience):
            raise NotSettledError(
                f"nothing with {words!r} came in {patience} s. {self._describe()}"
            )

    # ── looking ──

    @property
    def screen(self) -> Screen:
        """The newest message of the bot. Raises `NotOnScreenError` where there is none."""
        return _look(self._newest())

    @property
    def messages(self) -> list[Screen]:
        """Every message of the bot that is still there, oldest first."""
        return [_look(message) for message in reversed(self._chat.newest(from_bot=True))]

    @property
    def sees(self) -> str:
        """What the bot wrote or changed since her last act, one message after another."""
        chat = self._chat
        fresh = [m for m in chat.newest(from_bot=True) if m.revision > chat.acted]
        return "\n\n".join(plain(message.text) for message in reversed(fresh))

    @property
    def buttons(self) -> Labels:
        """The labels of the newest message's inline buttons; `in` folds."""
        newest = next(iter(self._chat.newest(from_bot=True)), None)
        return _look(newest).buttons if newest else Labels()

    @property
    def keyboard(self) -> Labels:
        """The labels of the reply keyboard."""
        rows = (self._chat.keyboard or {}).get("keyboard", [])
        return Labels(plain(button["text"]) for row in rows for button in row)

    @property
    def toast(self) -> str:
        """The last note that popped up at a press; empty if none ever did."""
        return plain(next(reversed(self._world.toasts.get(self.id, [])), ""))

    # ── helpers ──

    @property
    def _chat(self) -> Chat:
        return self._world.chats[self.chat_id]

    def _newest(self) -> Message:
        for message in self._chat.newest(from_bot=True):
            return message
        raise NotOnScreenError(f"the bot has not written to {self.name} yet")

    async def _settle(self, update_id: int, *, wait: bool) -> int:
        if wait and not await self._world.updates.settled(update_id, self._patience):
            raise NotSettledError(
                f"the bot has not confirmed update {update_id} in {self._patience} s. "
                f"{self._describe()}"
            )
        return update_id

    def _describe(self) -> str:
        shown = [_look(message) for message in self._chat.newest(from_bot=True)[:3]]
        lines = [f"#{s.id} {s.text!r} {[list(row) for row in s.rows]}" for s in reversed(shown)]
        return f"On {self.name}'s screen: {'; '.join(lines) or 'nothing'}"


def _look(message: Message) -> Screen:
    rows = tuple(tuple(plain(button["text"]) for button in row) for row in message.rows)
    html = render(message.formatted)
    return Screen(message.id, plain(message.text), html, rows, message.kind)
