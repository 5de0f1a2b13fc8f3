"""Makes the server misbehave on demand, as Telegram and networks do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.demo.errors import ApiError

# What goes wrong. `silence`: nothing is done and nothing is answered until the client gives up.
# `lost`: the call is done, but no answer comes until the client gives up. `dropped` and `cut` are
# the same two with the connection closed at once. `slow`: only the latency.
KINDS: Final = frozenset({"429", "403", "500", "400", "silence", "lost", "dropped", "cut", "slow"})
_REFUSALS: Final = {
    "429": (429, "Too Many Requests: retry after {retry_after}"),
    "403": (403, "Forbidden: bot was blocked by the user"),
    "500": (500, "Internal Server Error"),
    "400": (400, "Bad Request: refused on request of a test"),
}


@dataclass(slots=True)
class Fault:
    """The next `count` calls of `method` ("*": of any) go wrong; 0 stands for « until cleared ».

    `chat_id` narrows it to one chat. `latency_ms` delays the call. `description` replaces the
    wording of a refusal. `skip` lets that many calls pass first.
    """

    method: str
    kind: str
    count: int = 1
    retry_after: int = 1
    latency_ms: int = 0
    chat_id: int | None = None
    description: str | None = None
    skip: int = 0

    def refusal(self) -> ApiError | None:
        """Give the error to answer, or `None` for the faults that answer nothing."""
        if self.kind not in _REFUSALS:
            return None
        code, text = _REFUSALS[self.kind]
        text = self.description or text.format(retry_after=self.retry_after)
        extra = {"retry_after": self.retry_after} if self.kind == "429" else {}
        return ApiError(code, text, **extra)


class Faults:
    """The faults that wait for their calls, and how many calls each method has had."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.calls: dict[str, int] = {}  # by method, refused ones included

    def add(self, fault: Fault) -> None:
        """Plan a fault. Raises `ValueError` for an unknown kind or a negative number."""
        if fault.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {fault.kind!r}")
        if min(fault.count, fault.retry_after, fault.latency_ms, fault.skip) < 0:
            raise ValueError("the numbers of a fault are not negative")
        self._waiting.append(fault)

    def clear(self, method: str = "*") -> None:
        """Forget the faults of a method, or all of them."""
        self._waiting = [f for f in self._waiting if method not in ("*", f.method)]

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Count a call, and give the fault that strikes it, if any."""
        self.calls[method] = self.calls.get(method, 0) + 1
        for fault in self._waiting:
            fits = fault.method in ("*", method) and fault.chat_id in (None, chat_id)
            if not fits:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.count == 1:
                self._waiting.remove(fault)
            fault.count = max(fault.count - 1, 0)
            return fault
        return None
