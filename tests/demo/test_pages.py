"""What the chat page gets from the server, and whom the server lets at it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.demo.pages import find_morning
from bot.demo.server import BotServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.demo.person import Person
    from bot.demo.world import World
    from tests.demo.conftest import Hands, Wire

WORDS = {"page.title": "Démo </script><b>&", "person.citoyenne": "Camille, citoyenne"}


class Stream:
    """Reads the event stream as a browser does."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.ids: list[int] = []

    async def next(self) -> tuple[str, dict[str, Any]]:
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for raw in self._response.content:
                line = raw.decode().rstrip("\n")
                if not line and fields:
                    self.ids.append(int(fields["id"]))
                    return fields["event"], json.loads(fields["data"])
                if line and not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    fields[name] = value
        raise AssertionError("the stream has ended")


@pytest.fixture
async def stream(wire: Wire) -> AsyncIterator[Stream]:
    async with wire.session.get(f"{wire.root}/demo/stream") as response:
        assert response.content_type == "text/event-stream"
        yield Stream(response)


async def test_the_page_sees_what_both_sides_write(
    wire: Wire, camille: Person, stream: Stream
) -> None:
    await wire.act("send", person="citoyenne", text="bonjour <b>")
    await wire.call(
        "sendMessage",
        chat_id=camille.id,
        text="<i>oui</i>",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
    )

    kind, mine = await stream.next()
    assert (kind, mine["person"], mine["message"]["from"]) == ("message", "citoyenne", "person")
    assert mine["message"]["html"] == "bonjour &lt;b&gt;"
    _, theirs = await stream.next()
    assert theirs["message"] == {
        "id": 2,
        "from": "bot",
        "date": 1774350000,
        "html": "<i>oui</i>",
        "text": "oui",
        "edited": False,
        "photo": None,
        "document": None,
        "kind": "text",
        "buttons": [[{"text": "A", "data": "a"}]],
        "reply_to": None,
    }
    assert stream.ids == sorted(set(stream.ids))


async def test_every_kind_of_event_reaches_the_page(
    wire: Wire, camille: Person, stream: Stream
) -> None:
    keyboard = {"keyboard": [[{"text": "Oui"}]]}
    await wire.call("sendChatAction", chat_id=1001, action="typing")
    await wire.call("sendMessage", chat_id=1001, text="un", reply_markup=keyboard)
    await wire.call("editMessageText", chat_id=1001, message_id=1, text="deux")
    await wire.act("press", person="citoyenne", message_id=1, data="x")
    query = (await wire.call("getUpdates")).result[0]["callback_query"]["id"]
    await wire.call("answerCallbackQuery", callback_query_id=query, text="noté", show_alert=True)
    await wire.call("deleteMessage", chat_id=1001, message_id=1)
    await wire.call("setMyCommands", commands=[{"command": "aide", "description": "Aide"}])
    camille._world.tell_clock(moving=True)

    seen = [await stream.next() for _ in range(12)]

    assert [kind for kind, _ in seen[:6]] == [
        "typing",
        "message",
        "keyboard",
        "edited",
        "toast",
        "deleted",
    ]
    assert seen[0][1] == {"person": "citoyenne", "action": "typing"}
    assert seen[2][1]["keyboard"] == keyboard
    assert seen[3][1]["message"]["text"] == "deux"
    assert seen[4][1] == {"person": "citoyenne", "text": "noté", "alert": True}
    assert seen[5][1]["message_id"] == 1
    assert {(kind, data["person"]) for kind, data in seen[6:11]} == {
        ("commands", person.name) for person in camille._world.people.values()
    }
    assert seen[11] == ("clock", {"now": 1774350000, "moving": True})


async def test_a_page_that_is_far_behind_is_cut_off(world: World) -> None:
    with world.subscribe() as events:
        for _ in range(1001):
            world.tell_clock(moving=False)

        assert len([event async for event in events]) == 1000


