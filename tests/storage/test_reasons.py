from __future__ import annotations

from typing import TYPE_CHECKING

from storage import action_answers, people, pledges, reasons
from storage.reasons import Reason
from tests.storage.conftest import NOON
from tests.storage.test_pledges import taken

if TYPE_CHECKING:
    from storage.database import Database


async def test_reasons_are_counted_in_steps_and_never_for_few(db: Database) -> None:
    for person_id in range(1, 8):
        await people.arrive(db, person_id, language="fr", now=NOON)
        for _ in range(2):
            await action_answers.record(db, person_id, "velo", "refused", reason="cher", now=NOON)
        if person_id < 5:
            await action_answers.record(
                db, person_id, "haie", "refused", reason="chezmoi", now=NOON
            )
        await people.stop(db, person_id, now=NOON)
        await people.say_why(db, person_id, "trop")
        pledge = await taken(db, person_id, "velo")
        await pledges.end(db, pledge.id, person_id, state="stopped", reason="temps", now=NOON)

    assert await reasons.refusals(db, since=NOON) == [Reason("velo", "cher", 5)]
    assert await reasons.stops(db, since=NOON) == [Reason("", "trop", 5)]
    assert await reasons.ends(db, since=NOON) == [Reason("velo", "temps", 5)]
    assert await reasons.refusals(db, since=NOON + 1) == []
