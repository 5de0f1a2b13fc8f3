"""Finds the commune that a person means: by name, postal code, former name, typos and all."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from content.model import Commune

_LONGEST: Final = 200
_KM, _NEAR_KM, _RIGHT = 111.2, 15.0, 90.0  # of a degree of latitude; how far is near
_LONG: Final = 8  # letters from which one more slip is forgiven
_CODE: Final = re.compile(r"(?<!\d)\d{2} ?\d{3}(?!\d)")
_ARTICLES: Final = frozenset({"la", "le", "les", "l"})
_SHORT_FORMS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
# What people write around the name: « j'habite à », « commune de », « du côté de ».
_AROUND: Final = re.compile(
    r"^(?:je suis|j habite|habite|on est|nous habitons|on habite|j vis|je vis|ma commune|commune|"
    r"ville|mairie|village|c est|est|pres|vers|du cote|cote|a|au|aux|de|d|du|en|sur|dans) "
)


def find_communes(
    communes: Mapping[str, Commune], former_names: Mapping[str, str], text: str, limit: int = 20
) -> list[Commune]:
    """Return the communes that `text` may mean, the likeliest first, at most `limit`.

    One result is sure enough to be used; several are for the person to choose from (a postal
    code covers up to 19 communes); none means that nothing is near. Tried in this order: postal
    code (narrowed by a name beside it) or INSEE code, the exact name of today or of before,
    the first words of a name (« Clermont »), a name inside a sentence, a name with typos.
    Never raises, whatever the text.
    """
    text = text[:_LONGEST]
    codes = {code.replace(" ", "") for code in _CODE.findall(text)}
    words = _trim(_fold(_CODE.sub(" ", text)))
    by_code = [c for c in communes.values() if codes & {*c.postal_codes}]
    by_code = by_code or [communes[code] for code in sorted(codes) if code in communes]
    pool = {c.insee: c for c in by_code} if by_code else communes
    found = _find_named(pool, former_names, words) if words else []
    return (found or sorted(by_code, key=lambda c: c.name))[:limit]


def nearest_communes(
    communes: Mapping[str, Commune],
    places: Mapping[str, tuple[float, float]],
    here: tuple[float, float],
    limit: int = 4,
) -> list[Commune]:
    """Return the communes that lie nearest to `here` (latitude, longitude), at most `limit`.

    Only those whose place is known, and none farther than `_NEAR_KM`; for the person to choose.
    """
    latitude, longitude = here
    if not (-_RIGHT <= latitude <= _RIGHT and -2 * _RIGHT <= longitude <= 2 * _RIGHT):
        return []
    narrow = math.cos(math.radians(latitude))
    apart = {
        insee: _KM * math.hypot(latitude - north, (longitude - east) * narrow)
        for insee, (north, east) in places.items()
        if insee in communes
    }
    near = sorted((km, insee) for insee, km in apart.items() if km <= _NEAR_KM)
    return [communes[insee] for _, insee in near[:limit]]


def _find_named(
    pool: Mapping[str, Commune], former_names: Mapping[str, str], words: str
) -> list[Commune]:
    names = [(_fold(c.name), c) for c in pool.values()]
    names += [(_fold(old), pool[code]) for old, code in former_names.items() if code in pool]
    names += [(bare, c) for name, c in names if (bare := _without_article(name)) != name]
    wanted = {words, _without_article(words)}
    exact = [c for name, c in names if name in wanted]
    started = exact or [c for name, c in names if any(name.startswith(w + " ") for w in wanted)]
    found = started or _inside(names, words) or _nearly(names, words)
    return list({c.insee: c for c in found}.values())


def _inside(names: Iterable[tuple[str, Commune]], words: str) -> list[Commune]:
    """Return the communes whose whole name stands in a sentence, the longest name first."""
    shortest = 4
    padded = f" {words} "
    held = [(n, c) for n, c in names if len(n) >= shortest and f" {n} " in padded]
    held = [(n, c) for n, c in held if not any(n != m and f" {n} " in f" {m} " for m, _ in held)]
    return [c for _, c in sorted(held, key=lambda pair: -len(pair[0]))]


def _nearly(names: Collection[tuple[str, Commune]], words: str) -> list[Commune]:
    """Return the communes at the smallest distance, if it is small for so many letters."""
    reach = _reach(words)
    best: dict[str, tuple[int, Commune]] = {}
    for name, commune in names:
        # « clermon » is near « clermont », the first word of a name, not near the whole of it.
        start = " ".join(name.split()[: words.count(" ") + 1])
        shortened = reach + 1 if _reach(start) < reach else _distance(words, start, reach)
        distance = min(_distance(words, name, reach), shortened)
        if distance <= reach and distance < best.get(commune.insee, (reach + 1, commune))[0]:
            best[commune.insee] = (distance, commune)
    nearest = min((distance for distance, _ in best.values()), default=0)
    found = [commune for distance, commune in best.values() if distance == nearest]
    return sorted(found, key=lambda commune: -commune.population)


def _distance(one: str, other: str, reach: int) -> int:
    """Return how many letters differ; people write « pontduchateau » in one word, too."""
    apart = OSA.distance(one, other, score_cutoff=reach)
    joined = OSA.distance(one.replace(" ", ""), other.replace(" ", ""), score_cutoff=reach)
    return min(apart, joined)


def _reach(words: str) -> int:
    """Return how many slips a word of this length may hold and still be recognised."""
    return min(3, (len(words) + (len(words) > _LONG)) // 4)


def _trim(words: str) -> str:
    """Return a folded text without what people write around a name."""
    while (shorter := _AROUND.sub("", words + " ", count=1).strip()) != words:
        words = shorter
    return words


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and first in _ARTICLES else name


@lru_cache(maxsize=1024)
def _fold(text: str) -> str:
    """Return lower-case words without accents; « St » is « saint »."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)
