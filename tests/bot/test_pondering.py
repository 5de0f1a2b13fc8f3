"""What takes long is worked out beside the loop: others are served meanwhile."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

from bot.context import Services


@dataclass
class Slow:
    """An answerer that thinks until somebody lets it end."""

    doubtful: bool = True
    let_end: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    thread: int | None = None
    pondered: list[str] = field(default_factory=list)

    def doubts(self, text: str) -> bool:
        """Doubt every text, or none."""
        return self.doubtful and bool(text)

    def ponder(self, text: str) -> None:
        """Hold the thread that works this out."""
        self.thread = threading.get_ident()
        self.pondered.append(text)
        self.begun.set()
        assert self.let_end.wait(timeout=30)


def services(answerer: Slow) -> Services:
    """The services of a bot that has nothing but this answerer."""
    thinking = ThreadPoolExecutor(1)
    return cast("Services", SimpleNamespace(answerer=answerer, thinking=thinking))


async def test_the_loop_goes_on_while_a_message_is_pondered() -> None:
    slow = Slow()
    pondering = asyncio.create_task(Services.ponder(services(slow), "une question obscure"))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not pondering.done()
    slow.let_end.set()  # on the loop itself this would never come
    await pondering
    assert slow.thread not in {None, threading.get_ident()}


async def test_what_is_clear_takes_no_thread() -> None:
    slow = Slow(doubtful=False)
    await Services.ponder(services(slow), "objectif 3")
    assert slow.thread is None


async def test_who_came_first_is_pondered_first_and_one_at_a_time() -> None:
    slow = Slow()
    bot, texts = services(slow), [f"question {number}" for number in range(20)]
    pondering = [asyncio.create_task(Services.ponder(bot, text)) for text in texts]
    assert await asyncio.to_thread(slow.begun.wait, 30)
    assert slow.pondered == texts[:1]
    slow.let_end.set()
    await asyncio.gather(*pondering)
    assert slow.pondered == texts
