"""The moment at which a message really leaves for the wire, told to whoever counts messages."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Set around one request; called when its last byte is handed to the network.
leaves: ContextVar[Callable[[], None] | None] = ContextVar("leaves", default=None)
