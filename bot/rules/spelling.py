"""Brings French as people type it to one spelling, so that a few patterns can read it.

« Ts les jrs à dix-huit h 30 !! » becomes « tous les jours a 18 h 30 ».
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse
from typing import Final

from rapidfuzz.distance import OSA

LONGEST: Final = 300  # what follows is not read: nobody needs so many words for an hour

_TOKEN: Final = re.compile(r"[0-9]+|[a-z]+|[:/]|(?<=[0-9])\.(?=[0-9])")
_KNOWN: Final = frozenset(
    word
    for line in (
        "lundi lundis mardi mardis mercredi mercredis jeudi jeudis vendredi vendredis",
        "samedi samedis dimanche dimanches demain aujourd semaine semaines jours prochain",
        "janvier fevrier avril juillet septembre octobre novembre decembre prochaine",
        "matin matins matinee minuit soirs soiree apres heure heures minute minutes weekend",
        "weekends rappel rappels chaque toutes jusqu avant partir premier dernier maintenant",
        "quotidien hebdomadaire mensuel",
    )
    for word in line.split()
)
"""Words that matter and are long enough to be recognised with a slip."""

_SHORT_FORMS: Final = {
    short: whole
    for whole, shorts in (
        ("tous", "ts tt"),
        ("toutes", "ttes tte"),
        ("chaque", "chak chq"),
        ("jour", "j jr"),
        ("jours", "jrs"),
        ("tous les jours", "tlj"),
        ("semaine", "sem"),
        ("weekend", "wk we weekends"),
        ("matin", "mat"),
        ("apresmidi", "aprem aprm apm"),
        ("h", "hr hrs heure heures"),
        ("min", "mn minute minutes"),
        ("fois", "fs x foi"),
        ("aujourdhui", "ajd auj ojd aujourdui"),
        ("demain", "dem dmain"),
        ("jusqu", "jusk jusque jusqua jusquau jusko juska"),
        ("sans", "ss"),
        ("pour", "pr"),
        ("lundi", "ludi"),
        ("mardi", "madi mradi"),
        ("jeudi", "judi jedi"),
        ("quotidien", "quotidienne quotidiennement"),
        ("mensuel", "mensuelle mensuellement"),
        ("janvier", "janv"),
        ("fevrier", "fev fevr"),
        ("avril", "avr"),
        ("juillet", "juil"),
        ("octobre", "oct"),
        ("novembre", "nov"),
        ("decembre", "dec"),
    )
    for short in shorts.split()
}
# « jeu », « mer », « sam » are other words, too: taken for days only beside another day.
_WEEK: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SHORT_DAYS: Final = {day[:3]: day for day in _WEEK}
_UNITS: Final = {
    word: number
    for number, words in enumerate(
        ("zero", "un une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
         "onze", "douze", "treize", "quatorze", "quinze", "seize")
    )
    for word in words.split()
}  # fmt: skip
_TENS: Final = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50}
_NUMBERS: Final = _UNITS.keys() | _TENS.keys()
_JOINS: Final = (
    (re.compile(r"\bweek end\b"), "weekend"),
    (re.compile(r"\bapres midis?\b"), "apresmidi"),
    (re.compile(r"\baujourd (?:h?ui|hu)\b"), "aujourdhui"),
    (re.compile(r"\b2 m 1\b"), "demain"),
    (re.compile(r"\b1 (?:er|ere)\b"), "1"),
    (re.compile(r"\bpremiers?\b"), "1"),
    (re.compile(r"\bjusqu (?:au|aux|a|en|o)\b"), "jusqu"),
)
# Most texts have none of them: seen at one look at the words with which they begin.
_JOINED: Final = frozenset({"week", "apres", "aujourd", "2", "1", "premier", "premiers", "jusqu"})
_ACCENTS: Final = re.compile(r"[\u0300-\u034e\u0350-\u036f]+")
_LATEST: Final = 8
"""Texts that stay spelled: one message is looked at from several sides, one after the other."""


@lru_cache(maxsize=_LATEST)
def spell(text: str) -> str:
    """Return `text` in lower-case words without accents, numbers in digits, one space between.

    Apostrophes, hyphens and other marks are gone; `:` `/` stay, and `.` inside a number. Usual
    short forms are written out, and words of the calendar with one slip (two in a long word)
    are mended. Never raises.
    """
    letters = _bare(text[:LONGEST].lower())
    tokens = _as_days(_as_numbers(list(map(_mend, _TOKEN.findall(letters)))))
    words = " ".join(tokens)
    if not _JOINED.isdisjoint(tokens):
        for pattern, whole in _JOINS:
            words = pattern.sub(whole, words)
    return words


def _bare(lowered: str) -> str:
    """Return the letters without what is joined to them; most texts have accents at most."""
    if lowered.isascii():
        return lowered
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", lowered))
    if letters.isascii():
        return letters
    return "".join(filterfalse(unicodedata.combining, letters))


@lru_cache(maxsize=4096)  # words: looking one up among the known ones takes some microseconds
def _mend(token: str) -> str:
    # « sept » is a number until it follows one: _as_numbers decides.
    if token in _UNITS or token in _TENS:
        return token
    near = token if token in _SHORT_FORMS else _nearest(token)
    return _SHORT_FORMS.get(near, near)


def _nearest(token: str) -> str:
    """Return the word that matters at one slip from `token` (two from 8 letters), or `token`."""
    shortest, long = 5, 8
    if len(token) < shortest or token in _KNOWN or not token.isalpha():
        return token
    reach = 2 if len(token) >= long else 1
    # People slip in the middle of a word; « cours » is not « jours ».
    alike = (word for word in _KNOWN if word[0] == token[0] and abs(len(word) - len(token)) <= 1)
    distance, word = min(
        ((OSA.distance(token, word, score_cutoff=reach), word) for word in alike),
        default=(reach + 1, token),
    )
    return word if distance <= reach else token


def _as_numbers(tokens: list[str]) -> list[str]:
    """Return the tokens with number words as digits: « vingt et une » is 21."""
    if _NUMBERS.isdisjoint(tokens):
        return tokens
    found: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at] == "sept" and found and found[-1].isdigit():
            found.append("septembre")
            at += 1
            continue
        number, width = _number_at(tokens, at) if tokens[at] in _NUMBERS else (None, 1)
        found.append(tokens[at] if number is None else str(number))
        at += width
    return found


def _number_at(tokens: list[str], at: int) -> tuple[int | None, int]:
    """Return the number that starts at `at`, and how many tokens it takes."""
    word, rest = tokens[at], tokens[at + 1 : at + 3]
    if word in _TENS:
        if len(rest) > 1 and rest[0] == "et" and rest[1] in {"un", "une"}:
            return _TENS[word] + 1, 3
        unit = _UNITS.get(rest[0], 0) if rest else 0
        return (_TENS[word] + unit, 2) if 1 <= unit <= 9 else (_TENS[word], 1)  # noqa: PLR2004 - one digit
    if word == "dix" and rest and rest[0] in {"sept", "huit", "neuf"}:
        return 10 + _UNITS[rest[0]], 2
    return _UNITS.get(word), 1


def _as_days(tokens: list[str]) -> list[str]:
    """Return the tokens with « lun », « mer » as days where at least two stand together."""
    if _SHORT_DAYS.keys().isdisjoint(tokens):
        return tokens
    days = [token for token in tokens if token in _SHORT_DAYS or token.rstrip("s") in _WEEK]
    if len(days) > 1 or len(tokens) == 1:
        return [_SHORT_DAYS.get(token, token) for token in tokens]
    return tokens
