"""`colibris bench speed`: our full answer beside the bare echoes of other frameworks.

Each round measures every bot anew, one after the other; a ratio is formed within a round, and the
median of the rounds is told. The bot has one core for itself, the Bot API server the other one.
CPU seconds are those of the bot's process; they hold on a busy machine, where wall time does not.
"""

from __future__ import annotations

import json
import os
import random
import sys
from statistics import median
from typing import TYPE_CHECKING

from bench.page import Bar, write_bars, write_section
from bench.run import ROOT, Figure, measure
from content.ask import Answerer
from content.load import load
from content.meaning import open_meaning

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

PEERS = ROOT / ".venv-bench" / "bin" / "python"
OURS = ("ours-webhook", "ours-webhook-mix", "ours-polling")
ECHOES = ("aiogram", "aiogram-tuned", "aiogram-webhook", "ptb", "ptb-64")
WORDS = {
    "ours-webhook": "Colibris, full answer, webhook",
    "ours-webhook-mix": "the same, realistic mix with meaning",
    "ours-polling": "Colibris, full answer, polling",
    "aiogram": "aiogram echo, polling, as shipped",
    "aiogram-tuned": "aiogram echo, polling, tuned",
    "aiogram-webhook": "aiogram echo, webhook, tuned",
    "ptb": "python-telegram-bot echo, as shipped",
    "ptb-64": "python-telegram-bot echo, 64 at once",
}
_DEV = ROOT.parent / "shared" / "spec" / "questions-dev.jsonl"
_HEAD = (
    "| bot | updates/s | CPU µs each | CPU: × aiogram as shipped | × aiogram webhook, tuned"
    " | updates/s: × aiogram as shipped | × python-telegram-bot as shipped |"
)
_SLIPS = (3, 5, 7, 9)
Told = dict[str, list[Figure]]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--latency", type=int, nargs="*", default=[0, 50], metavar="MS")
    parser.add_argument("--only", nargs="*", default=[*OURS, *ECHOES], metavar="BOT")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")


async def main(options: argparse.Namespace) -> int:
    names = [name for name in options.only if name in OURS or PEERS.exists()]
    if len(names) < len(options.only):
        print("the other frameworks are missing: `make bench-peers`", file=sys.stderr)
    texts = questions()
    share = f"{100 * len(texts['doubted']) / len(texts['mix']):.0f} % of the mix needs its meaning"
    pages = [f"Real questions with typing slips, {len(texts['mix'])} of them; {share}."]
    for latency_ms in options.latency:
        told: Told = {name: [] for name in names}
        for _ in range(options.rounds):
            for name in names:
                asked = _texts(name, texts)
                figure = await measure(_bot(name), asked, options.updates, latency_ms)
                told[name].append(figure)
                print(f"{latency_ms} ms  {name:18} {figure}", flush=True)
        head = f"{latency_ms} ms of latency, {options.updates} updates, {options.rounds} rounds"
        picture = f"speed-{latency_ms}ms"
        pages += [f"### {head}", f"![{head}](images/{picture}.svg)", table(told)]
        print(f"\n{head}: medians\n\n{table(told)}", flush=True)
        if options.write:
            write_bars(picture, f"CPU µs for an update, {latency_ms} ms of latency", _bars(told))
    if options.write:
        write_section("Beside the echoes of other frameworks", "colibris bench speed", pages)
    return 0


def questions() -> dict[str, list[str]]:
    """Ways of asking: `lexical` (words are enough), `doubted` (meaning is wanted), `mix`."""
    content = load()
    answerer = Answerer.of(content, meaning=open_meaning(content.root))
    texts = _asked(content.phrasings)
    random.Random(63).shuffle(texts)
    found: dict[str, list[str]] = {"lexical": [], "doubted": [], "mix": texts}
    for text in texts:
        if answerer.doubts(text):
            found["doubted"].append(text)
        elif answerer.answer(text).topic is not None:
            found["lexical"].append(text)
    return found


def _asked(phrasings: Mapping[str, Sequence[str]]) -> list[str]:
    """Give real questions with typing slips: more of them than any memory of the bot's holds."""
    if _DEV.exists():
        lines = _DEV.read_text("utf-8").splitlines()
        found = [str(json.loads(line)["q"]) for line in lines if line.strip()]
    else:
        found = [text for group in phrasings.values() for text in group[:3]]
    return [text[:at] + text[at + 1 :] for at in _SLIPS for text in found if len(text) > 2 * at]


def table(told: Told) -> str:
    lines = [_HEAD, "|---|---|---|---|---|---|---|"]
    for name, figures in told.items():
        cells = [f"{median(f.per_s for f in figures):,.0f}"]
        cells.append(f"{median(f.cpu_us for f in figures):,.0f}")
        cells += [_cheaper(told, name, base) for base in ("aiogram", "aiogram-webhook")]
        cells += [_faster(told, name, base) for base in ("aiogram", "ptb")]
        lines.append(f"| {WORDS[name]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cheaper(told: Told, name: str, base: str) -> str:
    return _ratio([b.cpu_us for b in told.get(base, [])], [f.cpu_us for f in told[name]])


def _faster(told: Told, name: str, base: str) -> str:
    return _ratio([f.per_s for f in told[name]], [b.per_s for b in told.get(base, [])])


def _ratio(above: list[float], below: list[float]) -> str:
    ratios = [a / b for a, b in zip(above, below, strict=False)]
    return f"{median(ratios):.2f}" if ratios else "–"


def _bars(told: Told) -> list[Bar]:
    return [
        Bar(WORDS[name], median(f.cpu_us for f in figures), ours=name in OURS)
        for name, figures in told.items()
    ]


def _bot(name: str) -> list[str]:
    if name in OURS:
        return [sys.executable, "-m", "bench.ours", name.split("-")[1]]
    return [os.fspath(PEERS), str(ROOT / "bench" / "echoes.py"), name]


def _texts(name: str, texts: dict[str, list[str]]) -> list[str]:
    return texts["mix" if name.endswith("mix") else "lexical"]
