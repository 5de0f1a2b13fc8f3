"""`colibris bench NAME`: the one list of what can be measured."""

from __future__ import annotations

import argparse
import asyncio
import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

# name: (module, what it measures). A module with options of its own adds them with
# `options(parser)` and does its work in `async def main(options)`; one without takes numbers:
# `main(*numbers)`. Both return the exit code.
BENCHES = {
    "speed": ("bench.speed", "our full answer beside the echoes of other frameworks"),
    "growth": ("bench.growth", "what an update costs with many people, and many phrasings"),
    "mix": ("bench.mix", "questions that need their meaning, beside an announcement"),
    "replicas": ("bench.replicas", "what an update costs with one web replica, and with two"),
    "start": ("bench.start", "memory of the bot, and the time from its start to a first answer"),
    "tick": ("bench.tick", "the minute tick with 600,000 people and 1.5 million pledges"),
    "year": ("bench.year", "a year of reminders, counted by diaries: [PEOPLE [DAYS]]"),
}


def run(arguments: Sequence[str]) -> int:
    """Run one benchmark; return its exit code (0 done, 1 a bound was missed, 2 wrong usage)."""
    parser = argparse.ArgumentParser(prog="colibris bench", description=__doc__)
    names = parser.add_subparsers(required=True, metavar="NAME")
    wanted = next((word for word in arguments if word in BENCHES), None)
    for name, (module, words) in BENCHES.items():
        one = names.add_parser(name, help=words)
        if name == wanted:
            _prepare(one, importlib.import_module(module))
    code: int = (options := parser.parse_args(arguments)).main(options)
    return code


def _prepare(parser: argparse.ArgumentParser, module: ModuleType) -> None:
    if hasattr(module, "options"):
        module.options(parser)
        parser.set_defaults(main=lambda options: asyncio.run(module.main(options)))
    else:
        parser.add_argument("numbers", type=int, nargs="*")
        parser.set_defaults(main=lambda options: module.main(*options.numbers))
