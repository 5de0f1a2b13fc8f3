from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.pace import seconds_of
from bot.request import AiohttpRequest, NotSentError, NotThereError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Handle = Callable[[Any], Awaitable[web.StreamResponse]]

TOKEN = "63:secretsecretsecretsecret"


@asynccontextmanager
async def serving(handle: Handle) -> AsyncIterator[str]:
    """A server that answers everything with `handle`."""
    server = web.Server(handle, handler_cancellation=True)
    runner = web.ServerRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot{TOKEN}"
    await runner.cleanup()


def answering(status: int, body: object) -> Handle:
    async def handle(_request: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return handle


@asynccontextmanager
async def request(**options: Any) -> AsyncIterator[AiohttpRequest]:
    opened = AiohttpRequest(**options)
    await opened.initialize()
    yield opened
    await opened.shutdown()


def refusal(code: int, text: str, **parameters: int) -> dict[str, object]:
    return {"ok": False, "error_code": code, "description": text, "parameters": parameters}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, refusal(400, "Bad Request: chat not found"), BadRequest),
        (401, refusal(401, "Unauthorized"), InvalidToken),
        (403, refusal(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (404, refusal(404, "Not Found"), NotThereError),
        (409, refusal(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (500, refusal(500, "Internal Server Error"), NetworkError),
        (502, refusal(502, "Bad Gateway"), NetworkError),
    ],
)
async def test_each_status_is_its_own_error(
    status: int, body: object, expected: type[TelegramError]
) -> None:
    async with serving(answering(status, body)) as url, request() as ours:
        with pytest.raises(expected) as caught:
            await ours.call(f"{url}/sendMessage", {"chat_id": 1}, read_s=5)

    assert "secret" not in str(caught.value)


async def test_a_flood_says_how_long_to_wait() -> None:
    body = refusal(429, "Too Many Requests: retry after 7", retry_after=7)
    async with serving(answering(429, body)) as url, request() as ours:
        with pytest.raises(RetryAfter) as caught:
            await ours.call(f"{url}/sendMessage", {}, read_s=5)

    assert seconds_of(caught.value) == 7


async def test_a_group_that_moved_says_where_to() -> None:
    body = refusal(400, "Bad Request: migrated", migrate_to_chat_id=-100)
    async with serving(answering(400, body)) as url, request() as ours:
        with pytest.raises(ChatMigrated) as caught:
            await ours.call(f"{url}/sendMessage", {}, read_s=5)

    assert caught.value.new_chat_id == -100


@pytest.mark.parametrize("body", [b"<html>proxy</html>", b"[1]", b"\xff\x00", b""])
async def test_what_is_no_answer_of_a_bot_api_server(body: bytes) -> None:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(body=body)

    async with serving(handle) as url, request() as ours:
        with pytest.raises(TelegramError, match="not"):
            await ours.call(f"{url}/getMe", {}, read_s=5)


async def test_nobody_listens_so_nothing_was_sent() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        async with request() as ours:
            with pytest.raises(NotSentError) as caught:
                await ours.call(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe", {}, read_s=5)

    assert "secret" not in repr(caught.value)


async def test_no_answer_in_time_leaves_it_open() -> None:
    async def handle(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    async with serving(handle) as url, request() as ours:
        with pytest.raises(TimedOut):
            await ours.call(f"{url}/sendMessage", {}, read_s=0.05)


async def test_a_connection_that_breaks_leaves_it_open() -> None:
    async def handle(cut: web.Request) -> web.Response:
        assert cut.transport is not None
        cut.transport.close()
        return web.Response()

    async with serving(handle) as url, request() as ours:
        with pytest.raises(NetworkError, match="connection lost") as caught:
            await ours.call(f"{url}/sendMessage", {}, read_s=5)

    assert not isinstance(caught.value, NotSentError)
    assert "secret" not in str(caught.value)


async def test_words_and_files_arrive_as_they_were() -> None:
    seen: list[dict[str, object]] = []

    async def handle(came: web.Request) -> web.Response:
        form = await came.post()
        photo = form.get("photo")
        content = photo.file.read() if isinstance(photo, web.FileField) else None
        seen.append({"caption": form.get("caption"), "content": content})
        chat = {"id": 1, "type": "private"}
        return web.json_response(
            {"ok": True, "result": {"message_id": 5, "date": 1, "chat": chat}}
        )

    async with serving(handle) as url:
        ours = AiohttpRequest()
        bot = Bot(TOKEN, base_url=url.removesuffix(TOKEN), request=ours)
        await ours.initialize()
        await bot.send_photo(1, b"\x89PNG\x00data", caption="un été « œuf » 🥚")
        await ours.shutdown()

    assert seen == [{"caption": "un été « œuf » 🥚", "content": b"\x89PNG\x00data"}]


async def test_connections_are_kept() -> None:
    peers: set[object] = set()

    async def handle(came: web.Request) -> web.Response:
        assert came.transport is not None
        peers.add(came.transport.get_extra_info("peername"))
        return web.json_response({"ok": True, "result": True})

    async with serving(handle) as url, request() as ours:
        for _ in range(5):
            await ours.call(f"{url}/x", {}, read_s=5)

    assert len(peers) == 1


async def test_it_opens_and_closes_as_often_as_one_likes() -> None:
    ours = AiohttpRequest()
    for _ in range(2):
        await ours.initialize()
        await ours.initialize()
        await ours.shutdown()
        await ours.shutdown()

    with pytest.raises(NotSentError):
        await ours.do_request("http://127.0.0.1:1/", "POST")
