"""What the program does from its start to its end, in each of its parts.

`run` does all of it. On several machines, `web` takes the updates and answers, `worker` does what
starts by itself.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from telegram.error import InvalidToken, TelegramError

from bot import menu, tallying
from bot.leading import Lead
from bot.settings import LISTEN, SettingsError
from storage import roles

if TYPE_CHECKING:
    from aiohttp import web
    from telegram.ext import Application

    from bot.app import Colibris
    from bot.context import Context, Services
    from bot.settings import Settings

    App = Application[Any, Context, dict[Any, Any], dict[Any, Any], Services, Any]

LOG = logging.getLogger(__name__)


class Part(StrEnum):
    """What this process does of the whole."""

    ALL = "run"
    WEB = "web"
    WORKER = "worker"


def check(settings: Settings, part: Part) -> None:
    """Raise `SettingsError` where these settings do not allow this part."""
    if part is Part.ALL:
        return
    if settings.database.startswith("sqlite"):
        raise SettingsError(
            f"COLIBRIS_DATABASE: `colibris {part.value}` needs PostgreSQL, which several processes"
            " may share; with SQLite, use `colibris run`."
        )
    if part is Part.WEB and not settings.webhook_url:
        raise SettingsError(
            "COLIBRIS_WEBHOOK_URL: `colibris web` needs the address at which Telegram reaches it."
        )


async def live(colibris: Colibris, part: Part = Part.ALL) -> None:
    """Serve people until `colibris.stop()`; then finish what is in hand."""
    application = colibris.application
    if application.job_queue is None:
        raise RuntimeError("the job queue is not installed")
    async with AsyncExitStack() as stack:
        if part is not Part.WEB:
            await colibris.outbox.take_over()
        if part is Part.WORKER:
            outbox = colibris.outbox
            lead = Lead(colibris.services.db, outbox.worker, colibris.services.now, outbox.inherit)
            stack.push_async_callback(lead.let_go)
            colibris.ticks.leads = lead
        await application.start()
        stack.push_async_callback(application.stop)
        stack.callback(colibris.outbox.stop)
        if part is not Part.WEB:
            colibris.ticks.start(application.job_queue)
        if listen := _listens_on(colibris, part):
            from bot.http import HttpServer  # noqa: PLC0415 – as below

            await stack.enter_async_context(HttpServer(application_of(colibris), listen))
        services = colibris.services
        for beside in (
            _greet(colibris, part),
            services.library.watch(services.db),
            tallying.watch(services),
        ):
            stack.push_async_callback(_end, asyncio.create_task(beside))
        LOG.info("listening", extra={"bot": application.bot.username, "part": part.value})
        await _take_in(colibris, part)


async def _take_in(colibris: Colibris, part: Part) -> None:
    """Take updates in until `colibris.stop()`; a worker takes none."""
    if part is Part.WORKER:
        await colibris.stopping.wait()
        return
    if colibris.webhook is None:
        await _end_webhook(colibris)
    try:
        await colibris.intake.run()
    except InvalidToken as error:
        raise refused() from error
    if colibris.webhook is not None and part is Part.ALL:
        # One replica of several leaves it where it is: the others go on.
        await colibris.webhook.withdraw()


def application_of(colibris: Colibris) -> web.Application:
    """Make everything that the HTTP server answers; pages of our own are added here."""
    # Some megabytes and a tenth of a second that whoever does not listen is spared.
    from bot.http import make_app  # noqa: PLC0415
    from bot.page.app import make_page  # noqa: PLC0415
    from bot.page.visit import ROOT, House  # noqa: PLC0415
    from bot.probes import Probes  # noqa: PLC0415

    services, webhook = colibris.services, colibris.webhook
    probes = Probes(
        services.db,
        services.metrics,
        now=services.now,
        draining=colibris.stopping.is_set,
        metrics_from=colibris.settings.metrics_from,
    )
    house = House(services, colibris.application.bot)
    return make_app(
        probes.routes(),
        webhook.routes() if webhook is not None else [],
        below={ROOT: make_page(lambda: house)},
    )


def refused() -> SettingsError:
    """Make the error of a token that Telegram does not know."""
    return SettingsError("COLIBRIS_TOKEN was refused by the server (401): ask @BotFather anew.")


def _listens_on(colibris: Colibris, part: Part) -> str:
    settings = colibris.settings
    needed = colibris.webhook is not None and part is not Part.WORKER
    return settings.listen or (LISTEN if needed else "")


async def _end_webhook(colibris: Colibris) -> None:
    """Where this bot had a webhook before, Telegram gives no updates to whoever asks."""
    try:
        await colibris.application.bot.delete_webhook()
    except TelegramError as error:
        LOG.info("webhook not taken away", extra={"reason": str(error)})


async def _greet(colibris: Colibris, part: Part) -> None:
    """Tell Telegram where we are and what to show: to everybody, and to the team."""
    application, services = colibris.application, colibris.services
    if colibris.webhook is not None and part is not Part.WORKER:
        await colibris.webhook.announce()
    if part is Part.WEB:
        return
    team: dict[int, set[str]] = {}
    for held in await roles.team(services.db):
        team.setdefault(held.person_id, set()).add(held.role)
    await menu.publish(application.bot, services.texts, team)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
