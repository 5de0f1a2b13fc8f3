"""`colibris demo`: the real bot, the embedded Bot API server, the chat page, and the clock.

Everything lies in one folder (`colibris.db`, `world.json`), so that a demo goes on where it was.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
import webbrowser
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot import logs
from bot.app import live, open_colibris
from bot.demo.clock import Clock
from bot.demo.people import PEOPLE
from bot.demo.server import BotServer, PortTakenError
from bot.demo.world import World
from bot.pace import Pace
from bot.page.app import make_page
from bot.page.visit import ROOT, House
from bot.rules.roles import Role
from bot.settings import SettingsError
from content.load import load
from storage import outbox, reminders

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping
    from pathlib import Path

    from bot.app import Colibris
    from bot.settings import Settings

LOG = logging.getLogger(__name__)
TOKEN = "63:demo"  # noqa: S105 – opens nothing outside this process
_RATE = 1000.0  # nobody is flooded here, and nobody should wait
_SAVE_S = 2.0
_MOST_STEPS = 5000
_FILES = ("world.json", "colibris.db", "colibris.db-wal", "colibris.db-shm", "colibris.db.lock")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the command line asked for."""

    port: int
    data: Path
    fresh: bool
    browser: bool


async def run(plan: Plan, settings: Settings) -> None:
    """Serve the demo until it is told to stop."""
    logs.configure(settings.log if settings.log != "info" else "warning", (TOKEN,))
    content = await asyncio.to_thread(load)
    saved = _open_folder(plan)
    clock = Clock(time.time, int(saved.get("offset", 0)))
    world = _restore(saved, clock)
    moving = _Moving(clock, world)
    server = BotServer(
        world,
        token=TOKEN,
        port=plan.port,
        words=words_of(content.sentences),
        on_advance=moving.advance,
        timezone=settings.timezone.key,
    )
    server.put_beside(ROOT, make_page(lambda: _house_of(moving.colibris)))
    try:
        async with server:
            ours = replace(
                settings,
                token=TOKEN,
                api_url=server.api_url,
                public_url=server.url,
                database=f"sqlite:///{plan.data.resolve() / 'colibris.db'}",
            )
            async with open_colibris(
                ours,
                now=clock.now,
                content=content,
                pace=Pace(_RATE, chat_pause_s=0),
                appointed={human.id: Role(human.role) for human in PEOPLE if human.role},
            ) as colibris:
                moving.colibris = colibris
                _announce(content.sentences, server.url, open_browser=plan.browser)
                await _serve(colibris, _keep(plan.data / "world.json", world, clock))
    except PortTakenError as error:
        raise SettingsError(str(error.strerror)) from error


def _house_of(colibris: Colibris | None) -> House | None:
    return None if colibris is None else House(colibris.services, colibris.application.bot)


async def _serve(colibris: Colibris, keeping: Coroutine[Any, Any, None]) -> None:
    """Run the bot until it ends or we are cancelled; then let it finish what it has in hand."""
    living = asyncio.create_task(live(colibris))
    saving = asyncio.create_task(keeping)
    try:
        await asyncio.shield(living)
    finally:
        colibris.stop()
        await asyncio.gather(living, return_exceptions=True)
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)


class _Moving:
    """Moves the clock to a moment by way of everything that is due until then, in its order."""

    def __init__(self, clock: Clock, world: World) -> None:
        self._clock = clock
        self._world = world
        self._turn = asyncio.Lock()
        self.colibris: Colibris | None = None

    async def advance(self, target: int) -> None:
        """Return once the clock is there and what was due has been sent."""
        async with self._turn:
            self._world.tell_clock(moving=True)
            if self.colibris is not None:
                await self._pass_by(self.colibris, target)
            self._clock.set(target)
            if self.colibris is not None:
                await self.colibris.ticks.tick_now()
            self._world.tell_clock(moving=False)

    async def _pass_by(self, colibris: Colibris, target: int) -> None:
        db = colibris.services.db
        for _ in range(_MOST_STEPS):
            moments = (await reminders.next_due_at(db), await outbox.next_due_at(db))
            due = min((m for m in moments if m is not None), default=None)
            if due is None or due > target:
                return
            self._clock.set(due)
            await colibris.ticks.tick_now()
        LOG.warning("the clock passed by some of what was due")


def _open_folder(plan: Plan) -> dict[str, Any]:
    try:
        plan.data.mkdir(parents=True, exist_ok=True)
        if plan.fresh:
            for name in _FILES:
                (plan.data / name).unlink(missing_ok=True)
        saved = (plan.data / "world.json").read_text("utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"--data {plan.data} cannot be used: {error.strerror}.") from error
    try:
        found = json.loads(saved)
        return found if isinstance(found, dict) else {}
    except ValueError:
        LOG.warning("the last conversations cannot be read; they begin anew")
        return {}


def _restore(saved: Mapping[str, Any], clock: Clock) -> World:
    if "world" in saved:
        try:
            return World.from_json(saved["world"], clock.now)
        except (KeyError, TypeError, ValueError):
            LOG.warning("the last conversations cannot be read; they begin anew")
    return World(clock.now)


async def _keep(path: Path, world: World, clock: Clock) -> None:
    """Save the conversations now and then, whenever something has changed, and at the end."""
    seen: tuple[int, int] | None = None
    try:
        while True:
            state = (world.revision, clock.offset)
            if state != seen:
                seen = state
                await asyncio.to_thread(_write, path, _picture(world, clock))
            await asyncio.sleep(_SAVE_S)
    finally:
        _write(path, _picture(world, clock))


def _picture(world: World, clock: Clock) -> str:
    return json.dumps({"world": world.to_json(), "offset": clock.offset})


def _write(path: Path, picture: str) -> None:
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(picture, "utf-8")
        fresh.replace(path)
    except OSError as error:
        # A full disk does not end the demo: only its memory of it.
        LOG.warning("conversations not saved", extra={"reason": error.strerror})


def words_of(sentences: Mapping[str, str]) -> dict[str, str]:
    """Give the words of the chat page."""
    return {
        key.removeprefix("demo."): s for key, s in sentences.items() if key.startswith("demo.")
    }


def _announce(sentences: Mapping[str, str], url: str, *, open_browser: bool) -> None:
    print(sentences["console.demo"].format(url=url), flush=True)
    # Only where somebody sits before a screen: elsewhere a browser in the terminal would open.
    if open_browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(url)
