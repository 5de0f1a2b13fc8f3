"""Writing less to those who do not answer: as chosen, then weekly, then monthly, then a question.

A reminder counts as ignored from the moment it leaves until the person answers; any answer, a
« Pas cette fois » as well, brings back the rhythm that was chosen (spec/contract.md, row 40).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AS_CHOSEN, WEEKLY, MONTHLY, ASKED = 0, 1, 2, 3
PATIENCE: Final = {AS_CHOSEN: 3, WEEKLY: 3, MONTHLY: 2}
"""How many messages without an answer, at each step, before the next step."""

_GAPS: Final = {AS_CHOSEN: 0, WEEKLY: 7, MONTHLY: 30, ASKED: 30}


@dataclass(frozen=True, slots=True)
class Attention:
    """How many messages in a row had no answer at this step, and the step (`slowed`)."""

    ignored: int = 0
    slowed: int = AS_CHOSEN


def after_sending(attention: Attention) -> Attention:
    """Return where we are once one more message has left without any answer so far."""
    if attention.slowed >= ASKED:
        return attention
    ignored = attention.ignored + 1
    if ignored >= PATIENCE[attention.slowed]:
        return Attention(0, attention.slowed + 1)
    return Attention(ignored, attention.slowed)


def days_apart(attention: Attention) -> int:
    """Return how many days lie between two messages at least; 0 leaves the chosen rhythm."""
    return _GAPS[min(attention.slowed, ASKED)]


def asks(attention: Attention) -> bool:
    """Tell whether the next message is the question « je me tais ? », and the last one."""
    return attention.slowed >= ASKED