async def test_what_people_do_on_the_page_reaches_the_bot(wire: Wire, camille: Person) -> None:
    await wire.call("sendMessage", chat_id=1001, text="?")
    await wire.act("send", person="citoyenne", text="faute")
    await wire.act("edit", person="citoyenne", message_id=2, text="juste")
    await wire.act("press", person="citoyenne", message_id=1, data="a:1")
    await wire.act("attach", person="citoyenne", kind="photo", caption="mon jardin")
    await wire.act("block", person="citoyenne", blocked=True)

    updates = (await wire.call("getUpdates")).result
    assert [set(update) - {"update_id"} for update in updates] == [
        {"message"},
        {"edited_message"},
        {"callback_query"},
        {"message"},
        {"my_chat_member"},
    ]
    assert updates[1]["edited_message"]["text"] == "juste"
    assert updates[2]["callback_query"]["data"] == "a:1"
    assert updates[3]["message"]["caption"] == "mon jardin"
    assert (await wire.state())["blocked"] is True
    assert (await wire.act("send", person="citoyenne", text="x")).status == 400
    assert camille._chat.blocked


async def test_unread_messages_are_counted_until_they_are_seen(
    wire: Wire, camille: Person
) -> None:
    await wire.call("sendMessage", chat_id=camille.id, text="un")
    await wire.call("sendMessage", chat_id=camille.id, text="deux")
    assert (await wire.state())["unread"] == 2

    await wire.act("seen", person="citoyenne")

    assert (await wire.state())["unread"] == 0


async def test_the_clock_answers_once_it_has_arrived(world: World, hands: Hands) -> None:
    async def advance(target: int) -> None:
        await asyncio.sleep(0)
        hands.clock = target

    async with (
        BotServer(world, on_advance=advance) as server,
        aiohttp.ClientSession() as session,
    ):
        answers = []
        for body in ({"seconds": 3600}, {"to": "morning"}, {"to": "morning"}):
            async with session.post(f"{server.url}/demo/clock", json=body) as response:
                answers.append((await response.json())["now"])
        async with session.post(f"{server.url}/demo/clock", json={"seconds": -1}) as response:
            backwards = response.status

    # 13:00 on 24 March; 9:00 the next two days (Paris is an hour ahead of UTC until the 29th).
    assert answers == [1774353600, 1774425600, 1774512000]
    assert backwards == 400


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (1774425599, 1774512000),  # a second before nine: tomorrow is tomorrow
        (1774425600, 1774512000),  # at nine sharp: the next day
        (1774688400, 1774767600),  # 28 March, 10:00: the night has 23 hours
        (1792828800, 1792915200),  # 24 October, 10:00: it has 25
    ],
)
def test_morning_is_nine_on_the_wall(now: int, morning: int) -> None:
    assert find_morning(now, "Europe/Paris") == morning


async def test_a_clock_that_cannot_be_moved_says_so(wire: Wire) -> None:
    assert (await wire.act("clock", seconds=60)).status == 409


async def test_the_page_carries_its_words_and_a_strict_policy(world: World) -> None:
    async with BotServer(world, words=WORDS) as server, aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/") as response:
            page = await response.text()
            policy = response.headers["Content-Security-Policy"]
        async with session.get(f"{server.url}/demo/state") as response:
            state = await response.json()

    start = page.index(">", page.index('<script id="words"')) + 1
    assert json.loads(page[start : page.index("</script>", start)]) == WORDS
    assert "default-src 'none'" in policy
    assert [entry["label"] for entry in state["people"]][:2] == ["Camille, citoyenne", "Bruno"]
    assert (state["now"], state["timezone"]) == (1774350000, "Europe/Paris")


async def test_static_files_and_nothing_else_are_given(wire: Wire) -> None:
    async with wire.session.get(f"{wire.root}/static/api.js") as response:
        assert (response.status, response.content_type) == (200, "text/javascript")
    for name in ("index.html", "..%2fserver.py", "%2e%2e/server.py", "x.js", ".js", "a%00.js"):
        async with wire.session.get(f"{wire.root}/static/{name}") as response:
            assert response.status == 404, name


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example:8063"},
        {"Host": "127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_other_sites_are_kept_out(wire: Wire, headers: dict[str, str]) -> None:
    url = f"{wire.root}/demo/send"
    body = {"person": "citoyenne", "text": "x"}
    async with wire.session.post(url, json=body, headers=headers) as response:
        assert response.status == 403
    assert (await wire.state())["messages"] == []


async def test_our_own_page_is_let_in_and_a_form_is_not(wire: Wire) -> None:
    url = f"{wire.root}/demo/send"
    body = {"person": "citoyenne", "text": "x"}
    async with wire.session.post(url, json=body, headers={"Origin": wire.root}) as response:
        assert response.status == 200
    async with wire.session.post(url, data=body) as response:
        assert response.status == 415
