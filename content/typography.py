"""French typography, so that authors may type ordinary spaces and straight apostrophes."""

from __future__ import annotations

import re
from typing import Final

NBSP: Final = "\u00a0"

# A protected part waits as this character of a private use area while the rest is changed.
_MARK: Final = "\U000f0000"
_PROTECTED: Final = re.compile(
    _MARK + r"|`[^`]*`"  # code
    r"|<[^<>]*>"  # a tag or an autolink
    r"|(?<=\])\([^()\s]*\)"  # the address of a Markdown link
    r"|\{[^{}]*\}"  # a placeholder
    r"|\b(?:https?|mailto|tel|tg):[^\s«»]+"
    r"|\bwww\.[^\s«»]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w/])/[a-z]\w*"  # a command such as /agir
    # Telephone numbers keep plain spaces: Telegram makes them tappable only so.
    r"|(?<!\d)0\d(?:[ .]\d\d){4}(?!\d)"
    r"|(?<!\d)0 8\d\d(?: \d{3}){2}(?!\d)"
)
_UNITS: Final = (
    "min|h|s|km|m|cm|mm|kg|g|t|L|l|mL|cL|hL|kWh|Wh|W|kW|°C|°|€|euros?|CO2e?|tonnes?|litres?|"
    "ans?|jours?|mois|semaines?|heures?|minutes?|degrés?"
)
_STEPS: Final = (
    (re.compile(r"\u202f"), NBSP),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"[ \u00a0]+(?=[:;?!»%])"), NBSP),
    (re.compile(r"«[ \u00a0]+"), "«" + NBSP),
    (re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![\w'’]))"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
    (re.compile(r"(?<=\dh) (?=\d\d(?!\d))"), NBSP),
    (re.compile(r"(?<=\d\u00a0h) (?=\d\d(?!\d))"), NBSP),
    # Marks may stand between the apostrophe and its word: l'**eau**, d'« étoiles », l'{action}.
    (re.compile(rf"(?<=[^\W\d_])'(?=[*_\[]*[«\w{_MARK}])"), "’"),
)


def typography(text: str) -> str:
    """Return `text` with non-breaking spaces and curly apostrophes where French wants them.

    A space before `: ; ? ! » %`, after «, between a number and its unit, and inside a number
    becomes U+00A0; a straight apostrophe between letters becomes ’; « ... » becomes « … ».
    Addresses, e-mails, code, commands, placeholders and telephone numbers stay as they are.
    Works on plain text, on Markdown and on HTML. Doing it twice changes nothing.
    """
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return _MARK

    text = _PROTECTED.sub(keep, text)
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    back = iter(kept)
    return re.sub(_MARK, lambda _: next(back), text)
