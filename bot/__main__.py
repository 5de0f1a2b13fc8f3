"""The commands of `colibris`; each is thin, and imports what it needs only when it is called."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from bot.settings import Settings
    from content.ask import Answerer

DONE, FAULTS, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 faults found, 2 wrong usage)."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has gone (`colibris ask … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        from bot.mending import one_line

        line = one_line(error)
        if line is None:
            raise
        print(f"colibris: {line}", file=sys.stderr)
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="colibris", description="The assistant of the Master Plan du Puy-de-Dôme."
    )
    parser.add_argument("--version", action="version", version=f"colibris {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="the whole bot on this machine, in a browser")
    demo.add_argument("--port", type=int, default=8063)
    demo.add_argument("--data", type=Path, default=Path("demo-data"), metavar="DIR")
    demo.add_argument("--fresh", action="store_true", help="forget the last conversations")
    demo.add_argument("--no-browser", action="store_true")
    demo.set_defaults(command=_demo)

    for part, words in (
        ("run", "the bot on Telegram (settings: COLIBRIS_…)"),
        ("web", "takes updates by webhook, one of several beside it (PostgreSQL)"),
        ("worker", "sends what starts by itself; a second one takes over (PostgreSQL)"),
    ):
        running = commands.add_parser(part, help=words)
        running.set_defaults(command=_run, part=part)

    ask = commands.add_parser("ask", help="answer questions, given here or on standard input")
    ask.add_argument("question", nargs="*")
    ask.add_argument("--json", action="store_true")
    ask.set_defaults(command=_ask)

    suggest = commands.add_parser("suggest", help="suggest actions for profiles on standard input")
    suggest.add_argument("--json", action="store_true", help="accepted; the output is always JSON")
    suggest.set_defaults(command=_suggest)

    evaluate = commands.add_parser("evaluate", help="measure the answers on question sets")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl")
    several = ("full", "lite", "classifier", "phrasings", "meaning")
    evaluate.add_argument("--engine", nargs="+", choices=several, default=["full"])
    evaluate.add_argument("--at-least", type=float, default=0.0, metavar="SHARE")
    evaluate.set_defaults(command=_evaluate)

    check = commands.add_parser("check", help="validate everything in content/")
    check.add_argument("--live", action="store_true", help="also: is it ready for the public?")
    check.set_defaults(command=_check)

    site = commands.add_parser("site", help="every answer and action as a static, accessible site")
    site.add_argument("folder", type=Path, metavar="DIR")
    site.add_argument("--reserve", action="store_true", help="leave out what promotes, on any day")
    site.set_defaults(command=_site)

    archive = commands.add_parser("archive", help="what the service said and did, without ids")
    archive.add_argument("folder", type=Path, metavar="DIR")
    archive.set_defaults(command=_archive)

    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(command=_migrate)

    for name, words, copying in (
        ("backup", "copy the database into one file, while it is used", _backup),
        ("restore", "put a backup in place of the database", _restore),
    ):
        keeping = commands.add_parser(name, help=words)
        keeping.add_argument("file", type=Path, metavar="FILE")
        keeping.set_defaults(command=copying)

    move = commands.add_parser("move", help="copy the database into another, empty one")
    move.add_argument("url", metavar="URL")
    move.set_defaults(command=_move)

    bench = commands.add_parser("bench", help="measure it", add_help=False, prefix_chars="+")
    bench.add_argument("rest", nargs=argparse.REMAINDER)
    bench.set_defaults(command=_bench)
    return parser


def _settings() -> Settings:
    from bot.settings import read

    return read(os.environ)


def _today() -> date:
    return datetime.now(_settings().timezone).date()


def _demo(options: argparse.Namespace) -> int:
    from bot.demo.runner import Plan, run

    plan = Plan(options.port, options.data, fresh=options.fresh, browser=not options.no_browser)
    return asyncio.run(_until_signal(run(plan, _settings())))


def _run(options: argparse.Namespace) -> int:
    from bot import thrift

    thrift.begin()
    try:
        from bot.living import Part
        from bot.serving import prepare, serve

        settings, part = _settings(), Part(options.part)
        prepare(settings, part)
        return asyncio.run(_until_signal(serve(settings, part)))
    finally:
        thrift.end()


def _ask(options: argparse.Namespace) -> int:
    from bot import ask

    return ask.run(
        options.question,
        as_json=options.json,
        stdin=sys.stdin.buffer,
        stdout=sys.stdout.buffer,
        answerer=_answerer(),
        clock_ns=time.perf_counter_ns,
    )


def _answerer(*, lite: bool = False) -> Answerer:
    from content.ask import Answerer
    from content.load import load
    from content.meaning import open_meaning

    content = load()
    return Answerer.of(content, meaning=None if lite else open_meaning(content.root))


def _suggest(_options: argparse.Namespace) -> int:
    from bot import suggest
    from content.load import load

    return suggest.run(
        stdin=sys.stdin.buffer, stdout=sys.stdout.buffer, content=load(), today=_today()
    )


def _evaluate(options: argparse.Namespace) -> int:
    from bot import engines, evaluate

    tiers = [name for name in options.engine if name in engines.TIERS] or ["full"]
    return evaluate.run(
        options.files,
        tiers={name: _answerer(lite=name == "lite") for name in tiers},
        single=[name for name in options.engine if name in engines.SINGLE],
        at_least=options.at_least,
        clock_ns=time.perf_counter_ns,
        out=sys.stdout,
    )


def _check(options: argparse.Namespace) -> int:
    from content.check import check
    from content.load import ROOT
    from content.opening import missing

    faults = check(ROOT, today=_today())
    if options.live:
        faults += missing(ROOT)
    for fault in faults:
        print(fault)
    print(f"{len(faults)} fault(s) found" if faults else "content: all right")
    return FAULTS if faults else DONE


def _site(options: argparse.Namespace) -> int:
    from bot.site.build import publish

    count = publish(options.folder, _today(), held=options.reserve)
    print(f"site: {count} pages in {options.folder}")
    return DONE


def _archive(options: argparse.Namespace) -> int:
    from bot import archive

    archive.write(_settings().database, options.folder, _settings().timezone, out=sys.stdout)
    return DONE


def _migrate(_options: argparse.Namespace) -> int:
    from storage.database import open_database

    async def migrate() -> None:
        database = await open_database(_settings().database)
        await database.close()

    asyncio.run(migrate())
    print("database: up to date")
    return DONE


def _backup(options: argparse.Namespace) -> int:
    from bot import keeping

    keeping.back_up(_settings().database, options.file, out=sys.stdout)
    return DONE


def _restore(options: argparse.Namespace) -> int:
    from bot import keeping

    now = int(time.time())
    keeping.restore(_settings().database, options.file, now=now, out=sys.stdout)
    return DONE


def _move(options: argparse.Namespace) -> int:
    from bot import keeping

    keeping.move(_settings().database, options.url, out=sys.stdout)
    return DONE


def _bench(options: argparse.Namespace) -> int:
    try:
        from bench.registry import run
    except ModuleNotFoundError:
        print("colibris: `bench` needs a checkout of the repository", file=sys.stderr)
        return USAGE
    return run(options.rest)


async def _until_signal(work: object) -> int:
    """Await `work`; SIGTERM before it takes over the signals ends it like Ctrl-C."""
    task = asyncio.ensure_future(work)  # type: ignore[call-overload]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return DONE
    return DONE


if __name__ == "__main__":
    sys.exit(main())
