"""Pictures for the chat: drawn beside the event loop, one at a time, and kept by what they say."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from bot.paper.printing import chart_png, code_png, path_png

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.paper.bars import ChartWords
    from bot.paper.path import PathWords

LOG = logging.getLogger(__name__)
KEPT: Final = 64  # about 130 kB each
_MOST_WAITING: Final = 16  # with so many before, words alone are quicker


class Pictures:
    """Draws what is asked for. The same words give the same picture, so it is drawn once."""

    def __init__(self, draw: Callable[[PathWords], bytes] = path_png) -> None:
        self._draw = draw
        self._kept: OrderedDict[PathWords, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def path(self, words: PathWords) -> bytes | None:
        """Return the picture of a path; `None` where it cannot be had: the words say all of it."""
        if words in self._kept:
            self._kept.move_to_end(words)
            return self._kept[words]
        if self._waiting >= _MOST_WAITING:
            return None
        self._waiting += 1
        try:
            async with self._turn:
                return self._kept.get(words) or await self._make(words)
        finally:
            self._waiting -= 1

    async def code(self, link: str) -> bytes:
        """Return the QR code of a link."""
        return await asyncio.to_thread(code_png, link)

    async def chart(self, words: ChartWords) -> bytes:
        """Return a picture of bars, for staff."""
        return await asyncio.to_thread(chart_png, words)

    async def _make(self, words: PathWords) -> bytes | None:
        try:
            picture = await asyncio.to_thread(self._draw, words)
        except (OSError, ValueError, MemoryError):
            LOG.exception("path not drawn")
            return None
        self._kept[words] = picture
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return picture
