"""Audiences: whom an announcement would reach and whom not, by reason; frozen into outbox rows.

A person is counted once, under the first reason that holds: blocked the bot, refused (did not ask
for the subject, or wants silence), away (paused or left in peace: nobody learns which), had it
already, or reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.runner import Runner, Value

REASONS = ("reached", "refused", "away", "blocked", "already")
_WINDOW = 5000

_WANTS = """EXISTS (SELECT 1 FROM consents c
        WHERE c.person_id = p.id AND c.subject = $2 AND c.wanted = 1)"""
_DOES_NOT_REFUSE = """NOT EXISTS (SELECT 1 FROM consents c
        WHERE c.person_id = p.id AND c.subject = $2 AND c.wanted = 0)"""
_OBJECTIVE = """EXISTS (SELECT 1 FROM pledges g WHERE g.person_id = p.id AND g.objective = {value}
        AND g.state <> 'stopped')"""
_COMMUNES = """EXISTS (SELECT 1 FROM profiles f
        WHERE f.person_id = p.id AND f.commune IN ({values}))"""
_VOLUNTEERS = """EXISTS (SELECT 1 FROM roles r
        WHERE r.person_id = p.id AND r.role = 'volunteer')"""
_HAD = """EXISTS (SELECT 1 FROM outbox x WHERE x.dedupe_key IN ({keys})
        AND x.status IN ('sent', 'uncertain'))"""
_REASON = """CASE
        WHEN p.blocked_at IS NOT NULL THEN 'blocked'
        WHEN p.stopped_at IS NOT NULL THEN 'refused'
        WHEN NOT ({consent}) THEN 'refused'
        WHEN COALESCE(p.paused_until, 0) > $1 OR COALESCE(p.quiet_until, 0) > $1 THEN 'away'
        WHEN {had} THEN 'already'
        ELSE 'reached' END"""
_COUNT = """
    SELECT reason, count(*) AS people FROM (
        SELECT {reason} AS reason FROM people p WHERE {scope}
    ) each_person GROUP BY reason
"""
_UPPER = "SELECT id FROM people WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2"
_FREEZE = """
    INSERT INTO outbox (dedupe_key, lane, person_id, kind, payload, due_at, status, batch)
    SELECT CAST($3 AS TEXT) || ':' || CAST(id AS TEXT), 2, id, CAST($4 AS TEXT), '{{}}',
        CAST($1 AS BIGINT), 'held', CAST($3 AS TEXT)
    FROM (
        SELECT p.id AS id, {reason} AS reason FROM people p
        WHERE p.id > $5 AND p.id <= $6 AND {scope}
    ) each_person WHERE reason = 'reached'
    ON CONFLICT (dedupe_key) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom an announcement is for. Everything that is given narrows it.

    `subject`: what people must have asked for; with `unless_refused` it is enough that they did
    not refuse it (volunteers took it with their role). `communes`: INSEE codes. `without`: the
    batches of earlier announcements whose readers are left out.
    """

    subject: str
    unless_refused: bool = False
    objective: int | None = None
    communes: tuple[str, ...] = ()
    volunteers: bool = False
    without: tuple[str, ...] = ()


async def count(db: Runner, wish: Wish, *, now: int) -> Mapping[str, int]:
    """Return how many people there are under each of `REASONS`."""
    parts = _Parts(wish, [now, wish.subject])
    sql = _COUNT.format(reason=parts.reason, scope=parts.scope)
    found = {row["reason"]: row["people"] for row in await db.all(sql, *parts.values)}
    return {reason: found.get(reason, 0) for reason in REASONS}


async def freeze(
    db: Runner, wish: Wish, *, batch: str, kind: str, now: int, window: int = _WINDOW
) -> int:
    """Write one held row for everybody who is reached; return how many are new.

    In short steps, between which others write; done twice, or again after a crash, it adds
    nobody twice.
    """
    below, added = -(2**62), 0
    while True:
        upper = await db.value(_UPPER, below, window - 1)
        top = upper if upper is not None else 2**62
        parts = _Parts(wish, [now, wish.subject, batch, kind, below, top])
        sql = _FREEZE.format(reason=parts.reason, scope=parts.scope)
        added += await db.run(sql, *parts.values)
        if upper is None:
            return added
        below = upper


class _Parts:
    """The parts of a statement that a wish decides, and the values in their order."""

    def __init__(self, wish: Wish, values: list[Value]) -> None:
        self.values = values
        consent = _DOES_NOT_REFUSE if wish.unless_refused else _WANTS
        keys = [
            f"CAST({self._put(name)} AS TEXT) || ':' || CAST(p.id AS TEXT)"
            for name in wish.without
        ]
        had = _HAD.format(keys=", ".join(keys)) if keys else "1 = 0"
        self.reason = _REASON.format(consent=consent, had=had)
        scopes = ["1 = 1"]
        if wish.objective is not None:
            scopes.append(_OBJECTIVE.format(value=self._put(wish.objective)))
        if wish.communes:
            places = ", ".join([self._put(code) for code in wish.communes])
            scopes.append(_COMMUNES.format(values=places))
        if wish.volunteers:
            scopes.append(_VOLUNTEERS)
        self.scope = " AND ".join(scopes)

    def _put(self, value: Value) -> str:
        self.values.append(value)
        return f"${len(self.values)}"
