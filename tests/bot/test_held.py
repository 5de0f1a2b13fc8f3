"""One answer is held for the response; what follows it leaves after it."""

from __future__ import annotations

from bot.held import before_another, can_hold, hold, holding


class Sent:
    def __init__(self) -> None:
        self.names: list[str] = []

    def leaving(self, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        async def leave() -> None:
            self.names.append(name)

        return leave


async def test_without_a_response_nothing_is_held() -> None:
    assert not can_hold()
    assert not hold({"method": "x"}, Sent().leaving("x"))
    await before_another()


async def test_the_only_answer_stays_for_the_response() -> None:
    sent = Sent()
    with holding() as held:
        assert hold({"method": "x"}, sent.leaving("x"))

    assert held.call == {"method": "x"}
    assert sent.names == []


async def test_a_second_one_makes_the_first_leave_before_it() -> None:
    sent = Sent()
    with holding() as held:
        hold({"method": "x"}, sent.leaving("x"))
        assert not hold({"method": "y"}, sent.leaving("y"))
        await before_another()
        sent.names.append("y")

    assert held.call is None
    assert sent.names == ["x", "y"]


async def test_after_something_has_left_an_answer_may_still_be_held() -> None:
    sent = Sent()
    with holding() as held:
        await before_another()
        assert hold({"method": "x"}, sent.leaving("x"))
    assert held.call == {"method": "x"}
