"""Servers, proxies and networks that do what no documentation tells."""

from __future__ import annotations

import asyncio
import base64
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.pace import seconds_of
from bot.request import AiohttpRequest, LostError, NotSentError
from tests.bot.test_request import TOKEN, answering, refusal, request, serving

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = "je suis malade"
NOBODY = "http://127.0.0.1:1"


def saying(status: int, body: bytes) -> Callable[[web.Request], Any]:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    return handle


def all_that_shows(error: BaseException) -> str:
    """What a careless traceback would print, causes and all."""
    return repr(error) + "".join(traceback.format_exception(error))


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 409, 429, 500, 502, 503, 599])
@pytest.mark.parametrize("body", [b"<html>No entry, says the proxy</html>", b"", b'{"a": 1}'])
async def test_what_a_proxy_refuses_is_no_word_of_telegram(status: int, body: bytes) -> None:
    # As Forbidden, everybody would be taken for somebody who has blocked the bot; as InvalidToken,
    # the program would end.
    async with serving(saying(status, body)) as url, request() as ours:
        with pytest.raises(NetworkError, match=str(status)) as caught:
            await ours.call(f"{url}/sendMessage", {"chat_id": 1}, read_s=5)

    assert type(caught.value) is NetworkError
    assert "proxy" not in str(caught.value)


async def test_a_gateway_that_waited_in_vain_leaves_it_open() -> None:
    async with serving(saying(504, b"<html>")) as url, request() as ours:
        with pytest.raises(TimedOut):
            await ours.call(f"{url}/sendMessage", {}, read_s=5)


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[1]", b"", b"\xff\x00", b"{}", b'{"ok": true}', b"[" * 100_000, b"1" * 5000],
    ids=range(8),
)
async def test_a_success_that_cannot_be_read_may_have_been_one(body: bytes) -> None:
    async with serving(saying(200, body)) as url, request() as ours:
        with pytest.raises(LostError):
            await ours.call(f"{url}/sendMessage", {}, read_s=5)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (None, BadRequest),
        ([], BadRequest),
        ({"retry_after": "soon"}, BadRequest),
        ({"retry_after": -5}, BadRequest),
        ({"retry_after": 10**30}, RetryAfter),
        ({"migrate_to_chat_id": "x"}, BadRequest),
        ({"migrate_to_chat_id": -1001}, ChatMigrated),
    ],
)
async def test_strange_parameters_of_a_refusal(
    parameters: object, expected: type[TelegramError]
) -> None:
    body = {"ok": False, "error_code": 400, "description": "Bad", "parameters": parameters}
    async with serving(answering(400, body)) as url, request() as ours:
        with pytest.raises(expected) as caught:
            await ours.call(f"{url}/sendMessage", {}, read_s=5)

    if isinstance(caught.value, RetryAfter):
        assert seconds_of(caught.value) <= 86_400


async def test_a_refusal_without_a_description_still_says_something() -> None:
    async with serving(answering(403, {"ok": False})) as url, request() as ours:
        with pytest.raises(Forbidden, match="403"):
            await ours.call(f"{url}/sendMessage", {}, read_s=5)


async def test_an_answer_that_breaks_off_leaves_it_open() -> None:
    async def handle(came: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "1000"})
        await answer.prepare(came)
        await answer.write(b'{"ok": true, "result"')
        assert came.transport is not None
        came.transport.close()
        return answer

    async with serving(handle) as url, request() as ours:
        with pytest.raises(LostError, match="connection lost"):
            await ours.call(f"{url}/sendMessage", {}, read_s=5)


