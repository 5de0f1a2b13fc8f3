"""French as people really write it, cut into words that can be compared by how they sound.

For the danger rules: « jveu mourire », « m'a tapé », « S U I C I D E » and « frappé », « fraper »,
« frappent » have to meet the same rule, in any case, with any accents, without a dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple

from content.folding import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_REMEMBERED = 16_384  # words
_SENTENCE_GAP = 3
_LEAST_STEM = 3
_LEAST_GLUED = 7
_LEAST_SPELLED = 4

_LETTERS = str.maketrans(
    {
        "ç": "s",
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ı": "i",
        "ø": "o",
        "@": "a",
        "$": "s",
        # Letters of other alphabets that look like ours.
        **dict(zip("аеорсухіѕԁ", "aeopcyxisd", strict=True)),
        **dict(zip("αεορυικντ", "aeopuiknt", strict=True)),
    },
)
_DIGITS = str.maketrans("01345", "oieas")
_ALONE = frozenset(ascii_lowercase)

_TOKEN = re.compile(r"[a-z0-9]+|[\U0001F000-\U0001FAFF\u2600-\u27BF]|[.!?;:\n]+")
_LEET = re.compile(r"(?<=[a-z])[01345]+(?=[a-z])")
_ELIDED = re.compile(
    r"(j(?=[bcdfgklmnpqrstvxz])|d(?=[bcfgklmnpqstv])|[lmn](?=[bcdfgkpqstv]))\w*[aeiouy]"
)
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_TWICE = re.compile(r"(.)\1+")
_DOUBLED = re.compile(r"([a-z])\1+")

# (what must be there, letters, what they sound like), applied from top to bottom; digits stand for
# nasal vowels. Most words hold little of it: what must be there is looked for first.
_SOUNDS = tuple(
    (needed, re.compile(letters), sound)
    for needed, letters, sound in (
        ("ph", r"ph", "f"),
        ("h", r"sch|sh|ch", "C"),
        ("q", r"qu|q", "k"),
        ("g", r"g(?=[eiy])", "j"),
        ("gu", r"gu(?=[eiy])", "g"),
        ("c", r"c(?=[eiy])", "s"),
        ("c", r"c", "k"),
        ("au", r"eau|au", "o"),
        ("h", r"h", ""),
        ("y", r"y", "i"),
        ("ien", r"ien(?![aeiou])", "i1"),
        ("", r"(?:ain|ein|aim|in|im|un|um)(?![aeioun])", "1"),
        ("", r"(?:an|am|en|em)(?![aeiounm])", "2"),
        ("o", r"(?:on|om)(?![aeiounm])", "3"),
        ("", r"ai|ei|oe(?!u)", "e"),
        ("z", r"z", "s"),
    )
)
# Endings that do not change who does what, the letters that have to stand before them.
_ENDINGS = (
    ("aient", 3),
    ("ait", 3),
    ("ais", 3),
    ("ees", 3),
    ("ent", 4),
    ("ee", 3),
    ("er", 3),
    ("ez", 3),
    ("es", 3),
    ("et", 4),
    ("ai", 3),
    ("e", 3),
)
_SHORT_ENDING = re.compile(r"(?:er|ez|ee|ees|es|ait|ais|aient|ent)")
_SILENT = re.compile(r"(?<=[a-z]{2})[stxdz]+$")


class Word(NamedTuple):
    """One word or pictogram of a message.

    `plain` has no accents, capitals or doubled letters; `sound` is what it sounds like; `stem`
    the same without its ending; `at` its place, where the end of a sentence counts as more.
    """

    plain: str
    sound: str
    stem: str
    at: int


class Cutter:
    """Cuts messages into words; remembers what the latest tokens stand for.

    `spellings` says what a short form stands for (« jvx » → « je veux »), `glued` what words
    written as one stand for wherever they occur in a long word.
    """

    def __init__(self, spellings: Mapping[str, str], glued: Mapping[str, str]) -> None:
        self._spellings = spellings
        self._glued = glued
        self._known: dict[str, tuple[tuple[str, str, str], ...]] = {}
        self._latest: tuple[tuple[int, int], list[Word]] = ((0, -1), [])

    def words(self, text: str) -> list[Word]:
        """Cut `text` into words, in order, which nobody may change. Never raises."""
        # A message is looked at for a danger and for how it breaks off; none is kept (`recent`).
        (latest, found), key = self._latest, (hash(text), len(text))
        if key != latest:
            found = self._cut(text)
            self._latest = (key, found)
        return found

    def _cut(self, text: str) -> list[Word]:
        found: list[Word] = []
        place = 0
        known, made = self._known, tuple.__new__  # what `Word(…)` comes to, in half the time
        for token in _spelled(_TOKEN.findall(fold(text))):
            if token[0] in ".!?;:\n":
                place += _SENTENCE_GAP
                continue
            for written, sounding, stemmed in known.get(token) or self._hear(token):
                found.append(made(Word, (written, sounding, stemmed, place)))
                place += 1
        return found

    def _hear(self, token: str) -> tuple[tuple[str, str, str], ...]:
        written = _written_out(token, self._spellings, self._glued)
        heard = tuple((plain(word), sound(word), stem(word)) for word in written)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[token] = heard
        return heard


def misspellings(word: str) -> set[str]:
    """Return what `word` becomes by one slip: a letter left out, added, changed, or two swapped.

    The first letter is never touched, which keeps « pourrir » apart from « mourir ».
    """
    cuts = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    left_out = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    changed = {head + c + tail[1:] for head, tail in cuts if tail for c in ascii_lowercase}
    added = {head + c + tail for head, tail in cuts for c in ascii_lowercase}
    return (left_out | swapped | changed | added) - {word}


def fold(text: str) -> str:
    """`text` in small letters without accents, joined marks and invisible characters."""
    return text.lower() if text.isascii() else _folded(text)


def _letters(text: str) -> str:
    """Fold letter by letter, whatever the letters are."""
    lowered = text.lower().translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", lowered)
    kept = (c for c in letters if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return "".join(kept).lower().translate(_LETTERS)


_folded = Folder(_letters)


def plain(word: str) -> str:
    """`word`, already folded, with every doubled letter written once."""
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=_REMEMBERED)
def sound(word: str) -> str:
    """Roughly how a French reader would say `word`, already folded."""
    said = plain(word)
    if not said.isalpha() or not said.isascii():
        return said
    for needed, letters, heard in _SOUNDS:
        if needed in said:
            said = letters.sub(heard, said)
    return _TWICE.sub(r"\1", said)


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """`sound` of `word` without an ending that is only spelling, number, gender or tense."""
    bare = plain(word)
    for ending, least in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= least:
            # The « e » keeps the consonant before it soft: « menace », « mange », « lycée ».
            return sound(bare.removesuffix(ending) + "e").removesuffix("e")
    if _SHORT_ENDING.fullmatch(bare[2:]):
        return sound(bare[:2] + "e")
    return sound(_SILENT.sub("", bare))


def _spelled(tokens: list[str]) -> list[str]:
    """Put letters that stand one by one (« s u i c i d e », « s.o.s ») together again."""
    if _ALONE.isdisjoint(tokens):
        return tokens
    spelled: list[str] = []
    run: list[str] = []
    for part in tokens:
        if part in _ALONE:
            run.append(part)
        elif not run:
            spelled.append(part)
        elif part != ".":
            spelled += _joined(run)
            run = []
            spelled.append(part)
    return spelled + _joined(run)


def _joined(run: list[str]) -> list[str]:
    return ["".join(run)] if len(run) >= _LEAST_SPELLED else run


def _written_out(
    token: str,
    spellings: Mapping[str, str],
    glued: Mapping[str, str],
) -> Iterator[str]:
    """One token as the words that it stands for."""
    token = _LEET.sub(lambda digits: digits.group().translate(_DIGITS), token)
    short = spellings.get(token) or spellings.get(_DRAWN_OUT.sub(r"\1", token))
    if short is not None:
        yield from short.split()
        return
    if len(token) >= _LEAST_GLUED:
        bare = plain(token)
        parts = [written for form, written in glued.items() if form in bare]
        if parts:
            yield from " ".join(parts).split()
            return
    if len(token) > _LEAST_STEM and _ELIDED.match(token):
        yield token[0] + "e"
        rest = token[1:]
        yield from spellings.get(rest, rest).split()
        return
    yield token
