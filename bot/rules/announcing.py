"""Announcements, as far as they can be thought about: subjects, hash, end, warnings, budget."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final

from bot.rules.quiet import is_quiet, next_quiet, when_to_send

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

DAY_S: Final = 86_400
LATE_S: Final = 2 * 3600  # spec/contract.md: more than 2 h late asks again
GAP_S: Final = 12 * 3600  # nobody watched for so long: ask again
ALONE_S: Final = 30 * 60  # alone on duty: so much time to change one's mind
RECALL_S: Final = 48 * 3600  # Telegram deletes up to here
BUDGET: Final = 3  # nudges and announcements to one person in a week
LONG: Final = 500  # characters; longer ones meet Telegram's limits earlier and are read less
TEXT_MOST: Final = 4096
CAPTION_MOST: Final = 1024
_WEEK_S: Final = 7 * DAY_S
_LONG_SENTENCE: Final = 25  # words: the FALC rules ask for short sentences
_HASH: Final = 12
_TAG: Final = re.compile(r"<[^<>]*>")
_SENTENCES: Final = re.compile(r"[.!?…\n]+")
_MARKDOWN_LINK: Final = re.compile(r"\[[^\]\n]+\]\s*\([^)\n]*\)?")
_HREF: Final = re.compile(r'<a href="([^"]*)"')
_HALF_LINK: Final = re.compile(
    r"\b(?:https?:/(?!/)\S*|https?//\S*|htp{1,2}s?:?//\S*|https?://(?:\s|$)|https?:\s+//\S*"
    r"|www,\S+|https?://[^\s./]+(?:\s|$))"
)
_OPEN_STATES: Final = ("held", "todo", "claimed", "sending")
_JARGON: Final = re.compile(
    r"\b(?:gouvernance|mutualis\w+|synergies?|transversal\w*|co-?construi\w+|résilien\w+"
    r"|territorialis\w+|feuille de route|levier\w*|appropriation|impulser|concertation"
    r"|opérationnel\w*|dispositif\w*|diagnostics? territoria\w+|EPCI|PCAET|SCoT)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that people may ask for. `promotes`: not in the months before an election.

    `by_role`: comes with the role of a volunteer, until it is refused.
    """

    id: str
    promotes: bool = True
    by_role: bool = False


SUBJECTS: Final = {
    subject.id: subject
    for subject in (
        Subject("pratique", promotes=False),
        Subject("saison", promotes=False),
        Subject("evenements"),
        Subject("resultats"),
        Subject("benevoles", promotes=False, by_role=True),
    )
}


def plain(html: str) -> str:
    """Return what a person reads of Telegram HTML."""
    return unescape(_TAG.sub("", html))


def fingerprint(*parts: object) -> str:
    """Return a short hash of the exact content; what was confirmed is that and nothing else."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_HASH]


def broken_links(html: str) -> list[str]:
    """Return what was meant as a link and is none: « [ici](https://…) », « http:/… »."""
    text = plain(html)
    hrefs = [h for h in _HREF.findall(html) if not h.startswith(("http", "tg://", "mailto:"))]
    return [m.strip() for m in (*_MARKDOWN_LINK.findall(text), *_HALF_LINK.findall(text), *hrefs)]


def long_sentences(html: str) -> int:
    """Count the sentences that are hard to follow."""
    return sum(len(part.split()) > _LONG_SENTENCE for part in _SENTENCES.split(plain(html)))


def jargon(html: str) -> list[str]:
    """Return words of the administration that not everybody knows, each once."""
    return list(dict.fromkeys(m[0] for m in _JARGON.finditer(plain(html))))


def too_long(html: str, *, captioned: bool) -> bool:
    """Say whether Telegram refuses so much text."""
    units = len(plain(html).encode("utf-16-le", "surrogatepass")) // 2
    return units > (CAPTION_MOST if captioned else TEXT_MOST)


def next_in_budget(sent: Sequence[int], now: int) -> int:
    """Return when one more message fits into the budget of a person: now, or later.

    `sent`: when those of the last week came, in UTC seconds.
    """
    recent = sorted(moment for moment in sent if moment > now - _WEEK_S)
    if len(recent) < BUDGET:
        return now
    return recent[len(recent) - BUDGET] + _WEEK_S + 1


def estimated_end(now: int, remaining: int, rate: float, zone: ZoneInfo) -> int:
    """Return when the last of `remaining` leaves at `rate` a second, resting from 20 h to 9 h."""
    needed = remaining / rate if rate > 0 else 0.0
    at = when_to_send(now, zone, chosen=False)
    while (left := next_quiet(at, zone) - at) < needed:
        needed -= left
        at = when_to_send(next_quiet(at, zone), zone, chosen=False)
    return at + round(needed)


def rests(now: int, zone: ZoneInfo) -> bool:
    """Say whether nothing leaves at the moment because people sleep."""
    return is_quiet(now, zone)


def starts_at(send_at: int, zone: ZoneInfo) -> int:
    """Return when what is meant for `send_at` may leave."""
    return when_to_send(send_at, zone, chosen=False)


def bar(done: int, total: int, width: int = 10) -> str:
    """Draw how far it is: « ▓▓▓▓░░░░░░ »; full only where all is done."""
    full = width if done >= total else min(width * done // max(total, 1), width - 1)
    return "▓" * full + "░" * (width - full)


def still_open(counts: dict[str, int]) -> int:
    """Count the rows that may still leave."""
    return sum(counts.get(status, 0) for status in _OPEN_STATES)
