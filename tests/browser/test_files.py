"""A file of this computer, sent from the chat page: by touch, by keyboard, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.demo import limits

if TYPE_CHECKING:
    from playwright.async_api import FilePayload, Page

    from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def paper(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


async def test_a_file_goes_out_by_keyboard_alone(chat: Page, stage: Stage) -> None:
    # Listening takes the browser a moment: it has to begin before the menu opens.
    async with chat.expect_file_chooser() as chooser:
        await chat.get_by_role("button", name=stage.words["attach.button"]).focus()
        await chat.keyboard.press("Enter")
        entry = chat.get_by_role("menuitem", name=stage.words["attach.file"])
        await expect(entry).to_be_focused()
        await chat.keyboard.press("Enter")
    await (await chooser.value).set_files([paper("liste d'été.csv", b"Carte;Action\n")])

    heard = await stage.hear("message")
    assert heard["document"]["file_name"] == "liste d_été.csv"
    link = chat.get_by_test_id("message").get_by_role("link", name="liste d_été.csv")
    await expect(link).to_be_visible()
    await expect(chat.get_by_role("button", name=stage.words["attach.button"])).to_be_focused()


async def test_what_cannot_go_is_said_kindly(chat: Page, stage: Stage) -> None:
    refused = (
        ("programme.exe", b"MZ", "file_kind"),
        ("vide.csv", b"", "file_empty"),
        ("lourd.csv", bytes(limits.PAGE_FILE_BYTES + 1), "file_large"),
    )
    for name, content, reason in refused:
        await chat.get_by_test_id("file").set_input_files([paper(name, content)])
        toast = chat.get_by_role("status").filter(has_text=stage.words[f"attach.{reason}"])
        await expect(toast).to_be_visible()
    await expect(chat.get_by_test_id("message")).to_have_count(0)


async def test_the_same_file_can_be_sent_again(chat: Page, stage: Stage) -> None:
    for number in (1, 2):
        await chat.get_by_test_id("file").set_input_files([paper("liste.csv", b"a;b\n")])
        await expect(chat.get_by_test_id("message")).to_have_count(number)
        assert "document" in await stage.hear("message")
