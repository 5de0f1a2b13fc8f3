"""French as people type it, as a list of plain words: for the questions, never for answers.

« C koi l'objectif n°3 ?? » becomes « c est quoi l objectif n 3 »: small letters, no accents,
short forms written out, pictures named, English turned into French words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from content.courtesy import NO_COURTESY, Courtesy
from content.folding import Folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST: Final = 4096
"""Characters of a message that are looked at, the last ones: as many as Telegram carries."""

_FOLDED: Final = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ı": "i",
        **dict.fromkeys("’‘ʼ´`′", "'"),
        # Letters of other alphabets that look like ours.
        **dict(zip("аеорсухіѕ", "aeopcyxis", strict=True)),
    }
)
_MARKS: Final = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]")
_REPEATED: Final = re.compile(r"([a-z])\1{2,}")
_TOKEN: Final = re.compile(r"[a-z]+'(?=[a-z])|a\+|[a-z0-9]+|[\u2300-\u2bff\U0001f000-\U0001faff]")
_MIXED: Final = re.compile(r"[a-z]+|[0-9]+")
_SENTENCE_END: Final = re.compile(r"[.!?…;\n]+")

_ENGLISH_SHARE: Final = 0.4
_LATEST: Final = 64
"""Texts that stay folded: one message is looked at from several sides, and up to 64 at a time."""


@dataclass(frozen=True, slots=True)
class Words:
    """The dictionary of `words.yaml`, ready for use.

    `forms` says what one or more typed words stand for, `longest` how many words the forms that
    begin with a word have at most; `english` and `emoji` give the
    French of a word or a picture, `numbers` and `ordinals` the value of a word. `act` means
    « what can I do », `fillers` add nothing to a number, `follow_ups` continue the last subject,
    by what they ask (« same », « act »). `asks` are those of several words that ask « act »,
    with a space around each. `courtesy` knows what is mere politeness: who asks and thanks in one
    message has asked.
    """

    forms: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: Mapping[str, int]
    english: Mapping[str, tuple[str, ...]]
    emoji: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    act: frozenset[str]
    fillers: frozenset[str]
    follow_ups: Mapping[tuple[str, ...], str]
    asks: tuple[str, ...] = ()
    courtesy: Courtesy = NO_COURTESY

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Words:
        """Read the content of `words.yaml`; a part that is absent is empty.

        Raises ValueError, in French, on what is no dictionary.
        """
        forms = {tuple(key.split()): words for key, words in _expansions(data, "forms").items()}
        kinds = {str(kind): part for kind, part in _mapping(data, "follow_ups").items()}
        follow_ups = {
            tuple(fold(text).split()): kind for kind in kinds for text in _set(kinds, kind)
        }
        return cls(
            forms=forms,
            longest=_longest(forms),
            english=_expansions(data, "english"),
            emoji=_expansions(data, "emoji"),
            numbers=_numbers(data, "numbers"),
            ordinals=_numbers(data, "ordinals"),
            act=_set(data, "act"),
            fillers=_set(data, "fillers"),
            follow_ups=follow_ups,
            asks=tuple(
                f" {' '.join(asked)} "
                for asked, kind in follow_ups.items()
                if kind == "act" and len(asked) > 1
            ),
        )


def tokens(text: str, words: Words) -> tuple[str, ...]:
    """Return the plain words of `text`, the last `LONGEST` characters of it. Never raises."""
    typed = _typed(fold(text[-LONGEST:]), words)
    return tuple(_in_french(_parts(_expanded(typed, words)), words))


def sentences(text: str) -> list[str]:
    """Cut `text`, the last `LONGEST` characters of it, where a sentence ends."""
    return [part for part in _SENTENCE_END.split(text[-LONGEST:]) if part.strip()]


def _letters(text: str) -> str:
    """Fold letter by letter, whatever the letters are."""
    lowered = text.lower().translate(_FOLDED)
    if lowered.isascii():
        return lowered
    # What decomposes may be a capital or a look-alike again (« ℌ »): lower it once more.
    letters = unicodedata.normalize("NFKD", lowered).lower().translate(_FOLDED)
    return _MARKS.sub("", letters)


_folded: Final = Folder(_letters)


@lru_cache(maxsize=_LATEST)
def fold(text: str) -> str:
    """Return `text` in small letters without accents or joined marks."""
    return _REPEATED.sub(r"\1", _folded(text))


def _typed(folded: str, words: Words) -> list[str]:
    """Cut folded text into tokens; « l' » keeps its apostrophe, pictures become their words."""
    tokens = _TOKEN.findall(folded)
    if folded.isascii():
        return tokens
    return [part for token in tokens for part in _named(token, words)]


def _named(token: str, words: Words) -> Sequence[str]:
    return (token,) if token[0].isascii() else words.emoji.get(token, ())


def _expanded(typed: list[str], words: Words) -> list[str]:
    """Write short forms out, the longest first; « c' » of « c'est » is no short form."""
    longest = words.longest
    if longest.keys().isdisjoint(typed):
        return typed
    written: list[str] = []
    place = 0
    while place < len(typed):
        form = None
        most = longest.get(typed[place])
        if most is None:
            written.append(typed[place])
            place += 1
            continue
        for length in range(most, 0, -1):
            form = words.forms.get(tuple(typed[place : place + length]))
            if form is not None:
                written += form
                place += length
                break
        if form is None:
            written.append(typed[place])
            place += 1
    return written


def _parts(tokens: list[str]) -> list[str]:
    """« 2km » is two words; « l' » is one without its apostrophe."""
    parts: list[str] = []
    for token in tokens:
        if token.isalpha() or token.isdigit():
            parts.append(token)
        else:
            parts += _MIXED.findall(token)
    return parts


def _in_french(written: list[str], words: Words) -> list[str]:
    """Turn English into French where enough of the words are English and never French."""
    english = words.english
    known = sum(map(english.__contains__, written))
    if known and known >= _ENGLISH_SHARE * len(written) and (known > 1 or len(written) == 1):
        return [part for word in written for part in english.get(word, (word,))]
    return written


def _expansions(data: Mapping[str, object], key: str) -> dict[str, tuple[str, ...]]:
    """Folded forms with the words they stand for."""
    return {
        fold(str(form)): tuple(fold(str(words)).split())
        for form, words in _mapping(data, key).items()
    }


def _longest(forms: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """Return for each word how long the forms are that begin with it."""
    longest: dict[str, int] = {}
    for form in forms:
        longest[form[0]] = max(len(form), longest.get(form[0], 0))
    return longest


def _numbers(data: Mapping[str, object], key: str) -> dict[str, int]:
    values = _mapping(data, key)
    found = {fold(str(word)): value for word, value in values.items() if isinstance(value, int)}
    if len(found) == len(values):
        return found
    raise ValueError(f"{key} : chaque mot vaut un nombre entier, et n'y est qu'une fois")


def _mapping(data: Mapping[str, object], key: str) -> Mapping[object, object]:
    found = data.get(key, {})
    if isinstance(found, Mapping):
        return found
    raise ValueError(f"{key} : des lignes « forme: mots » sont attendues")


def _set(data: Mapping[str, object], key: str) -> frozenset[str]:
    found = data.get(key, [])
    if isinstance(found, list):
        return frozenset(fold(str(word)) for word in found)
    raise ValueError(f"{key} : une liste de mots est attendue")
