"""The same questions in several manners: `python -m bench.manners FILE.jsonl …`.

Capitals, a greeting, thanks: none of them changes what is asked, so none should change what is
answered. FILE: as for `colibris evaluate`; small talk is left out, which is manners alone.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.evaluate import Judged, Question, judge, read_set
from content.ask import Answerer
from content.load import ROOT, read
from content.meaning import open_meaning
from content.model import OUT, SMALL_TALK, URGENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

MANNERS: Final[Mapping[str, Callable[[str], str]]] = {
    "as it was written": str,
    "in capitals": str.upper,
    "bonsoir …": lambda text: f"bonsoir {text}",
    "bonjour madame monsieur …": lambda text: f"bonjour madame monsieur {text}",
    "svp …": lambda text: f"svp {text}",
    "… merci": lambda text: f"{text} merci",
    "… bonne soirée": lambda text: f"{text} bonne soirée",
    "… Merci d'avance, cordialement.": lambda text: f"{text} Merci d'avance, cordialement.",
}
_HEAD: Final = f"{'':34} right  wrong  out answered  dangers missed  others alarmed"


def main(files: Sequence[str]) -> int:
    """Print a line for each manner."""
    if not files:
        sys.stderr.write("manners: name a file of labelled questions\n")
        return 2
    questions = [question for file in files for question in read_set(Path(file))]
    answerer = Answerer.of(read(ROOT).content, meaning=open_meaning(ROOT))
    print(_HEAD)
    for line in rows(questions, answerer):
        print(line)
    return 0


def rows(questions: Iterable[Question], answerer: Answerer) -> Iterator[str]:
    """Yield what became of the questions in each manner."""
    asked = [question for question in questions if not question.expect & SMALL_TALK]
    for name, manner in MANNERS.items():
        told = [replace(question, text=manner(question.text)) for question in asked]
        yield _row(name, [judge(question, answerer, time.perf_counter_ns) for question in told])


def _row(name: str, judged: Sequence[Judged]) -> str:
    out = [j for j in judged if OUT in j.question.expect]
    urgent = [j for j in judged if URGENCE in j.question.expect]
    ours = [j for j in judged if not j.question.expect & {OUT, URGENCE}]
    right, wrong = sum(j.right for j in ours), sum(j.wrong for j in ours)
    let_in = sum(j.answer.outcome == "answer" for j in out)
    missed = sum(j.answer.kind is None for j in urgent)
    alarmed = sum(j.answer.kind is not None for j in (*ours, *out))
    return (
        f"{name:34} {_percent(right, ours):5}  {_percent(wrong, ours):5}"
        f"  {_percent(let_in, out):12}  {missed:7} of {len(urgent):3}"
        f"  {alarmed:7} of {len(ours) + len(out)}"
    )


def _percent(count: int, of: Sequence[object]) -> str:
    return f"{100 * count / len(of):.1f}" if of else "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
