"""One conversation as the server keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.demo.messages import Message

Json = dict[str, Any]


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group (a negative id)."""

    id: int
    members: list[int]  # ids of people; the bot is always there
    title: str = ""
    started: bool = False  # the bot may write: the person has written before
    blocked: bool = False  # the person has blocked the bot, or the group has removed it
    unread: int = 0
    acted: int = 0  # the revision at which a person last did something here
    keyboard: Json | None = None  # the reply keyboard that is shown
    pinned: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)  # by id, oldest first

    @property
    def is_private(self) -> bool:
        """Whether this is a chat between one person and the bot."""
        return self.id > 0

    def newest(self, *, from_bot: bool) -> list[Message]:
        """Give the messages of one side, newest first."""
        return [m for m in reversed(self.messages.values()) if m.from_bot is from_bot]

    def to_json(self) -> Json:
        """Everything, for the file in which a world is kept."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "messages"}
        return {**plain, "messages": [message.to_json() for message in self.messages.values()]}

    @classmethod
    def from_json(cls, data: Json) -> Chat:
        """Make the chat that `to_json` described."""
        messages = [Message.from_json(entry) for entry in data["messages"]]
        return cls(**{**data, "messages": {message.id: message for message in messages}})
