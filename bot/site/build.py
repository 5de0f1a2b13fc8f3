"""Writes the site into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.service import Service
from bot.site.pages import pages
from content.load import load

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from content.model import Content


class SiteError(Exception):
    """The folder cannot take the site; the text says why."""


def publish(target: Path, today: date, *, held: bool = False) -> int:
    """Write the site of the content that lies here; before an election without promotion."""
    return build(load(), target, held=held or Service().in_reserve(today))


def build(content: Content, target: Path, *, held: bool = False) -> int:
    """Write every page under `target`; return how many. Twice gives the same files.

    `held`: an election is near, so that the Département's own part is left out.
    """
    made = pages(content, held=held)
    try:
        for path, words in made.items():
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(words, "utf-8")
    except OSError as error:
        raise SiteError(f"{target}: {error.strerror}") from error
    return sum(path.endswith(".html") for path in made)
