"""Understands how many people take part: « nous sommes 4 », « ma classe de 25 élèves »."""

from __future__ import annotations

import re
from typing import Final

from bot.rules.spelling import spell

MOST_PEOPLE: Final = 200
"""Behind one account; more would let one person lift the figures of a whole commune."""

_COUNT: Final = r"(?P<count>[0-9]{1,3})"
_BEFORE: Final = (
    r"(?:(?:en fait|et|mais|alors|oui|ici|chez nous) )*"
    r"(?:(?:c est|pour|avec|dans|nous sommes|on est) )?(?:(?:la|ma|mon|le|l|notre|1|en) )?"
)
_GROUP: Final = r"(?:classe|famille|foyer|menage|association|asso|groupe|equipe|club|bande) de"
_WE: Final = (
    rf"(?:nous sommes|nous serons|on est a|on est|on sera|on va etre|nous le faisons a"
    rf"|on le fait a|on s y met a|a|pour|{_GROUP})"
)
_AFTER: Final = (
    r"(?: (?:personnes?|gens|eleves?|enfants?|adherents?|membres?|habitants?|collegues?|amis?"
    r"|a la maison|dans (?:la|ma|notre) (?:famille|maison|classe)|dans le foyer|au foyer"
    r"|en tout|au total|chez nous|chez moi|dont moi|a le faire|ensemble))*"
)
_SAID: Final = re.compile(rf"{_BEFORE}{_WE} {_COUNT}{_AFTER}")
_BARE: Final = re.compile(rf"{_COUNT} (?:personnes|eleves|adherents|membres){_AFTER}")
_TWO: Final = re.compile(r"(?:(?:nous sommes|on est|c est) )?(?:en|1) couple")


def find_people(text: str) -> int | None:
    """Return how many people a message says take part; None where it says something else.

    The whole message has to say so: « nous sommes 4 millions » is another matter.
    """
    words = spell(text)
    for pattern in (_SAID, _BARE):
        match = pattern.fullmatch(words)
        if match:
            count = int(match["count"])
            return count if 1 <= count <= MOST_PEOPLE else None
    return 2 if _TWO.fullmatch(words) else None
