"""What was shown already for updates that are tried again: nobody reads the same answer twice.

Where the disk is full, an answer leaves and what was to be written down does not. The update is
tried again until it is; its messages are not sent again. Kept in memory alone: another replica,
or this one after a crash, may repeat an answer once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine

_MOST = 4096  # updates; Telegram gives a hundred at once


@dataclass(slots=True)
class _Shown:
    ids: list[int] = field(default_factory=list)
    place: int = 0


class Said:
    """The ids of messages, by update, in their order."""

    def __init__(self) -> None:
        self._shown: dict[int, _Shown] = {}

    async def once(self, update_id: int, sending: Coroutine[Any, Any, int | None]) -> int | None:
        """Let a message leave, unless an earlier try has sent it; return its id where known."""
        if (before := self.before(update_id)) is not None:
            sending.close()
            return before
        sent = await sending
        if sent is None:
            return None
        self.note(update_id, sent)
        return sent

    def note(self, update_id: int, message_id: int) -> None:
        """Keep that a message has left for an update."""
        if update_id not in self._shown and len(self._shown) >= _MOST:
            del self._shown[next(iter(self._shown))]
        shown = self._shown.setdefault(update_id, _Shown())
        shown.ids.append(message_id)
        shown.place = len(shown.ids)

    def before(self, update_id: int) -> int | None:
        """Give the message that an earlier try sent at this place; `None`: send it now."""
        shown = self._shown.get(update_id)
        if shown is None or shown.place >= len(shown.ids):
            return None
        shown.place += 1
        return shown.ids[shown.place - 1]

    def over(self, update_id: int, *, settled: bool) -> None:
        """End a try: forget what is settled; the next try begins at the first message."""
        if settled:
            self._shown.pop(update_id, None)
        elif update_id in self._shown:
            self._shown[update_id].place = 0
