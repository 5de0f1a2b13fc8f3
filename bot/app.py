"""The composition root: settings → services → Application. The only importer of handlers."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import socket
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ContextTypes, Defaults, JobQueue

import handlers
from bot import VERSION, menu, notices, reminders
from bot.announce import kinds
from bot.announce.sending import Announcer
from bot.collective import Collective
from bot.context import Context, Services
from bot.library import Library
from bot.order import Order
from bot.outbox import Outbox
from bot.pace import Pace
from bot.polling import Polling
from bot.request import AiohttpRequest
from bot.rules.roles import Role
from bot.schedule import Ticks
from bot.settings import Settings, SettingsError, require_token
from content.ask import Answerer
from content.load import load
from content.texts import Texts
from handlers import staff_ticks
from storage import roles
from storage.database import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from telegram import Update
    from telegram.ext import ExtBot

    from content.model import Content
    from storage.database import Database

    App = Application[Any, Context, dict[Any, Any], dict[Any, Any], Services, Any]

LOG = logging.getLogger(__name__)
_POLL_CONNECTIONS = 2
_START_PAUSES_S = (1, 2, 5, 10, 20, 30, 60)


@dataclass(frozen=True, slots=True)
class Colibris:
    """The opened program. `polling.run()` makes it live; `ticks` may be struck by hand."""

    application: App
    services: Services
    polling: Polling
    ticks: Ticks
    outbox: Outbox


@asynccontextmanager
async def open_colibris(
    settings: Settings,
    *,
    now: Callable[[], int] | None = None,
    content: Content | None = None,
    answerer: Answerer | None = None,
    pace: Pace | None = None,
    appointed: Mapping[int, Role] | None = None,
) -> AsyncIterator[Colibris]:
    """Open everything the bot needs, in order, and close it again in reverse, in every mode.

    Raises `SettingsError` (token missing or refused), `ContentError`, `StorageError`; waits for a
    server that does not answer. `now` gives the time in UTC seconds (a clock that people move),
    `content` and `answerer` are taken as they are where somebody has loaded them already, `pace`
    replaces that of Telegram's limits (a server that has none), `appointed` adds to the first
    administrators whom the settings name.
    """
    token = require_token(settings)
    clock = now or (lambda: int(time.time()))
    known = content if content is not None else await asyncio.to_thread(load)
    answers = answerer if answerer is not None else await asyncio.to_thread(Answerer.of, known)
    async with AsyncExitStack() as stack:
        db = await open_database(settings.database)
        stack.push_async_callback(db.close)
        meant = dict.fromkeys(settings.admins, Role.ADMINISTRATOR) | dict(appointed or {})
        library = Library(known, answers)
        await library.refresh(db)
        services = _services(settings, library, db, clock, meant)
        sending, fetching = AiohttpRequest(), AiohttpRequest(connections=_POLL_CONNECTIONS)
        for request in (sending, fetching):
            stack.push_async_callback(request.shutdown)
        requests = (sending, fetching)
        application = _application(
            settings, token, services, requests, pace or Pace(settings.send_rate)
        )
        stack.push_async_callback(application.shutdown)
        await _meet(application)
        announcer = Announcer(services, application.bot)
        outbox = _outbox(application, services, announcer)
        stack.push_async_callback(outbox.release)
        ticks = Ticks(
            db,
            outbox,
            settings.timezone,
            clock,
            announcer,
            each_minute=(partial(staff_ticks.every_minute, services),),
            each_day=(partial(staff_ticks.every_day, services),),
        )
        polling = Polling(application.bot, fetching, Order(), _processor(application, services))
        yield Colibris(application, services, polling, ticks, outbox)


async def live(colibris: Colibris) -> None:
    """Serve people until `polling.stop()`; then finish what is in hand."""
    application = colibris.application
    if application.job_queue is None:
        raise RuntimeError("the job queue is not installed")
    await colibris.outbox.take_over()
    await application.start()
    colibris.ticks.start(application.job_queue)
    services = colibris.services
    beside = [
        asyncio.create_task(_greet(application, services)),
        asyncio.create_task(services.library.watch(services.db)),
    ]
    LOG.info("listening", extra={"bot": application.bot.username})
    try:
        await colibris.polling.run()
    except InvalidToken as error:
        raise _refused() from error
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        colibris.outbox.stop()
        await application.stop()


async def _greet(application: App, services: Services) -> None:
    """Tell Telegram what to show: to everybody, and to each member of the team."""
    team: dict[int, set[str]] = {}
    for held in await roles.team(services.db):
        team.setdefault(held.person_id, set()).add(held.role)
    await menu.publish(application.bot, services.texts, team)


def _services(
    settings: Settings,
    library: Library,
    db: Database,
    clock: Callable[[], int],
    appointed: Mapping[int, Role],
) -> Services:
    return Services(
        db=db,
        library=library,
        texts=Texts(library.files.sentences),
        zone=settings.timezone,
        now=clock,
        seed=lambda: random.getrandbits(31),  # variety among ideas, no secret
        collective=Collective(db),
        retry=set(),
        version=VERSION,
        appointed=appointed,
        secret=lambda: secrets.token_urlsafe(16),
        rate=settings.send_rate,
    )


def _application(
    settings: Settings,
    token: str,
    services: Services,
    requests: tuple[AiohttpRequest, AiohttpRequest],
    pace: Pace,
) -> App:
    defaults = Defaults(
        parse_mode=ParseMode.HTML,
        tzinfo=settings.timezone,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    application: App = (
        Application.builder()
        .token(token)
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(requests[0])
        .get_updates_request(requests[1])
        .rate_limiter(pace)
        .defaults(defaults)
        # The library calls what it takes for the type of bot_data; ours exists already.
        .context_types(
            ContextTypes(context=Context, bot_data=cast("type[Services]", lambda: services))
        )
        .job_queue(JobQueue())
        .updater(None)
        .build()
    )
    handlers.register(application)
    return application


def _outbox(application: App, services: Services, announcer: Announcer) -> Outbox:
    bot: ExtBot[Any] = application.bot
    reminder = reminders.Reminder(services.db, services.library, services.texts, services.zone)
    worker = f"{socket.gethostname()}:{os.getpid()}"
    notice = notices.Notice(services.db)
    prepare = {
        reminders.KIND: reminder.prepare,
        notices.KIND: notice.prepare,
        kinds.ANNOUNCEMENT: announcer.prepare,
        kinds.CORRECTION: announcer.prepare_correction,
        kinds.RECALL: announcer.prepare_recall,
    }
    return Outbox(services.db, bot, prepare, now=services.now, worker=worker, source=announcer)


async def _meet(application: App) -> None:
    """Say hello to the Bot API (getMe); a server that is away is waited for."""
    attempt = 0
    while True:
        try:
            await application.initialize()
            break
        except (InvalidToken, Forbidden) as error:
            raise _refused() from error
        except (NetworkError, TelegramError) as error:
            pause = _START_PAUSES_S[min(attempt, len(_START_PAUSES_S) - 1)]
            attempt += 1
            LOG.warning("server not ready", extra={"reason": str(error), "again_in_s": pause})
            await asyncio.sleep(pause)


def _refused() -> SettingsError:
    return SettingsError("COLIBRIS_TOKEN was refused by the server (401): ask @BotFather anew.")


def _processor(application: App, services: Services) -> Callable[[Update], Any]:
    async def process(update: Update) -> bool:
        await application.process_update(update)
        unsettled = update.update_id in services.retry
        services.retry.discard(update.update_id)
        return not unsettled

    return process
