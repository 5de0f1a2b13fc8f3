from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from storage import announcements, consents
from storage.announcements import AFTER, State
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.announcements import Announcement
    from storage.database import Database

SOPHIE = 1004
WAY: dict[State, tuple[State, ...]] = {
    "draft": (),
    "waiting": ("waiting",),
    "scheduled": ("scheduled",),
    "running": ("scheduled", "running"),
    "paused": ("scheduled", "paused"),
    "finished": ("scheduled", "running", "finished"),
    "cancelled": ("cancelled",),
    "recalled": ("cancelled", "recalled"),
}


async def draft(db: Database, update_id: int = 1, html: str = "<b>Bonjour</b>") -> int:
    return await announcements.draft(
        db, SOPHIE, kind="text", html=html, file_id="", update_id=update_id, now=NOON
    )


async def found(db: Database, number: int) -> Announcement:
    one = await announcements.find(db, number)
    assert one is not None
    return one


async def test_the_same_update_makes_one_draft(db: Database) -> None:
    number = await draft(db)
    assert await draft(db) == number
    assert await draft(db, 2) != number
    one = await found(db, number)
    assert (one.state, one.html, one.author, one.version) == ("draft", "<b>Bonjour</b>", SOPHIE, 1)
    assert [a.id for a in await announcements.recent(db, 5)] == [number + 1, number]


async def test_only_what_the_table_allows_happens_and_only_once(db: Database) -> None:
    for update_id, (start, to) in enumerate(product(AFTER, AFTER)):
        number = await draft(db, update_id)
        for state in WAY[start]:
            assert await announcements.move(db, number, state, now=NOON)

        allowed = to in AFTER[start]
        assert await announcements.move(db, number, to, now=NOON, reason="staff") is allowed
        assert not await announcements.move(db, number, to, now=NOON)
        assert (await found(db, number)).state == (to if allowed else start)


async def test_a_draft_can_be_rewritten_and_another_picture_needs_its_rights(
    db: Database,
) -> None:
    number = await draft(db)
    assert await announcements.rewrite(db, number, kind="photo", html="a", file_id="f1")
    assert not await announcements.rewrite(db, number, kind="photo", html="a", file_id="f1")
    assert await announcements.decide(db, number, "rights", 1)
    assert await announcements.rewrite(db, number, kind="photo", html="b", file_id="f1")
    assert (await found(db, number)).rights == 1
    assert await announcements.rewrite(db, number, kind="photo", html="b", file_id="f2")
    one = await found(db, number)
    assert (one.rights, one.version) == (0, 4)


async def test_what_is_no_draft_any_more_keeps_its_words(db: Database) -> None:
    number = await draft(db)
    await announcements.move(db, number, "waiting", now=NOON)
    assert not await announcements.rewrite(db, number, kind="text", html="x", file_id="")
    assert not await announcements.decide(db, number, "subject", "evenements")
    with pytest.raises(ValueError, match="no such field"):
        await announcements.decide(db, number, "state", "running")  # type: ignore[arg-type]


async def test_what_runs_is_not_corrected_what_is_over_is(db: Database) -> None:
    number = await draft(db)
    await announcements.move(db, number, "scheduled", now=NOON)
    await announcements.move(db, number, "running", now=NOON)
    assert not await announcements.correct(db, number, "autre")
    await announcements.move(db, number, "finished", now=NOON)
    assert await announcements.correct(db, number, "autre")
    assert not await announcements.correct(db, number, "autre")


async def test_back_to_the_draft_forgets_the_confirmation(db: Database) -> None:
    number = await draft(db)
    await announcements.move(db, number, "waiting", now=NOON)
    await announcements.confirm(db, number, by=1005, now=NOON)
    await announcements.move(db, number, "draft", now=NOON)
    one = await found(db, number)
    assert (one.requested_at, one.confirmed_by) == (None, None)


async def test_an_audience_is_frozen_once(db: Database) -> None:
    number = await draft(db)
    assert await announcements.freeze(db, number, {"reached": 5}, now=NOON)
    assert not await announcements.freeze(db, number, {"reached": 9}, now=NOON)
    await announcements.keep_counts(db, number, {"sent": 4})
    await announcements.follow(db, number, chat=SOPHIE, message=12)
    one = await found(db, number)
    assert (dict(one.audience), dict(one.counts)) == ({"reached": 5}, {"sent": 4})
    assert (one.follow_chat, one.follow_message) == (SOPHIE, 12)


async def test_everything_that_leaves_is_held_for_a_person_to_look_at(db: Database) -> None:
    first, second, third = await draft(db), await draft(db, 2), await draft(db, 3)
    for number in (first, second):
        await announcements.move(db, number, "scheduled", now=NOON)
    await announcements.move(db, first, "running", now=NOON)
    assert set(await announcements.hold_all(db, reason="gap", now=NOON)) == {first, second}
    assert await announcements.hold_all(db, reason="gap", now=NOON) == []
    assert {a.id for a in await announcements.in_state(db, "paused")} == {first, second}
    assert (await found(db, third)).state == "draft"


async def test_consents_hang_on_a_person_and_the_latest_wins(db: Database, camille: int) -> None:
    for wanted in (True, True, False):
        await consents.say(db, camille, "saison", wanted=wanted, now=NOON)
    await consents.say(db, camille, "evenements", wanted=True, now=NOON)
    assert await consents.of(db, camille) == {"saison": False, "evenements": True}
    await consents.refuse_all(db, camille, now=NOON)
    assert not any((await consents.of(db, camille)).values())
