"""Three ways of doing the same thing: by mouse, by keyboard alone, by typing only.

A scene is written once, for `Hands`. What she sees is read as in the conversations; by mouse and
by keyboard it is looked for on the page as well, after each thing that is done.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from playwright.async_api import expect

from bot.demo.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from playwright.async_api import Locator, Page

    from bot.demo.chats import Chat
    from bot.demo.messages import Message
    from bot.demo.person import Person
    from tests.conversations.conftest import Town

PATIENCE_S = 30.0
_TRIES = 9  # what comes meanwhile may lie in the way
# How many times Tab leads from here to there; below zero with Shift.
_STEPS = """(target) => {
    const stops = [...document.querySelectorAll("a[href], button, textarea, [tabindex]")]
        .filter((stop) => stop.tabIndex >= 0 && !stop.closest("[inert]"))
        .filter((stop) => stop.checkVisibility({ visibilityProperty: true }));
    const here = document.activeElement;
    const at = stops.indexOf(here);
    if (at >= 0) return stops.indexOf(target) - at;
    const follows = (stop) =>
        here.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = stops.filter((stop) => !follows(stop)).length;
    const there = stops.indexOf(target);
    return there < next ? there - next : there - next + 1;
}"""
_IS_THERE = "(target) => document.activeElement === target"


class Hands(ABC):
    """Somebody in the town, and how she does things. `shown`: the rows that a scene has shown.

    `pages`: how many times she asks for other ideas where one looks whether something comes back.
    """

    pages = 1

    def __init__(self, town: Town) -> None:
        self.town = town
        self.person: Person = town.person("citoyenne")
        self.shown: set[int] = set()

    @property
    def sees(self) -> str:
        """All that the bot wrote since her last act."""
        return self.person.sees

    @property
    def buttons(self) -> Labels:
        """The labels of the newest message."""
        return self.person.buttons

    def shows(self, *rows: int) -> None:
        """Note that what was just asserted is what these rows ask for."""
        self.shown.update(rows)

    async def says(self, words: str) -> None:
        """Write words and send them."""
        await self._does(self._send(words))

    async def chooses(self, command: str) -> None:
        """Choose a command of the menu."""
        await self._does(self._choose(command))

    async def presses(self, label: str, times: int = 1) -> None:
        """Press a button of the newest message that has it."""
        await self._does(self._press(label, times), times)

    async def presses_like(self, start: str) -> None:
        """Press the button of the newest message whose label starts so."""
        await self.presses(next(label for label in self.buttons if label.startswith(start)))

    async def becomes(self, name: str) -> None:
        """Let somebody else act from now on."""
        await self._switch(name)
        self.person = self.town.person(name)

    async def goes_to(self, day: str, hour: str) -> None:
        """Let time go by; what comes meanwhile is on the page then."""
        await self.town.goes_to(day, hour)
        await self._looks()

    async def _does(self, act: Awaitable[None], times: int = 1) -> None:
        self.town.now += 15  # nobody is faster for long
        updates = self.town.world.updates
        before = updates.to_json()["next"]
        await act

        def is_settled() -> bool:
            return updates.to_json()["next"] >= before + times and not updates.pending

        assert await updates.changes_until(is_settled, PATIENCE_S)
        await self._looks()

    def newest(self) -> Message:
        """The newest message of the bot."""
        return next(iter(self._chat.newest(from_bot=True)))

    @property
    def _chat(self) -> Chat:
        return self.town.world.chats[self.person.chat_id]

    @abstractmethod
    async def _send(self, words: str) -> None: ...

    @abstractmethod
    async def _choose(self, command: str) -> None: ...

    @abstractmethod
    async def _press(self, label: str, times: int) -> None: ...

    @abstractmethod
    async def _switch(self, name: str) -> None: ...

    @abstractmethod
    async def moves_clock(self, by: str) -> None:
        """Move the clock of the page: hour, morning or week."""

    @abstractmethod
    async def shares_location(self) -> None:
        """Send where she is."""

    @abstractmethod
    async def enlarges_picture(self) -> None:
        """Look at the newest picture in full size, and close it again."""

    @abstractmethod
    async def _looks(self) -> None:
        """See on the page what the bot wrote last."""


class Typing(Hands):
    """Words only: a label is typed, and its number where several cards have such a button."""

    pages = 4

    async def _send(self, words: str) -> None:
        await self.person.says(words)

    async def _choose(self, command: str) -> None:
        await self.person.says(command)

    async def _press(self, label: str, times: int) -> None:
        shown = {
            b["text"] for m in self._chat.newest(from_bot=True) for row in m.rows for b in row
        }
        assert label in Labels(shown), f"no button says {label!r}"
        for _ in range(times):
            await self.person.says(label)
            if "Touchez votre choix, ou tapez" in self.sees:
                await self.person.says(list(self.buttons)[-1])

    async def _switch(self, name: str) -> None:
        """Take another telephone."""

    async def moves_clock(self, by: str) -> None:
        steps = {"hour": 3600, "week": 7 * 86_400}
        await self.town.moves_to(self.town.now + steps[by])

    async def shares_location(self) -> None:
        await self.person.attaches("location")

    async def enlarges_picture(self) -> None:
        """Her telephone shows it in full."""

    async def _looks(self) -> None:
        """There is no page."""


class OnThePage(Hands):
    """Whoever sits before the chat page."""

    def __init__(self, town: Town, page: Page) -> None:
        super().__init__(town)
        self.page = page

    def button(self, label: str) -> Locator:
        """The newest button of the conversation with this label."""
        words = re.escape(label).replace("'", "['’]").replace(r"\ ", r"\s+")
        pattern = re.compile(rf"^\W*{words}$")
        return self.page.locator("#log .inline").filter(has_text=pattern).last

    async def _looks(self) -> None:
        message = self.newest()
        line = self.page.locator(f'#log [data-id="{message.id}"]')
        await expect(line).to_contain_text(message.text)
        await expect(line.locator(".inline")).to_have_count(sum(map(len, message.rows)))


class Mouse(OnThePage):
    """Clicks; types only what no button says."""

    async def _send(self, words: str) -> None:
        await self.page.get_by_test_id("composer").click()
        await self.page.keyboard.insert_text(words)
        await self.page.get_by_test_id("send").click()

    async def _choose(self, command: str) -> None:
        await self.page.locator("#command-button").click()
        await self.page.get_by_role("menuitem", name=command).click()

    async def _press(self, label: str, times: int) -> None:
        await self.button(label).click(click_count=times)

    async def _switch(self, name: str) -> None:
        await self.page.get_by_test_id(f"person-{name}").click()

    async def moves_clock(self, by: str) -> None:
        await self.page.get_by_test_id(f"clock-{by}").click()
        await expect(self.page.locator("#clock")).to_have_attribute("aria-busy", "false")

    async def shares_location(self) -> None:
        await self.page.locator("#attach-button").click()
        await self._does(self.page.locator("#attach-menu [role=menuitem]").nth(4).click())

    async def enlarges_picture(self) -> None:
        await self.page.locator("#log .picture").last.click()
        await expect(self.page.locator("#lightbox img")).to_be_visible()
        await self.page.locator("#lightbox button").click()


class Keyboard(OnThePage):
    """Tab, arrows, Enter and letters; never a click."""

    async def reaches(self, target: Locator) -> None:
        """Walk to an element as one does who sees where the ring is."""
        element = await target.element_handle()
        for _ in range(_TRIES):
            steps = await self.page.evaluate(_STEPS, element)
            for _ in range(abs(steps)):
                await self.page.keyboard.press("Tab" if steps > 0 else "Shift+Tab")
            if await self.page.evaluate(_IS_THERE, element):
                return
        here = await self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"the keyboard leads to {here}, {steps} from {target}")

    async def _send(self, words: str) -> None:
        await self.reaches(self.page.get_by_test_id("composer"))
        await self.page.keyboard.insert_text(words)
        await self.page.keyboard.press("Enter")

    async def _choose(self, command: str) -> None:
        await self.reaches(self.page.locator("#command-button"))
        await self._walks_down(self.page.get_by_role("menuitem", name=command))

    async def _walks_down(self, entry: Locator) -> None:
        """Open a menu, and go down to one of its entries."""
        await self.page.keyboard.press("Enter")
        await self._walks(entry)
        await self.page.keyboard.press("Enter")

    async def _press(self, label: str, times: int) -> None:
        await self.reaches(self.button(label))
        for _ in range(times):
            await self.page.keyboard.press("Enter")

    async def _switch(self, name: str) -> None:
        await self.reaches(self.page.locator("[role=tab][aria-selected=true]"))
        await self._walks(self.page.get_by_test_id(f"person-{name}"))

    async def _walks(self, target: Locator) -> None:
        element = await target.element_handle()
        while not await self.page.evaluate(_IS_THERE, element):
            await self.page.keyboard.press("ArrowDown")

    async def moves_clock(self, by: str) -> None:
        await self.reaches(self.page.get_by_test_id(f"clock-{by}"))
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("#clock")).to_have_attribute("aria-busy", "false")

    async def shares_location(self) -> None:
        await self.reaches(self.page.locator("#attach-button"))
        await self._does(
            self._walks_down(self.page.locator("#attach-menu [role=menuitem]").nth(4))
        )

    async def enlarges_picture(self) -> None:
        await self.reaches(self.page.locator("#log .picture").last)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("#lightbox img")).to_be_visible()
        await self.page.keyboard.press("Escape")
        await expect(self.page.locator("#lightbox img")).to_be_hidden()
