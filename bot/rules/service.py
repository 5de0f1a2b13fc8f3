"""The state of the whole service: open, on standby, on holiday, ended; and before an election."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Final

MODES: Final = ("open", "standby", "holiday", "end")
# Elections of March 2028: the six months that end with the month before, and that month.
_RESERVE: Final = ("2027-09-01", "2028-03-31")


@dataclass(frozen=True, slots=True)
class Service:
    """How the service stands. Days are `YYYY-MM-DD`; an empty one is none.

    `until`: the day on which a holiday or a standby is over, or the service ends. The reserve
    before an election lasts from `reserve_from` to `reserve_until`, both included.
    """

    mode: str = "open"
    until: str = ""
    reserve_from: str = _RESERVE[0]
    reserve_until: str = _RESERVE[1]

    def in_reserve(self, today: date) -> bool:
        """Say whether promotion rests today: announcements, results, the Département's part."""
        start, end = as_day(self.reserve_from), as_day(self.reserve_until)
        return start is not None and end is not None and start <= today <= end

    def mode_on(self, today: date) -> str:
        """Give the mode that holds today: a holiday or a standby ends by itself."""
        if self.mode in ("holiday", "standby"):
            until = as_day(self.until)
            return "open" if until is not None and today > until else self.mode
        return self.mode

    def silent_on(self, today: date) -> bool:
        """Say whether nothing starts by itself today and nothing but the essential is answered.

        The end of the service comes on its day; until then it is only announced.
        """
        if self.mode == "end":
            until = as_day(self.until)
            return until is None or today >= until
        return self.mode_on(today) == "standby"


def as_day(text: str) -> date | None:
    """Read a day; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def to_text(service: Service) -> str:
    """Write a service state for the database."""
    return json.dumps(asdict(service))


def from_text(text: str | None) -> Service:
    """Read what `to_text` wrote; an open service for anything else."""
    try:
        raw = json.loads(text or "{}")
        known = {f.name: str(raw[f.name]) for f in fields(Service) if f.name in raw}
    except (ValueError, TypeError, RecursionError):
        return Service()
    service = Service(**known)
    return service if service.mode in MODES else Service()
