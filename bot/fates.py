"""What became of a message: the answers of the Bot API, sorted by what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.pace import seconds_of
from bot.request import LostError, NotSentError

_LONGEST_REASON = 200
_GONE = ("chat not found", "user is deactivated", "bot can't initiate conversation")


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    GONE = "blocked"  # the person cannot be reached: a fact about them, not an error
    AGAIN = "again"  # certainly not delivered: worth another try
    UNCERTAIN = "uncertain"  # may have arrived: never repeated by itself
    FAILED = "failed"  # refused for good: our fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one message. `after_s`: for how long Telegram wants no other try."""

    fate: Fate
    message_id: int | None = None
    after_s: float = 0.0
    error: str = ""
    chat_id: int | None = None


def outcome_of(error: TelegramError) -> Outcome:  # noqa: PLR0911 – one line for each answer
    """Classify an answer of the Bot API (`BadRequest`, `TimedOut` are `NetworkError`s: first)."""
    text = str(error)[:_LONGEST_REASON]
    match error:
        case Forbidden():
            return Outcome(Fate.GONE, error=text)
        case ChatMigrated():
            return Outcome(Fate.AGAIN, error=text, chat_id=error.new_chat_id)
        case RetryAfter():
            return Outcome(Fate.AGAIN, after_s=seconds_of(error), error=text)
        case BadRequest():
            gone = any(words in text.lower() for words in _GONE)
            return Outcome(Fate.GONE if gone else Fate.FAILED, error=text)
        case NotSentError() | InvalidToken():  # a refused token is mended by an operator
            return Outcome(Fate.AGAIN, error=text)
        case TimedOut() | LostError():
            return Outcome(Fate.UNCERTAIN, error=text)
        case NetworkError():  # 5xx: the server says that it did not do it
            return Outcome(Fate.AGAIN, error=text)
        case _:
            return Outcome(Fate.FAILED, error=text)
