"""`colibris demo` in Chromium: the whole loop, step by step, as a newcomer goes through it."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.faults.lives import many_lives

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from playwright.async_api import Locator, Page

    End = Callable[[], Awaitable[int]]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest_asyncio.fixture(loop_scope="session")
async def demo(
    page: Page, tmp_path: Path, unused_tcp_port: int, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """The address of a fresh demo, once started as the README says, else forked.

    The page is closed before the demo ends: it would complain that nobody answers any more.
    """
    afresh = request.node.name == "test_the_whole_loop[desktop]"
    begin = _started if afresh else _forked
    command = ("demo", "--port", str(unused_tcp_port), "--data", str(tmp_path), "--no-browser")
    said = tmp_path / "log.txt"
    said.touch()
    async with begin(command, said) as end:
        async with asyncio.timeout(120):
            while str(unused_tcp_port) not in said.read_text("utf-8"):  # noqa: ASYNC110 – a file
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{unused_tcp_port}"
        await page.close()
        assert await asyncio.wait_for(end(), 60) == 0


@asynccontextmanager
async def _started(command: tuple[str, ...], log: Path) -> AsyncIterator[End]:
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *command, stdout=out
        )

    async def end() -> int:
        process.terminate()
        return await process.wait()

    yield end


@asynccontextmanager
async def _forked(command: tuple[str, ...], log: Path) -> AsyncIterator[End]:
    async with many_lives() as lives:
        pid = await lives.begin({}, str(log), *command)
        yield partial(lives.end, pid, signal.SIGTERM)


@pytest.mark.parametrize("context", [{}, PHONE], indirect=True, ids=["desktop", "phone"])
async def test_the_whole_loop(page: Page, demo: str) -> None:
    # The page opens on Camille.
    await opens(page, demo)

    # She asks, in text-message French, and is answered.
    await says(page, "c koi l objectif 3")
    await expect(newest(page)).to_contain_text("Protéger et partager l’eau, bien commun")

    # She asks for ideas, and pledges the third one.
    await says(page, "/agir")
    await expect(button(page, "Autre").last).to_be_visible()
    await button(page, "Je m’engage").last.click()
    await expect(page.get_by_test_id("chat")).to_contain_text("Quand voulez-vous")
    await button(page, "Un autre moment").last.click()
    await says(page, "le matin")
    await expect(page.get_by_test_id("chat")).to_contain_text("Un caillou blanc vous attend")

    # The clock goes on until the reminder has come: a daily, a weekly, a monthly or a single one.
    for _ in range(6):
        await page.get_by_test_id("clock-week").click()
        await expect(page.get_by_test_id("clock-week")).to_be_enabled()
        if await button(page, "C’est fait").count():
            break
    await expect(page.get_by_test_id("chat")).to_contain_text("Est-ce fait ?")

    # She answers and sees her path.
    await button(page, "C’est fait").last.click()
    await expect(page.get_by_test_id("chat")).to_contain_text("C’est noté pour")
    await says(page, "/progression")
    await expect(newest(page)).to_contain_text("1 caillou blanc")

    # Somebody else has a conversation of their own.
    await page.get_by_test_id("person-voisin").click()
    await says(page, "/engagements")
    await expect(newest(page)).to_contain_text("pas d’engagement en cours")


async def opens(page: Page, demo: str) -> None:
    """Open the page and wait, as a person does, until there is somebody to speak for.

    Until the server has said who is there, nothing can be focused or typed into.
    """
    await page.goto(demo)
    await expect(page.get_by_test_id("person-citoyenne")).to_have_attribute(
        "aria-selected", "true"
    )


async def says(page: Page, words: str) -> None:
    before = await page.locator('[data-testid="message"][data-from="bot"]').count()
    await page.get_by_test_id("composer").fill(words)
    await page.get_by_test_id("send").click()
    await expect(page.locator('[data-testid="message"][data-from="bot"]')).not_to_have_count(
        before
    )


def newest(page: Page) -> Locator:
    return page.locator('[data-testid="message"][data-from="bot"]').last


def button(page: Page, label: str) -> Locator:
    return page.get_by_test_id("chat").get_by_role("button", name=re.compile(f"^{label}$"))
