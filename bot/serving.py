"""`colibris run`, `web` and `worker`: open everything, say how one becomes administrator, live."""

from __future__ import annotations

import asyncio
import secrets
import signal
from typing import TYPE_CHECKING

from bot import logs, thrift
from bot.app import live, open_colibris
from bot.first_admin import first_link
from bot.living import Part, check

if TYPE_CHECKING:
    from bot.settings import Settings


def prepare(settings: Settings, part: Part) -> None:
    """Set up the logs. Raises `SettingsError` where these settings do not allow this part."""
    check(settings, part)
    hidden = (settings.token, settings.webhook_secret)
    logs.configure(settings.log, hidden, new_key=lambda: secrets.token_bytes(32))


async def serve(settings: Settings, part: Part) -> None:
    """Serve people until SIGTERM or Ctrl-C."""
    async with open_colibris(settings) as colibris:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, colibris.stop)
        link = await first_link(colibris.services, colibris.application.bot.username)
        if link is not None:
            # On the screen of whoever starts it, not in the logs: it opens a door.
            print(colibris.services.texts.plain("console.first_link", link=link), flush=True)  # noqa: T201
        thrift.settle()
        await live(colibris, part)
