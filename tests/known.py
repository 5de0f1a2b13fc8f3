"""What the program knows, read and understood once for a whole process of tests.

Reading all content takes half a second, an answerer a second and a half, one with meaning more.
None of them changes once it is made, so tests share them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from content.ask import Answerer
from content.danger import Dangers
from content.load import ROOT, load
from content.meaning import open_meaning, why_not

if TYPE_CHECKING:
    from content.model import Content


@cache
def content() -> Content:
    """All content of this project."""
    return load()


@cache
def dangers() -> Dangers:
    """What danger is heard by."""
    return Dangers.read()


@cache
def answerer() -> Answerer:
    """Answers by words alone."""
    return Answerer.of(content())


@cache
def thorough_answerer() -> Answerer:
    """Answers by words and by what they mean, as the running program does."""
    return Answerer.of(content(), meaning=open_meaning(content().root))


THOROUGH = [thorough_answerer] if why_not(ROOT) is None else []
"""For tests of the second tier: where it cannot be had they collect nothing."""
