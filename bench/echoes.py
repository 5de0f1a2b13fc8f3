"""The bots that ours is compared with, each a bare echo: `python bench/echoes.py NAME ROOT PORT`.

Run with the Python of .venv-bench (requirements-bench.lock). NAME: aiogram, aiogram-tuned,
aiogram-webhook (tuned, answered in the response), ptb, ptb-64 (64 at once). ROOT: the server.
"""

from __future__ import annotations

import asyncio
import gc
import sys

TOKEN = "63:bench"


def tune() -> None:
    import uvloop

    uvloop.install()
    gc.collect()
    gc.freeze()


def aiogram(root: str, *, tuned: bool, port: int = 0) -> None:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    options = {}
    if tuned:
        import orjson

        options = {"json_loads": orjson.loads, "json_dumps": lambda o: orjson.dumps(o).decode()}
    session = AiohttpSession(api=TelegramAPIServer.from_base(root), **options)
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message):
        if port:
            return message.answer(message.text)
        return await message.answer(message.text)

    bot = Bot(TOKEN, session=session)
    if tuned:
        tune()
    if not port:
        asyncio.run(dispatcher.start_polling(bot, handle_signals=False))
        return
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler
    from aiohttp import web

    app = web.Application()
    # Processed before it is answered, so that the reply travels in the response.
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(app, "/telegram")
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def ptb(root: str, at_once: int) -> None:
    from telegram.ext import Application, MessageHandler, filters

    async def echo(update, _context):
        await update.effective_message.reply_text(update.effective_message.text)

    builder = Application.builder().token(TOKEN).base_url(f"{root}/bot")
    if at_once > 1:
        builder = builder.concurrent_updates(at_once).connection_pool_size(at_once)
    app = builder.build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()


if __name__ == "__main__":
    name, root, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if name.startswith("aiogram"):
        aiogram(root, tuned=name != "aiogram", port=port if "webhook" in name else 0)
    else:
        ptb(root, 64 if name == "ptb-64" else 1)
