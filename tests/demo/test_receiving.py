"""How updates reach the bot: nothing lost, nothing confirmed too early, one reader at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from telegram.error import Conflict

from bot.demo.person import NotSettledError, Person

if TYPE_CHECKING:
    from telegram import Bot

    from bot.demo.world import World
    from tests.demo.conftest import Wire


async def test_what_a_person_writes_reaches_the_bot(camille: Person, bot: Bot) -> None:
    await camille.says("/start o_3", wait=False)

    (update,) = await bot.get_updates()

    assert update.message is not None
    assert update.message.text == "/start o_3"
    assert update.message.chat_id == 1001
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "fr"
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}


async def test_an_update_comes_again_until_it_is_confirmed(camille: Person, bot: Bot) -> None:
    await camille.says("un", wait=False)
    await camille.says("deux", wait=False)

    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    none = await bot.get_updates(offset=first[1].update_id + 1)

    assert [u.update_id for u in first] == [u.update_id for u in again]
    assert [u.message.text for u in rest if u.message] == ["deux"]
    assert none == ()


async def test_a_waiting_bot_is_woken_by_the_first_update(camille: Person, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    await camille._world.updates.polled(5)

    await camille.says("bonjour", wait=False)

    assert len(await asyncio.wait_for(waiting, 5)) == 1


async def test_limit_and_negative_offset(camille: Person, wire: Wire) -> None:
    for text in ("un", "deux", "trois"):
        await camille.says(text, wait=False)

    limited = (await wire.call("getUpdates", limit=2)).result
    last = (await wire.call("getUpdates", offset=-1)).result
    left = (await wire.call("getUpdates")).result

    assert [u["message"]["text"] for u in limited] == ["un", "deux"]
    assert [u["message"]["text"] for u in last] == ["trois"]
    assert left == last


@pytest.mark.parametrize("limit", [-5, 0, 10**12])
async def test_a_strange_limit_is_bent_to_what_is_possible(
    camille: Person, wire: Wire, limit: int
) -> None:
    await camille.says("un", wait=False)

    assert len((await wire.call("getUpdates", limit=limit)).result) == 1


async def test_only_the_latest_of_two_readers_is_served(
    camille: Person, bot: Bot, wire: Wire
) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await camille._world.updates.polled(5)
    newer = asyncio.create_task(wire.call("getUpdates", timeout=30))

    with pytest.raises(Conflict, match=r"(?i)terminated by other getUpdates request"):
        await older
    await camille.says("bonjour", wait=False)
    assert len((await newer).result) == 1


async def test_polling_and_webhook_exclude_each_other(wire: Wire) -> None:
    url = "https://colibris.example.org/hook"
    assert (await wire.call("setWebhook", url=url)).result is True

    refused = await wire.call("getUpdates")
    info = (await wire.call("getWebhookInfo")).result
    await wire.call("deleteWebhook")

    assert refused.status == 409
    assert "can't use getUpdates method while webhook is active" in refused.refusal
    assert info["url"] == url
    assert (await wire.call("getUpdates")).result == []


async def test_dropping_pending_updates_forgets_them(camille: Person, wire: Wire) -> None:
    await camille.says("bonjour", wait=False)

    await wire.call("deleteWebhook", drop_pending_updates=True)

    assert (await wire.call("getUpdates")).result == []


async def test_unwanted_kinds_of_update_are_not_made(camille: Person, wire: Wire) -> None:
    await wire.call("getUpdates", allowed_updates=["callback_query"])
    await camille.says("bonjour")  # settled at once: the bot does not want it
    await wire.call("getUpdates")  # absent: as before
    await camille.says("encore")
    assert (await wire.call("getUpdates", allowed_updates=[])).result == []

    await camille.says("et maintenant", wait=False)

    assert len((await wire.call("getUpdates")).result) == 1


async def test_an_act_is_settled_once_the_bot_has_confirmed_it(world: World, bot: Bot) -> None:
    bruno = Person(world, "voisin")
    saying = asyncio.create_task(bruno.says("bonjour"))
    (update,) = await bot.get_updates(timeout=5)
    assert not saying.done()

    await bot.get_updates(offset=update.update_id + 1)

    assert await saying == update.update_id


async def test_a_bot_that_does_not_confirm_is_reported(world: World) -> None:
    bruno = Person(world, "voisin", patience=0)

    with pytest.raises(NotSettledError, match=r"(?i)has not confirmed update 1"):
        await bruno.says("bonjour")
