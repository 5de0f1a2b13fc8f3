"""Every screen of a volunteer in Chromium, on a telephone: from the charter to the next morning.

The inventory of screens is the file of sentences: each one of a stand, of the charter and of the
lists is seen on the way, or the test names it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.demo.labels import plain
from content.records import Sheet
from content.sentence_files import read_sentences
from tests.browser import stand_walk
from tests.browser.stage import ROOT
from tests.browser.test_desk import reads
from tests.browser.test_whole_loop import PHONE, button, demo, newest, opens, says

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.async_api import FilePayload, Locator, Page

__all__ = ["demo"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PATIENCE_MS = 30_000
PICTURES = os.environ.get("COLIBRIS_PICTURES")  # a folder, for whoever wants to look at them
PRESS = """async ([message, data]) => fetch("/demo/press", {
    method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({person: "benevole", message_id: Number(message), data})})"""
READ = """(all) => {
    const bot = document.querySelectorAll('[data-testid="message"][data-from="bot"]');
    const place = all ? document.querySelector('[data-testid="chat"]') : bot[bot.length - 1];
    return place.innerText + "\\n" + document.querySelector("#toasts").innerText;
}"""
FAULT = """async () => fetch("/demo/faults", {
    method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({method: "getFile", kind: "400"})})"""


@dataclass
class Walk:
    """One way through the screens; `seen` is all that stood on them."""

    page: Page
    seen: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    async def goes(self, steps: Iterable[tuple[str, ...]]) -> None:
        for *before, shows in steps:
            while before[0].startswith("@"):
                await self._prepare(before.pop(0)[1:])
            does, content = before[0], "".join(before[1:])
            await self._does(self._coded(does), self._coded(content))
            words = self._coded(shows.removeprefix("! ").removeprefix("~ "))
            await expect(self._place(shows[:2])).to_contain_text(spaced(words))
            shown = await self.page.evaluate(READ, shows.startswith("~ "))
            self.seen.append(" ".join(plain(shown).split()))
            if PICTURES:
                path = Path(PICTURES) / f"{len(self.seen):03}.png"
                await self.page.screenshot(path=path)

    def _coded(self, words: str) -> str:
        return re.sub(r"\{C(\d+)\}", lambda found: self.codes[int(found[1]) - 1], words)

    def _place(self, mark: str) -> Locator:
        if mark == "! ":
            return self.page.locator("#toasts")
        return self.page.get_by_test_id("chat") if mark == "~ " else newest(self.page)

    async def _prepare(self, what: str) -> None:
        if what == "fault":
            await self.page.evaluate(FAULT)
        elif what.startswith("clock"):
            await self.page.get_by_test_id(what).click()
            await expect(self.page.get_by_test_id(what)).to_be_enabled()
        else:
            await self.page.get_by_test_id(f"person-{what}").click()

    async def _does(self, does: str, content: str) -> None:
        if does.startswith("> "):
            await says(self.page, does.removeprefix("> "))
        elif does == "^photo":
            await self.page.locator("#attach-button").click()
            await self.page.get_by_role("menuitem", name="Photo").click()
        elif does.startswith("^"):
            file: FilePayload = {"name": does[1:], "mimeType": "", "buffer": content.encode()}
            await self.page.get_by_test_id("file").set_input_files([file])
        else:
            await self._presses(does.removeprefix("="), twice=does.startswith("="))

    async def _presses(self, label: str, *, twice: bool) -> None:
        """Press a button of the newest message, or else of the last one that has it."""
        pattern = spaced(f"^(?:{label})$")
        found = newest(self.page).locator("button.inline", has_text=pattern)
        if not await found.count():
            found = self.page.locator("button.inline", has_text=pattern).last
        if not twice:
            await found.last.click()
            return
        data = await found.first.get_attribute("data-data")
        message = await newest(self.page).get_attribute("data-id")
        await found.first.click()
        await expect(newest(self.page)).to_contain_text("C’est noté")
        await self.page.evaluate(PRESS, [message, data])


@pytest.mark.timeout(600)  # a hundred screens
@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=["phone"])
async def test_every_screen_of_a_volunteer(page: Page, demo: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    await opens(page, demo)
    walk = Walk(page)
    await walk.goes((*stand_walk.MAKING, *stand_walk.BEFORE, *stand_walk.OPENING[:2]))
    walk.codes = await codes_of_the_cards(page)
    await walk.goes((*stand_walk.OPENING[2:], *stand_walk.AT_THE_STAND[:10]))
    assert await reads(page) == []
    await walk.goes((*stand_walk.AT_THE_STAND[10:], *stand_walk.LISTS))
    await walk.goes((*stand_walk.ELSEWHERE, *stand_walk.CLOSING, *stand_walk.AFTER))
    assert unseen(walk.seen) == []


def spaced(pattern: str) -> re.Pattern[str]:
    """A pattern in which a space stands for any kind of space."""
    return re.compile(pattern.replace(" ", r"\s"), re.DOTALL)


def unseen(seen: Iterable[str]) -> list[str]:
    """Name every sentence of a volunteer that stood on no screen."""
    all_of_it = "\n".join(dict.fromkeys(seen))
    sentences = read_sentences(ROOT / "content", Sheet())
    ours = {k: v for k, v in sentences.items() if k.split(".")[0] in {"stand", "charter", "sheet"}}
    assert len(ours) > 100
    return [
        key for key, sentence in ours.items() if not re.search(pattern_of(sentence), all_of_it)
    ]


def pattern_of(sentence: str) -> str:
    """Give the pattern of a sentence as it stands on a screen, whatever is filled in."""
    bare = " ".join(plain(re.sub(r"</?\w+>", "", sentence)).split())
    return re.sub(r"\\\{\w+\\\}", ".*?", re.escape(bare))


async def codes_of_the_cards(page: Page) -> list[str]:
    """Sophie downloads the sheet to fill in, which holds them in their order."""
    await button(page, "Modèle pour tableur").last.click()
    link = page.get_by_test_id("chat").get_by_role("link", name=re.compile("modele")).last
    address = await link.get_attribute("href")
    assert address is not None
    text = await page.evaluate("async (url) => await (await fetch(url)).text()", address)
    return [line.split(";")[1] for line in str(text).splitlines()[1:]]
