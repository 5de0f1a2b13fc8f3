"""Rules about the words that people read: nothing that blames, nothing that Telegram refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from content.files import line_at
from content.model import Fault
from content.render import faults_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from content.load import Reading
    from content.model import OrganisationField
    from content.records import Prose

_BLAME: Final = re.compile(
    r"vous (?:auriez|aurais) d[ûu]|vous n['’]auriez pas d[ûu]|vous dev(?:ez|iez|riez)\b"
    r"|il (?:vous )?fau(?:t|drait) (?:que vous|absolument|vraiment)|il vous fau(?:t|drait)\b"
    r"|il fau(?:t|drait) (?:[a-zéèê]+(?:er|ir)|faire|mettre|prendre|boire|éteindre|être|avoir)\b"
    r"|vous avez (?:échoué|manqué|raté|encore oublié)|vous n['’]avez (?:toujours )?pas tenu"
    r"|honte à|culpabilis|mauvais élève|faites un effort|ressaisissez",
    re.IGNORECASE,
)
_FAMILIAR: Final = re.compile(
    r"\b(?:tu (?:as|es|peux|veux|dois|vas|fais)|t['’](?:as|es)|toi)\b", re.IGNORECASE
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<!\d)(?:\+33|0)[ .]?[1-9](?:[ .]?\d\d){4}(?!\d)")
_TAG: Final = re.compile(r"<(/?)([^<>]*)>|<")
_TELEGRAM: Final = frozenset({"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"})
_ENGLISH_QUOTES: Final = re.compile(r'"|[“”]')


def check_prose(reading: Reading) -> None:
    """Add to the reading the faults of every text for people, each at its own line."""
    addresses = confirmed(reading.content.organisation.values())
    for prose in reading.sheet.prose:
        reading.sheet.faults.extend(_faults(prose, addresses))


def wording_faults(text: str, addresses: frozenset[str]) -> list[str]:
    """Return what is wrong with the words of one text, for whoever wrote it."""
    return [message for _, message in (*_wording(text), *_addresses(text, addresses))]


def confirmed(fields: Iterable[OrganisationField]) -> frozenset[str]:
    """Return what the organisation file confirms, without spaces: the addresses we may print."""
    return frozenset(_tight(field.value) for field in fields if field.confirmed)


def _faults(prose: Prose, addresses: frozenset[str]) -> Iterator[Fault]:
    found = [*_wording(prose.text), *_addresses(prose.text, addresses)]
    if prose.item.startswith("sentence:"):
        found += _telegram(prose.text)
    for offset, message in found:
        # A YAML text may be folded: the line of its field is what can be told for sure.
        line = line_at(prose.text, offset, prose.line) if prose.markdown else prose.line
        yield Fault(prose.file, line, message)
    for line, message in faults_in(prose.text) if prose.markdown else ():
        yield Fault(prose.file, prose.line + line, f"la réponse contient {message}")


def _wording(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, message) for words that blame, are too familiar, or are badly quoted."""
    for match in _BLAME.finditer(text):
        yield match.start(), f"« {match[0]} » peut culpabiliser : proposez, sans reproche"
    for match in _FAMILIAR.finditer(text):
        yield match.start(), f"« {match[0]} » : le bot vouvoie"
    bare = _TAG.sub(lambda tag: " " * len(tag[0]), text)
    for match in _ENGLISH_QUOTES.finditer(bare):
        yield match.start(), f"le guillemet {match[0]} : écrivez « et »"


def _addresses(text: str, confirmed: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield e-mail addresses and telephone numbers that nobody has confirmed."""
    for pattern in (_EMAIL, _PHONE):
        for match in pattern.finditer(text):
            if _tight(match[0]) not in confirmed:
                message = f"« {match[0]} » n'est pas confirmé dans organisation.yaml"
                yield match.start(), message


def _telegram(text: str) -> Iterator[tuple[int, str]]:
    """Yield what Telegram would refuse in a sentence: unknown tags, tags without their end."""
    opened: list[str] = []
    for tag in _TAG.finditer(text):
        name = (tag[2] or "").split(" ")[0]
        if name not in _TELEGRAM:
            yield tag.start(), f"« {tag[0]} » : Telegram ne le connaît pas ; pour « < », &lt;"
        elif not tag[1]:
            opened.append(name)
        elif not opened or opened.pop() != name:
            yield tag.start(), f"« {tag[0]} » ne ferme rien"
    if opened:
        yield 0, f"« <{opened[-1]}> » n'est pas refermé"


def _tight(text: str) -> str:
    return re.sub(r"[ .\u00a0]", "", text).lower() if "@" not in text else text.lower()


def blaming_words(text: str) -> list[str]:
    """Return the words of `text` that may make somebody feel guilty, as they stand there."""
    return [match[0] for match in _BLAME.finditer(text)]


def familiar_words(text: str) -> list[str]:
    """Return the words of `text` that say « tu »."""
    return [match[0] for match in _FAMILIAR.finditer(text)]
