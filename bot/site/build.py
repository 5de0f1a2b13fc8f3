"""Writes the site into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.site.pages import pages

if TYPE_CHECKING:
    from pathlib import Path

    from content.model import Content


class SiteError(Exception):
    """The folder cannot take the site; the text says why."""


def build(content: Content, target: Path) -> int:
    """Write every page under `target`; return how many. Twice gives the same files."""
    made = pages(content)
    try:
        for path, words in made.items():
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(words, "utf-8")
    except OSError as error:
        raise SiteError(f"{target}: {error.strerror}") from error
    return sum(path.endswith(".html") for path in made)
