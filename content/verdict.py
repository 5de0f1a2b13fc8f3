"""What is made of a ranking: an answer, a question back, or an honest no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from content.model import OUT, SMALL_TALK, URGENCE, Found

if TYPE_CHECKING:
    from content.confidence import Calibration
    from content.lexical import Ranking

NEVER_OFFERED: Final = SMALL_TALK | {OUT, URGENCE}
MOST_CHOICES: Final = 3
FAMILY: Final = re.compile(r"(objectif|agir)-(\d+)")
_SURE_OF_DANGER: Final = 0.4


def judge(
    ranking: Ranking, calibration: Calibration, chances: tuple[float, float] | None = None
) -> Found:
    """Answer, ask back or say no, by the two chances that the calibration gives."""
    best = ranking.best[0]
    ours, sure = chances or calibration.chances(ranking)
    if best == URGENCE and sure >= _SURE_OF_DANGER:
        return answer(best, ranking, sure)
    if ours < calibration.ours:
        return Found("unknown", None, (), 1 - ours)
    if sure >= calibration.sure and best != URGENCE:
        return answer(best, ranking, sure)
    return Found("clarify", None, tuple(_offered(ranking)[:MOST_CHOICES]), sure)


def continued(found: Found) -> Found:
    """« Et pour l'eau ? » with nothing before it: what the plan says of it, or what to do."""
    family = FAMILY.fullmatch(found.topic or "")
    if family is None:
        return found
    choices = (f"objectif-{family[2]}", f"agir-{family[2]}")
    return Found("clarify", None, choices, min(found.confidence, 1 / len(choices)))


def answer(topic: str, ranking: Ranking, confidence: float) -> Found:
    """Answer `topic`, with the next best beside it."""
    if topic == OUT:
        return Found("unknown", None, (), confidence)
    if topic == URGENCE:
        return Found("answer", topic, (topic,), confidence)
    others = [other for other in _offered(ranking) if other != topic]
    return Found("answer", topic, (topic, *others[: MOST_CHOICES - 1]), confidence)


def _offered(ranking: Ranking) -> list[str]:
    return [topic for topic in ranking.best if topic not in NEVER_OFFERED]


def surer(found: Found, bare: Found, *, much: bool) -> Found:
    """Choose between what was found with all politeness and without: the surer of the two.

    Small talk is not what is left of a question without its politeness. `much`: so much is said
    besides that politeness cannot be all that was meant.
    """
    if bare.topic in SMALL_TALK:
        return found
    back = found.outcome == "clarify"
    if bare.outcome == "answer":
        return bare if back or much or bare.confidence >= found.confidence else found
    return bare if much or (back and bare.outcome == "unknown") else found
