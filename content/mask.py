"""Takes out of a text what tells who somebody is: numbers, e-mail and street addresses.

Used before a question leaves a conversation; what is shown then is exactly what goes.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from content.texts import Texts

# Nine digits or more, as people write telephone, card and file numbers; bounded, so that no text
# makes it slow. « 3114 », « 2021 » and « 63000 » stay.
_NUMBER: Final = re.compile(
    r"(?<![\w])(?:\+|00)?\(?\d{1,4}\)?(?:[ .\u00a0\u202f/_-]{0,2}\(?\d{1,4}\)?){2,12}(?!\w)"
)
_FEWEST_DIGITS: Final = 9
_IBAN: Final = re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){3,8}(?: ?[A-Za-z0-9]{1,4})?\b")
_EMAIL: Final = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\barobase\b)\s?[\w-]{1,63}"
    r"(?:\s?(?:\.|\(dot\)|\bpoint\b)\s?[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"(?<!\w)@\w{4,32}")
_STREET: Final = re.compile(
    r"(?<!\w)\d{1,4}\s?(?:bis|ter|quater)?,?\s{1,3}(?:rue|r\.|avenue|av\.?|boulevard|bd|bvd|chemin|"
    r"impasse|place|pl\.|all[ée]e|route|quai|cours|square|lotissement|r[ée]sidence|faubourg|"
    r"mont[ée]e|passage|sentier|hameau|cit[ée])\s{1,3}[^\n,.;:!?()]{2,40}",
    re.IGNORECASE,
)


def mask(text: str, texts: Texts) -> str:
    """Return `text` with what could tell who wrote it replaced by plain words for it."""
    text = unicodedata.normalize("NFKC", text)
    text = _EMAIL.sub(texts.plain("mask.email"), text)
    text = _STREET.sub(texts.plain("mask.address"), text)
    text = _HANDLE.sub(texts.plain("mask.handle"), text)
    text = _IBAN.sub(texts.plain("mask.number"), text)
    number = texts.plain("mask.number")
    return _NUMBER.sub(lambda found: number if _digits(found[0]) else found[0], text).strip()


def _digits(found: str) -> bool:
    return sum(character.isdigit() for character in found) >= _FEWEST_DIGITS
