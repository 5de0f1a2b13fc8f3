"""What Telegram takes at most, looked at on what was sent: UTF-16 units, bytes of a button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.demo import limits
from bot.demo.entities import count_units

if TYPE_CHECKING:
    from bot.deliver import Screen
    from bot.demo.messages import Message
    from bot.demo.world import World


def message_fits(message: Message) -> None:
    """Look at one message as it arrived: its text or caption, and each of its buttons."""
    most = limits.TEXT if message.kind == "text" else limits.CAPTION
    assert count_units(message.text) <= most, message.text[:80]
    for button in (button for row in message.rows for button in row):
        _button_fits(button)


def everything_fits(world: World) -> None:
    """Look at all that the bot has said to anybody."""
    for chat in world.chats.values():
        for message in chat.newest(from_bot=True):
            message_fits(message)


def screen_fits(screen: Screen) -> list[str]:
    """Say what is too long on a screen as it would be sent, its marks counted with its words."""
    most = limits.TEXT if screen.media is None else limits.CAPTION
    units = count_units(screen.html)
    faults = [f"{units} units"] if units > most else []
    return faults + [b.label for b in screen.buttons if _bytes(b.data) > limits.BUTTON_DATA_BYTES]


def _button_fits(button: dict[str, Any]) -> None:
    assert any(letter.isalnum() for letter in button["text"]), button
    assert _bytes(button.get("callback_data", "")) <= limits.BUTTON_DATA_BYTES, button


def _bytes(text: str) -> int:
    return len(text.encode())
