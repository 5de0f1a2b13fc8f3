"""What was shown for an update that is tried again."""

from __future__ import annotations

from bot.said import Said


def test_a_new_try_finds_each_message_in_its_place_and_then_sends_on() -> None:
    said = Said()
    assert said.before(1) is None
    said.note(1, 11)
    said.note(1, 12)
    said.over(1, settled=False)

    assert [said.before(1) for _ in range(3)] == [11, 12, None]
    said.note(1, 13)
    said.over(1, settled=False)
    assert [said.before(1) for _ in range(4)] == [11, 12, 13, None]


def test_what_is_settled_is_forgotten() -> None:
    said = Said()
    said.note(1, 11)
    said.over(1, settled=True)
    said.over(2, settled=False)

    assert said.before(1) is None


def test_it_does_not_grow_for_ever() -> None:
    said = Said()
    for number in range(10_000):
        said.note(number, number)
    for number in range(10_000):
        said.over(number, settled=False)

    assert said.before(0) is None
    assert said.before(9999) == 9999
