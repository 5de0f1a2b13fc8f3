from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from storage import profiles
from storage.profiles import Profile
from tests.storage.conftest import NOON

if TYPE_CHECKING:
    from storage.database import Database


async def test_nothing_is_known_of_somebody_who_told_nothing(db: Database, camille: int) -> None:
    assert await profiles.of(db, camille) == Profile()


async def test_what_is_told_is_kept_and_the_latest_wins(db: Database, camille: int) -> None:
    await profiles.learn(db, camille, "garden", value=True, now=NOON)
    await profiles.learn(db, camille, "garden", value=True, now=NOON)
    await profiles.learn(db, camille, "dwelling", "house", now=NOON)
    await profiles.learn(db, camille, "car", value=False, now=NOON)
    await profiles.learn(db, camille, "dwelling", "flat", now=NOON + 1)

    assert await profiles.of(db, camille) == Profile(
        garden=True, car=False, dwelling="flat", updated_at=NOON + 1
    )


async def test_what_is_no_longer_true_becomes_unknown(db: Database, camille: int) -> None:
    await profiles.learn(db, camille, "garden", value=True, now=NOON)
    await profiles.learn(db, camille, "garden", None, now=NOON)
    await profiles.learn(db, camille, "garden", None, now=NOON)
    assert (await profiles.of(db, camille)).garden is None


@pytest.mark.parametrize("field", profiles.FIELDS)
async def test_every_field_can_be_learnt(
    db: Database, camille: int, field: profiles.Field
) -> None:
    flags = ("owner", "garden", "car", "bike", "children", "worker")
    value = True if field in flags else "x"
    await profiles.learn(db, camille, field, value, now=NOON)
    assert getattr(await profiles.of(db, camille), field) == value


async def test_other_fields_and_kinds_are_refused(db: Database, camille: int) -> None:
    with pytest.raises(ValueError, match="no such field"):
        await profiles.learn(db, camille, cast("profiles.Field", "person_id"), "1", now=NOON)
    with pytest.raises(ValueError, match="wrong kind"):
        await profiles.learn(db, camille, "garden", "oui", now=NOON)
    with pytest.raises(ValueError, match="wrong kind"):
        await profiles.learn(db, camille, "dwelling", value=True, now=NOON)


async def test_a_change_is_remembered_and_passing_a_question_too(
    db: Database, camille: int
) -> None:
    for _ in range(2):
        await profiles.learn(db, camille, "garden", value=True, now=NOON)
    await profiles.learn(db, camille, "garden", value=True, now=NOON + 1)
    await profiles.learn(db, camille, "car", None, now=NOON)
    assert await profiles.changed(db, camille) == {"garden": NOON}
    assert await profiles.asked(db, camille) == {"garden": NOON + 1, "car": NOON}

    await profiles.learn(db, camille, "garden", None, now=NOON + 2)
    assert await profiles.changed(db, camille) == {"garden": NOON + 2}
