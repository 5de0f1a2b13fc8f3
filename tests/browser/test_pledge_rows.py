"""Rows 13 to 50 of « features.md »: each is done in the chat page by mouse, by keyboard, by words.

A scene is written once (`scenes/`) and lived through by each pair of hands; it says itself which
rows it has shown. What nobody does in a chat is named with the test that shows it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests import known
from tests.browser.conftest import Watch, watch_page
from tests.browser.hands import Hands, Keyboard, Mouse, Typing
from tests.browser.scenes import ROWS, SCENES, pledging, progressing, reminding, suggesting
from tests.conversations.conftest import open_town
from tests.limits import everything_fits
from tests.ranking import nobody_is_ranked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

    from tests.conversations.conftest import Town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
living = pytest.mark.asyncio(loop_scope="session")
PATIENCE_MS = 60_000
TESTS = Path(__file__).parent.parent
WRITTEN = (suggesting, pledging, reminding, progressing)
# Nobody does these in a chat: they hold whatever people do. Each with the test that shows it.
KEPT = {
    37: ("bot/test_reminders.py", "test_the_hour_stays_the_same_through_a_change_of_clocks"),
    41: ("bot/test_reminders.py", "test_an_outage_skips_what_is_too_late_and_says_so"),
    47: ("storage/test_figures.py", "test_nothing_about_fewer_than_five_people_is_shown"),
    48: ("conversations/test_nobody_is_ranked.py", "test_what_is_shown_does_not_say_who_did_most"),
}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desk(browser: Browser) -> AsyncIterator[tuple[Page, Watch]]:
    """One page for all scenes; each goes to a town of its own."""
    context = await browser.new_context(
        locale="fr-FR", reduced_motion="reduce", viewport={"width": 1280, "height": 800}
    )
    page, watch = await context.new_page(), Watch()
    watch_page(page, watch)
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    yield page, watch
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path, known.content(), known.answerer()) as town:
        yield town
        everything_fits(town.world)
        nobody_is_ranked(town.world)


@living
@pytest.mark.parametrize("name", SCENES)
async def test_by_mouse(name: str, town: Town, desk: tuple[Page, Watch]) -> None:
    await lives_through(name, Mouse(town, desk[0]), desk)


@living
@pytest.mark.parametrize("name", SCENES)
async def test_by_keyboard_alone(name: str, town: Town, desk: tuple[Page, Watch]) -> None:
    await lives_through(name, Keyboard(town, desk[0]), desk)


@living
@pytest.mark.parametrize("name", SCENES)
async def test_by_typing_only(name: str, town: Town) -> None:
    her = Typing(town)
    await SCENES[name](her)
    assert her.shown == ROWS[name]


async def lives_through(name: str, her: Hands, desk: tuple[Page, Watch]) -> None:
    page, watch = desk
    watch.complaints.clear()
    try:
        await page.goto(her.town.server.url)
        await page.get_by_test_id("person-citoyenne").wait_for()
        await SCENES[name](her)
    finally:
        await page.goto("about:blank")  # a page whose town is gone would complain
    assert her.shown == ROWS[name]
    assert watch.unexpected() == []


def test_every_row_has_a_scene_or_a_test_that_shows_it() -> None:
    shown = frozenset().union(*ROWS.values())

    assert shown | KEPT.keys() == set(range(13, 51))
    for file, name in KEPT.values():
        assert f"def {name}(" in (TESTS / file).read_text("utf-8"), name
