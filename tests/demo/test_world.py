"""A world that survives a restart, ports, and the wrong token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from telegram import Bot, BotCommand

from bot.demo.people import Human
from bot.demo.person import Person
from bot.demo.server import BotServer, PortTakenError
from bot.demo.world import World

if TYPE_CHECKING:
    from tests.demo.conftest import Wire


def restart(world: World) -> World:
    return World.from_json(json.loads(json.dumps(world.to_json())), world.clock)


async def test_a_conversation_goes_on_after_a_restart(
    world: World, bot: Bot, wire: Wire, camille: Person
) -> None:
    keyboard = {"keyboard": [["Oui"]]}
    button = {"inline_keyboard": [[{"text": "Oui", "callback_data": "o"}]]}
    await bot.send_photo(1001, _picture(), caption="<b>oui</b> ?", parse_mode="HTML")
    await wire.call("sendMessage", chat_id=1001, text="?", reply_markup=keyboard)
    await wire.call("sendMessage", chat_id=1001, text="!", reply_markup=button)
    await bot.set_my_commands([BotCommand("aide", "Aide")])
    await camille.presses("oui", wait=False)
    await camille.says("encore", wait=False)
    await camille.blocks(wait=False)

    again = restart(world)

    assert again.to_json() == world.to_json()
    assert Person(again, "citoyenne").messages == camille.messages
    assert again.profile.commands_for(1001, 1001, "fr") == [
        {"command": "aide", "description": "Aide"}
    ]
    async with BotServer(again) as server, Bot("63:demo", f"{server.url}/bot") as reborn:
        updates = await reborn.get_updates()
        assert [u.update_id for u in updates] == [1, 2, 3]
        assert updates[0].callback_query is not None
        await updates[0].callback_query.answer()
    await Person(again, "citoyenne").unblocks(wait=False)
    await Person(again, "citoyenne").says("suite", wait=False)
    assert again.chats[1001].newest(from_bot=False)[0].id == 5


@pytest.mark.parametrize("broken", [{}, {"people": 3}, {"people": [[1]]}, []])
def test_a_broken_file_is_told_apart(broken: Any) -> None:
    with pytest.raises(ValueError, match="no world"):
        World.from_json(broken, lambda: 0)


async def test_tests_can_add_people_who_have_started(world: World, bot: Bot) -> None:
    world.add_person(Human(5000, "aline", "Aline"), started=True)

    await bot.send_message(5000, "bonjour")

    assert Person(world, "aline").screen.text == "bonjour"
    with pytest.raises(KeyError, match="nobody here"):
        Person(world, "personne")


async def test_a_taken_port_is_told_in_one_line(server: BotServer, world: World) -> None:
    second = BotServer(World(world.clock), port=server.port)

    with pytest.raises(PortTakenError) as caught:
        await second.__aenter__()
    assert caught.value.strerror is not None
    assert caught.value.strerror.startswith(f"Port {server.port} is taken")


async def test_the_same_world_can_be_served_again(world: World) -> None:
    for _ in range(2):
        async with BotServer(world) as server, aiohttp.ClientSession() as session:
            await Person(world, 1001).says("bonjour", wait=False)
            async with session.get(f"{server.url}/bot63:demo/getUpdates") as response:
                assert (await response.json())["result"] != []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bot63:wrong/getMe", 401),
        ("/bot/getMe", 401),
        ("/bot%F0%9F%8C%B1/getMe", 401),
        ("/bot63:demo/makeCoffee", 404),
        ("/bot63:demo/", 404),
        ("/file/bot63:wrong/photos/x", 401),
        ("/file/bot63:demo/photos/x", 404),
        ("/nowhere", 404),
    ],
)
async def test_wrong_tokens_and_unknown_methods(wire: Wire, path: str, status: int) -> None:
    async with wire.session.get(wire.root + path) as response:
        body = await response.json()

    assert (response.status, body["ok"], body["error_code"]) == (status, False, status)


async def test_arguments_come_in_every_way_telegram_allows(wire: Wire, camille: Person) -> None:
    url = f"{wire.root}/bot63:demo/SENDMESSAGE"
    form = aiohttp.FormData({"chat_id": "1001", "text": "multipart"}, default_to_multipart=True)
    await wire.session.get(url, params={"chat_id": "1001", "text": "adresse"})
    await wire.session.post(url, data={"chat_id": "1001", "text": "formulaire"})
    await wire.session.post(url, data=form)
    await wire.session.post(url, json={"chat_id": 1001, "text": "json"})

    texts = [screen.text for screen in camille.messages]
    assert texts == ["adresse", "formulaire", "multipart", "json"]


def _picture() -> bytes:
    from bot.demo.attachments import draw_square  # noqa: PLC0415 – the only use here

    return draw_square()
