"""Whatever anybody sends to any route, the server refuses it as JSON and goes on."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.methods import _TABLE

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.demo.conftest import Wire

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1.5, 1e300, "", "x", "-", "1001", "٣", "9" * 5000, "\0", "\ud800",
    "{", "[]", "{}", "null", "[" * 5000, [], [[]], [None], {}, {"type": []}, {"message_id": {}},
    {"inline_keyboard": 1}, {"inline_keyboard": [[None]]}, {"keyboard": [[{}]]},
    {"inline_keyboard": [[{"text": "x", "url": "http://[::1"}]]},
    {"inline_keyboard": [[{"text": "x", "callback_data": "\ud800"}]]},
    [{"type": [], "offset": 0, "length": 1}], [{"type": "bold", "offset": -1, "length": 2**80}],
    "<a href='http://[x'>y</a>", "&#99999999;", "attach://x", "x" * 70_000,
)  # fmt: skip
NAMES = (
    "chat_id", "text", "caption", "parse_mode", "entities", "reply_markup", "reply_parameters",
    "message_id", "message_ids", "from_chat_id", "offset", "limit", "allowed_updates", "url",
    "secret_token", "max_connections", "photo", "document", "media", "commands", "scope",
    "language_code", "name", "description", "menu_button", "callback_query_id", "show_alert",
    "action", "reaction", "user_id", "file_id", "reply_to_message_id", "caption_entities",
)  # fmt: skip
PAGE_NAMES = ("person", "text", "message_id", "data", "kind", "caption", "blocked", "seconds",
              "to", "method", "count", "retry_after", "latency_ms")  # fmt: skip
ACTIONS = ("send", "press", "edit", "attach", "block", "seen", "faults", "clock")


def make_arguments(chance: random.Random, names: tuple[str, ...]) -> dict[str, object]:
    chosen = chance.sample(names, chance.randint(0, 4))
    return {name: chance.choice(ODD) for name in chosen}


@pytest.mark.parametrize("method", sorted(_TABLE))
async def test_no_method_breaks(wire: Wire, camille: Person, method: str) -> None:
    chance = random.Random(method)
    await wire.call("sendMessage", chat_id=camille.id, text="bonjour")
    for _ in range(60):
        arguments: dict[str, object] = {"chat_id": 1001, "text": "x", "message_id": 1}
        arguments |= make_arguments(chance, NAMES)
        answer = await wire.call(method, **arguments)
        assert answer.status < 500, (arguments, answer)
        assert answer.body["ok"] is (answer.status == 200)
    assert (await wire.call("getMe")).status == 200


@pytest.mark.parametrize("action", ACTIONS)
async def test_no_action_of_the_page_breaks(wire: Wire, camille: Person, action: str) -> None:
    chance = random.Random(action)
    await wire.call("sendMessage", chat_id=camille.id, text="x")
    for _ in range(100):
        body = {"person": "citoyenne", "text": "x", "message_id": 1, "data": "x"}
        body |= make_arguments(chance, PAGE_NAMES)
        body = {name: value for name, value in body.items() if value != "x" * 70_000}
        answer = await wire.act(action, **body)
        assert answer.status < 500, (body, answer)
    assert (await wire.state())["name"] == "citoyenne"


BODIES = [
    (b"{", "application/json", 400),
    (b"[1]", "application/json", 400),
    (b'"x"', "application/json", 400),
    (b"NaN", "application/json", 400),
    (b'{"chat_id": Infinity}', "application/json", 400),
    (b"[" * 200_000, "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    (b'{"a": ' + b"1" * 5000 + b"}", "application/json", 400),
    (b"text=%FF%FE&chat_id=1001", "application/x-www-form-urlencoded", 400),
    (b"text=x", "application/x-www-form-urlencoded; charset=klingon", 400),
    (b"no parts", "multipart/form-data; boundary=x", 400),
    (b"no parts", "multipart/form-data", 400),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 400),
    (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\r\n--x--\r\n',
     "multipart/form-data; boundary=x", 400),
    (b"--x\r\nContent-Disposition: attachment\r\n\r\nz\r\n--x--\r\n",
     "multipart/form-data; boundary=x", 400),
    (b"", "application/json", 400),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "status"), BODIES)
async def test_broken_bodies_are_refused(wire: Wire, body: bytes, kind: str, status: int) -> None:
    url = f"{wire.root}/bot63:demo/sendMessage"
    headers = {"Content-Type": kind}
    async with wire.session.post(url, data=body, headers=headers) as response:
        assert response.status == status
        assert (await response.json())["ok"] is False


async def test_a_body_that_is_too_big_is_refused(wire: Wire) -> None:
    big = {"person": "citoyenne", "text": "x" * 70_000}
    assert (await wire.act("send", **big)).status == 413

    url = f"{wire.root}/bot63:demo/sendMessage"
    headers = {"Content-Type": "application/json"}
    async with wire.session.post(
        url, data=io.BytesIO(bytes(52 << 20)), headers=headers
    ) as response:
        assert response.status == 413


async def test_other_verbs_are_refused_as_json(wire: Wire) -> None:
    for verb, path, status in (
        ("DELETE", "/bot63:demo/getMe", 404),
        ("PUT", "/demo/send", 405),
        ("GET", "/demo/send", 405),
        ("POST", "/", 405),
    ):
        async with wire.session.request(verb, wire.root + path) as response:
            assert (response.status, (await response.json())["ok"]) == (status, False)
