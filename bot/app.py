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
from bot import VERSION, notices, reminders
from bot.alive import Alive
from bot.announce import kinds
from bot.announce.sending import Announcer
from bot.collective import Collective
from bot.context import Context, Services
from bot.dispatch import Dispatch
from bot.flood import Flood
from bot.library import Library
from bot.living import live, refused
from bot.metrics import Metrics
from bot.order import Order
from bot.outbox import Outbox
from bot.pace import Pace
from bot.pictures import Pictures
from bot.polling import Polling
from bot.request import AiohttpRequest
from bot.rules.roles import Role
from bot.schedule import Ticks
from bot.settings import Settings, page_address, require_token
from content.ask import Answerer
from content.load import load
from content.meaning import open_meaning, why_not
from content.texts import Texts
from handlers import challenge_end, challenges, nudges, staff_ticks, statistics
from storage.database import open_database
from storage.measured import Measured

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from telegram import Update
    from telegram.ext import ExtBot

    from bot.webhook import Webhook
    from content.model import Content
    from storage.database import Database

    App = Application[Any, Context, dict[Any, Any], dict[Any, Any], Services, Any]

__all__ = ["Colibris", "live", "open_colibris"]

_OWN_TICKS = (staff_ticks, challenges, statistics, nudges)
LOG = logging.getLogger(__name__)
_POLL_CONNECTIONS = 2
_START_PAUSES_S = (1, 2, 5, 10, 20, 30, 60)


@dataclass(frozen=True, slots=True)
class Colibris:
    """The opened program. `live` makes it live; `ticks` may be struck by hand.

    `intake` is how updates come in: `polling`, or a webhook where the settings name its address.
    """

    settings: Settings
    application: App
    services: Services
    polling: Polling
    webhook: Webhook | None
    ticks: Ticks
    outbox: Outbox
    stopping: asyncio.Event

    @property
    def intake(self) -> Polling | Webhook:
        """How updates come in."""
        return self.webhook or self.polling

    def stop(self) -> None:
        """Let `live` come to its end: nothing new is taken in, what is in hand is finished."""
        self.stopping.set()
        self.intake.stop()


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
    answers = answerer if answerer is not None else await asyncio.to_thread(_understand, known)
    async with AsyncExitStack() as stack:
        metrics = Metrics()
        db = Measured(await open_database(settings.database), metrics.storage)
        stack.push_async_callback(db.close)
        meant = dict.fromkeys(settings.admins, Role.ADMINISTRATOR) | dict(appointed or {})
        library = Library(known, answers)
        await library.refresh(db)
        services = _services(settings, library, (db, metrics), clock, meant)
        sending = AiohttpRequest(observe=metrics.request)
        fetching = AiohttpRequest(connections=_POLL_CONNECTIONS)
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
            each_minute=(
                *(partial(own.every_minute, services) for own in _OWN_TICKS),
                *_signs(settings, application, db),
            ),
            each_day=tuple(partial(own.every_day, services) for own in _OWN_TICKS),
        )
        order, process = Order(), _processor(application, services)
        polling = Polling(application.bot, fetching, order, process)
        webhook = _webhook(settings, token, application, order, process)
        yield Colibris(
            settings, application, services, polling, webhook, ticks, outbox, asyncio.Event()
        )


def _signs(
    settings: Settings, application: App, db: Database
) -> tuple[Callable[[], Awaitable[None]], ...]:
    """Give what tells a watch elsewhere that the bot lives, where one was named."""
    url = settings.alive_url
    return (Alive(url, application.bot, db).beat,) if url else ()


def _understand(content: Content) -> Answerer:
    meaning = open_meaning(content.root)
    if meaning is None:
        LOG.warning("by words alone", extra={"reason": why_not(content.root)})
    return Answerer.of(content, meaning=meaning)


def _services(
    settings: Settings,
    library: Library,
    kept: tuple[Database, Metrics],
    clock: Callable[[], int],
    appointed: Mapping[int, Role],
) -> Services:
    db, metrics = kept
    sentences = library.files.sentences
    return Services(
        db=db,
        library=library,
        texts=Texts(sentences),
        english_texts=Texts({**sentences, **library.files.english.sentences}),
        flood=Flood(),
        zone=settings.timezone,
        now=clock,
        seed=lambda: random.getrandbits(31),  # variety among ideas, no secret
        collective=Collective(db),
        pictures=Pictures(),
        retry=set(),
        version=VERSION,
        appointed=appointed,
        secret=lambda: secrets.token_urlsafe(16),
        rate=settings.send_rate,
        pick=secrets.randbelow,
        page_url=page_address(settings),
        metrics=metrics,
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
    worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    notice = notices.Notice(services.db)
    prepare = {
        reminders.KIND: reminder.prepare,
        notices.KIND: notice.prepare,
        kinds.ANNOUNCEMENT: announcer.prepare,
        kinds.CORRECTION: announcer.prepare_correction,
        kinds.RECALL: announcer.prepare_recall,
        challenges.CLOSING: challenge_end.Closing(services).prepare,
        nudges.KIND: nudges.Nudge(services).prepare,
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
            raise refused() from error
        except (NetworkError, TelegramError) as error:
            pause = _START_PAUSES_S[min(attempt, len(_START_PAUSES_S) - 1)]
            attempt += 1
            LOG.warning("server not ready", extra={"reason": str(error), "again_in_s": pause})
            await asyncio.sleep(pause)


def _processor(application: App, services: Services) -> Callable[[Update], Any]:
    metrics, dispatch = services.metrics, Dispatch(application)

    async def process(update: Update) -> bool:
        with metrics.stage("handle"):
            await dispatch.process(update)
        unsettled = update.update_id in services.retry
        services.retry.discard(update.update_id)
        services.said.over(update.update_id, settled=not unsettled)
        metrics.update("again" if unsettled else "settled")
        return not unsettled

    return process


def _webhook(
    settings: Settings,
    token: str,
    application: App,
    order: Order,
    process: Callable[[Update], Any],
) -> Webhook | None:
    if not settings.webhook_url:
        return None
    from bot.webhook import Webhook, secret_of  # noqa: PLC0415 – 2 MB spared where we poll

    secret = secret_of(token, settings.webhook_secret)
    return Webhook(application.bot, order, process, url=settings.webhook_url, secret=secret)
