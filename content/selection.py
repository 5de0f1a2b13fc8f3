"""Picks a few things that do not clash, of as many kinds as possible, the best first."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be picked.

    Two of one `clash` are never picked together. A lower `tier` goes before a higher one
    wherever both serve; within a tier, the higher `score` first.
    """

    id: str
    kind: int
    clash: str
    tier: int
    score: float

    @property
    def rank(self) -> tuple[int, float, str]:
        """The place in the order, the best lowest; the id settles what is equal."""
        return (self.tier, -self.score, self.id)


def select(candidates: Iterable[Candidate], count: int) -> list[Candidate]:
    """Return `count` candidates, or as many as can stand together, the best first.

    As many kinds as can be are among them. A kind takes its seat by an augmenting path (maximum
    bipartite matching of kinds and clashes: H. W. Kuhn, 1955), because plain greed gets stuck:
    the best of one kind may take the only clash that another kind has. Higher tiers are opened
    only as long as kinds are missing. What is left is filled with the best that remain, which
    reaches the greatest number, since each candidate has one clash (a partition matroid).
    """
    ranked = sorted(candidates, key=attrgetter("rank"))
    seats: dict[str, Candidate] = {}
    for tier in sorted({candidate.tier for candidate in ranked}):
        _seat_kinds([c for c in ranked if c.tier <= tier], seats, count)
    for candidate in ranked:
        if len(seats) < count:
            seats.setdefault(candidate.clash, candidate)
    return sorted(seats.values(), key=attrgetter("rank"))


def _seat_kinds(ranked: list[Candidate], seats: dict[str, Candidate], count: int) -> None:
    """Add to `seats` (by clash) one candidate of each kind that has none, up to `count`."""
    by_kind: dict[int, list[Candidate]] = {}
    for candidate in ranked:
        by_kind.setdefault(candidate.kind, []).append(candidate)
    seated = {candidate.kind for candidate in seats.values()}
    for kind in by_kind:
        if len(seats) >= count:
            return
        if kind not in seated:
            _seat(kind, by_kind, seats, set())


def _seat(
    kind: int, by_kind: Mapping[int, list[Candidate]], seats: dict[str, Candidate], tried: set[str]
) -> bool:
    """Give `kind` a seat, moving other kinds to another of theirs where that makes room."""
    for candidate in by_kind[kind]:
        if candidate.clash in tried:
            continue
        tried.add(candidate.clash)
        holder = seats.get(candidate.clash)
        if holder is None or _seat(holder.kind, by_kind, seats, tried):
            seats[candidate.clash] = candidate
            return True
    return False
