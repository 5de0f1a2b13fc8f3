from __future__ import annotations

import asyncio
import threading

from bot.paper.path import PathWords
from bot.pictures import KEPT, Pictures

WORDS = PathWords("Mon chemin", "1 caillou", 1, ())


class Painter:
    """Draws nothing, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.threads: set[int] = set()
        self.at_once = self.most = 0

    def __call__(self, words: PathWords) -> bytes:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.asked.append(words.title)
        self.threads.add(threading.get_ident())
        self.at_once -= 1
        return words.title.encode()


async def test_the_same_words_are_drawn_once_and_off_the_event_loop() -> None:
    painter = Painter()
    pictures = Pictures(painter)

    drawn = await asyncio.gather(*(pictures.path(WORDS) for _ in range(10)))

    assert set(drawn) == {b"Mon chemin"}
    assert painter.asked == ["Mon chemin"]
    assert threading.get_ident() not in painter.threads


async def test_a_crowd_waits_in_one_line_and_the_rest_gets_words() -> None:
    painter = Painter()
    pictures = Pictures(painter)
    crowd = [PathWords(str(n), "", n, ()) for n in range(100)]

    drawn = await asyncio.gather(*(pictures.path(words) for words in crowd))

    assert painter.most == 1
    assert sum(picture is None for picture in drawn) == 84


async def test_only_so_many_are_kept() -> None:
    painter = Painter()
    pictures = Pictures(painter)
    for n in range(KEPT + 1):
        await pictures.path(PathWords(str(n), "", n, ()))
    await pictures.path(PathWords(str(KEPT), "", KEPT, ()))
    assert len(painter.asked) == KEPT + 1
    await pictures.path(PathWords("0", "", 0, ()))
    assert len(painter.asked) == KEPT + 2


async def test_what_cannot_be_drawn_is_no_error() -> None:
    def fail(_words: PathWords) -> bytes:
        raise OSError("no font")

    assert await Pictures(fail).path(WORDS) is None
