"""Server-Sent Events: what happens in the world, for one open page."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from bot.demo.events import Event, Subscription
    from bot.demo.world import World

_HEARTBEAT_S: Final = 15.0  # a comment now and then, so that a page that has gone is noticed
_HEADERS: Final = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}


async def serve_events(request: web.Request, world: World) -> web.StreamResponse:
    """Send every event from now on until the page or the server goes."""
    response = web.StreamResponse(headers={**_HEADERS, "Cache-Control": "no-store"})
    with world.subscribe() as events:
        await response.prepare(request)
        try:
            await response.write(b": hello\n\n")
            await _pass_on(events, response)
        except ConnectionError:
            pass  # the page has been closed; nobody is left to be told
    return response


async def _pass_on(events: Subscription, response: web.StreamResponse) -> None:
    following = asyncio.ensure_future(anext(events))
    try:
        while True:
            done, _ = await asyncio.wait({following}, timeout=_HEARTBEAT_S)
            if not done:
                await response.write(b": still here\n\n")
                continue
            try:
                event = following.result()
            except StopAsyncIteration:
                return
            await response.write(_write(event))
            following = asyncio.ensure_future(anext(events))
    finally:
        following.cancel()


def _write(event: Event) -> bytes:
    data = json.dumps(event.data, ensure_ascii=False)
    return f"id: {event.id}\nevent: {event.kind}\ndata: {data}\n\n".encode()