async def test_an_answer_that_stops_in_the_middle_does_not_wait_for_ever() -> None:
    async def handle(came: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(came)
        await answer.write(b'{"ok": true,')
        await asyncio.Event().wait()
        return answer

    async with serving(handle) as url, request() as ours:
        with pytest.raises(TimedOut):
            await ours.call(f"{url}/sendMessage", {}, read_s=0.05)


async def test_no_place_in_the_pool_means_that_nothing_was_sent() -> None:
    gate = asyncio.Event()

    async def handle(_request: web.Request) -> web.Response:
        await gate.wait()
        return web.json_response({"ok": True, "result": True})

    async with serving(handle) as url, request(connections=1, connect_s=0.1) as ours:
        first = asyncio.create_task(ours.call(f"{url}/x", {}, read_s=5))
        await asyncio.sleep(0.02)
        with pytest.raises(NotSentError):
            await ours.call(f"{url}/x", {}, read_s=5)
        gate.set()
        assert await first is True


@pytest.mark.parametrize(
    "trouble", ["refused", "silent", "cut", "unauthorized", "odd", "no pool", "no address"]
)
async def test_the_token_shows_nowhere_whatever_happens(trouble: str) -> None:
    async def handle(came: web.Request) -> web.Response:
        if trouble in ("silent", "no pool"):
            await asyncio.sleep(1)
        if trouble == "cut":
            assert came.transport is not None
            came.transport.close()
        if trouble == "unauthorized":
            return web.json_response(refusal(401, "Unauthorized"), status=401)
        return web.Response(text="odd")

    async with serving(handle) as url, request(connections=1, connect_s=0.05) as ours:
        elsewhere = {"refused": NOBODY, "no address": "http://exa mple:x"}.get(trouble)
        root = f"{elsewhere}/bot{TOKEN}" if elsewhere else url
        busy = asyncio.create_task(ours.call(f"{root}/x", {}, read_s=1))
        if trouble == "no pool":
            await asyncio.sleep(0.02)
        with pytest.raises(TelegramError) as caught:
            await ours.call(f"{root}/sendMessage", {"text": WORDS}, read_s=0.1)
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)

    shown = all_that_shows(caught.value)
    assert "secretsecret" not in shown
    assert WORDS not in shown
    assert isinstance(caught.value, InvalidToken) == (trouble == "unauthorized")


async def test_cancelled_it_hangs_up_and_the_next_request_works() -> None:
    came: list[str] = []

    async def handle(request_: web.Request) -> web.Response:
        came.append(request_.path)
        if len(came) == 1:
            await asyncio.Event().wait()
        return web.json_response({"ok": True, "result": True})

    async with serving(handle) as url, request(connections=1) as ours:
        asking = asyncio.create_task(ours.call(f"{url}/getUpdates", {}, read_s=30))
        await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await ours.call(f"{url}/getUpdates", {}, read_s=5) is True


async def test_half_a_character_does_not_keep_a_message_back() -> None:
    seen: list[str] = []

    async def handle(came: web.Request) -> web.Response:
        form = await came.post()
        seen.append(str(form["text"]))
        return web.json_response({"ok": True, "result": True})

    async with serving(handle) as url, request() as ours:
        await ours.call(f"{url}/sendMessage", {"text": "un \ud83d œuf + 1 & 2 = 3 %"}, read_s=5)

    assert seen == ["un ? œuf + 1 & 2 = 3 %"]


async def test_the_name_of_a_file_arrives_as_people_write_it() -> None:
    names: list[str | None] = []

    async def handle(came: web.Request) -> web.Response:
        form = await came.post()
        files = [value for value in form.values() if isinstance(value, web.FileField)]
        names.extend(file.filename for file in files)
        chat = {"id": 1, "type": "private"}
        return web.json_response(
            {"ok": True, "result": {"message_id": 5, "date": 1, "chat": chat}}
        )

    async with serving(handle) as url:
        bot = Bot(
            TOKEN,
            base_url=url.removesuffix(TOKEN),
            request=(ours := AiohttpRequest()),
            get_updates_request=AiohttpRequest(),
        )
        await ours.initialize()
        name = 'Événement "été" 100 %.txt'
        await bot.send_document(1, InputFile(b"abc", filename=name))
        await ours.shutdown()

    assert names == ['Événement "été" 100 %.txt']


async def test_what_is_on_this_machine_is_reached_without_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, NOBODY)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with serving(answering(200, {"ok": True, "result": 7})) as url, request() as ours:
        assert await ours.call(f"{url}/x", {}, read_s=5) == 7
        with pytest.raises(NotSentError):
            await ours.call(f"http://api.example.org/bot{TOKEN}/getMe", {}, read_s=5)


async def test_the_environment_is_asked_for_a_proxy_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str | None]] = []

    async def pass_on(passing: web.Request) -> web.Response:
        asked.append((passing.host, passing.headers.get("Proxy-Authorization")))
        return web.json_response({"ok": True, "result": 7})

    far = f"http://api.example.org/bot{TOKEN}/getMe"
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with serving(pass_on) as url, request() as ours:
        proxy = url.removesuffix(f"/bot{TOKEN}").replace("//", "//colibris:secret@")
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy)
        assert await ours.call(far, {}, read_s=5) == 7
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.delenv(name)  # nobody looks any more
        assert await ours.call(far, {}, read_s=5) == 7

    who = f"Basic {base64.b64encode(b'colibris:secret').decode()}"
    assert asked == [("api.example.org", who)] * 2
