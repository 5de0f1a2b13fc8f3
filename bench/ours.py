"""Our whole bot on a fresh SQLite file: `python -m bench.ours NAME ROOT PORT` (polling, webhook).

Everything is on board: order per chat, finding the answer, the person in the database, the reply.
Only the pace of Telegram's limits is lifted, as the echoes have none.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile

from bot import thrift
from bot.app import live, open_colibris
from bot.pace import Pace
from bot.settings import Settings

TOKEN = "63:bench"


async def main(name: str, root: str, port: int) -> None:
    thrift.begin()
    with tempfile.TemporaryDirectory() as folder:
        hook = name == "webhook"
        settings = Settings(
            token=TOKEN,
            api_url=root,
            database=f"sqlite:///{folder}/colibris.db",
            webhook_url=f"http://127.0.0.1:{port}" if hook else "",
            webhook_secret="bench",
            listen=f"127.0.0.1:{port}" if hook else "",
        )
        async with open_colibris(settings, pace=Pace(1e6, chat_pause_s=0)) as colibris:
            thrift.settle()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, colibris.stop)
            await live(colibris)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
