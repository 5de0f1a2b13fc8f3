"""What a person sees and does on the chat page, in Chromium against the real demo server."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.stage import BRUNO, CAMILLE, PIXEL, Stage, lay_out

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def last(page: Page, source: str = "bot") -> Locator:
    return page.locator(f'[data-testid="message"][data-from="{source}"]').last


def entry(page: Page, name: str) -> Locator:
    return page.get_by_role("menuitem", name=name)


async def write(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send").click()


async def test_five_people_stand_side_by_side_and_an_empty_chat_says_how_to_begin(
    chat: Page, stage: Stage
) -> None:
    names = ("citoyenne", "voisin", "benevole", "agent", "administratrice")
    for name in names:
        await expect(chat.get_by_test_id(f"person-{name}")).to_be_visible()
    await expect(chat).to_have_title(stage.words["page.title"])
    await chat.get_by_role("button", name=stage.words["chat.start"]).click()
    await expect(last(chat, "person")).to_contain_text("/start")
    assert (await stage.hear("message"))["text"] == "/start"
    await expect(chat.locator(".welcome")).to_have_count(0)


async def test_enter_sends_and_shift_enter_starts_a_line(chat: Page, stage: Stage) -> None:
    field = chat.get_by_test_id("composer")
    await field.press_sequentially("Bonjour")
    await field.press("Shift+Enter")
    await field.press_sequentially("et merci")
    await field.press("Enter")
    await expect(last(chat, "person").locator(".text")).to_have_text("Bonjour\net merci")
    await expect(field).to_have_value("")
    assert (await stage.hear("message"))["text"] == "Bonjour\net merci"
    await expect(chat.locator(".sending")).to_have_count(0)
    await expect(chat.get_by_test_id("message")).to_have_count(1)


async def test_an_answer_keeps_its_formatting_and_its_day(chat: Page, stage: Stage) -> None:
    number = await stage.say(
        "<b>Objectif 3</b> et <i>l'eau</i>, <a href='https://exemple.fr/eau'>la page</a>, "
        "<code>12 L</code>\n<blockquote>Le plan</blockquote>\n/agir pour agir"
    )
    line = last(chat)
    await expect(line).to_have_attribute("data-id", str(number))
    await expect(line.locator("b")).to_have_text("Objectif 3")
    await expect(line.locator("blockquote")).to_have_text("Le plan")
    await expect(line.get_by_role("link")).to_have_attribute("href", "https://exemple.fr/eau")
    await expect(line.locator("time")).to_have_text("9\u00a0h\u00a005")
    await expect(chat.locator(".day")).to_have_text("mardi 24\u00a0novembre")
    await line.get_by_role("button", name="/agir").click()
    assert (await stage.hear("message"))["text"] == "/agir"


async def test_a_press_reaches_the_bot_and_its_answer_is_shown(chat: Page, stage: Stage) -> None:
    rows = lay_out([("Je m'engage", "take:7"), ("Autre", "other")])
    number = await stage.say("Couper l'eau sous la douche ?", reply_markup=rows)
    button = last(chat).get_by_role("button", name="Je m'engage")
    await expect(button).to_have_attribute("data-data", "take:7")
    await button.focus()
    await chat.keyboard.press("Enter")
    query = await stage.hear("callback_query")
    assert (query["data"], query["message"]["message_id"]) == ("take:7", number)
    await stage.call("answerCallbackQuery", callback_query_id=query["id"], text="C'est noté")
    await expect(chat.locator("#toasts")).to_contain_text("C'est noté")

    kept = lay_out([("Annuler", "undo:7")])
    await stage.call(
        "editMessageText",
        chat_id=CAMILLE,
        message_id=number,
        text="Vous vous êtes engagée.",
        reply_markup=kept,
    )
    await expect(last(chat)).to_contain_text("Vous vous êtes engagée.")
    await expect(last(chat).locator(".edited")).to_have_text("modifié")
    await expect(chat.get_by_test_id("message")).to_have_count(1)

    # A second Enter presses nothing that nobody has read; the new button is one Tab away.
    await expect(last(chat)).to_be_focused()
    await chat.keyboard.press("Tab")
    await expect(last(chat).get_by_role("button", name="Annuler")).to_be_focused()


async def test_an_answer_that_asks_for_attention_waits_for_a_yes(chat: Page, stage: Stage) -> None:
    await stage.say("Une question", reply_markup=lay_out([("Oui", "yes")]))
    await last(chat).get_by_role("button", name="Oui").click()
    query = await stage.hear("callback_query")
    await stage.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="Trop tard", show_alert=True
    )
    dialog = chat.get_by_role("dialog")
    await expect(dialog).to_contain_text("Trop tard")
    await dialog.get_by_role("button", name=stage.words["page.understood"]).click()
    await expect(dialog).to_be_hidden()


async def test_a_message_of_mine_can_be_rewritten(chat: Page, stage: Stage) -> None:
    await write(chat, "c koi lobjectif 3")
    await expect(last(chat, "person").locator(".sent")).to_be_visible()
    field = chat.get_by_test_id("composer")
    await field.press("ArrowUp")
    await expect(field).to_have_value("c koi lobjectif 3")
    await field.press("Escape")
    await expect(field).to_have_value("")
    await last(chat, "person").hover()
    await last(chat, "person").get_by_role("button", name=stage.words["message.edit"]).click()
    await field.fill("C'est quoi, l'objectif 3 ?")
    await field.press("Enter")
    assert (await stage.hear("edited_message"))["text"] == "C'est quoi, l'objectif 3 ?"
    await expect(last(chat, "person")).to_contain_text("l'objectif 3 ?")
    await expect(last(chat, "person").locator(".edited")).to_be_visible()


async def test_the_menu_lists_the_commands_and_closes_with_escape(
    chat: Page, stage: Stage
) -> None:
    button = chat.get_by_role("button", name="Menu", exact=True)
    await button.focus()
    await chat.keyboard.press("Enter")
    await expect(chat.get_by_role("menuitem")).to_have_count(3)
    await expect(entry(chat, "/agir")).to_contain_text("Trouver une action à faire")
    await expect(entry(chat, "/agir")).to_be_focused()
    await chat.keyboard.press("Escape")
    await expect(button).to_be_focused()
    await chat.keyboard.press("Enter")
    await expect(entry(chat, "/agir")).to_be_focused()
    await chat.keyboard.press("ArrowDown")
    await expect(entry(chat, "/aide")).to_be_focused()
    await chat.keyboard.press("Enter")
    assert (await stage.hear("message"))["text"] == "/aide"


async def test_typing_a_slash_offers_commands(chat: Page, stage: Stage) -> None:
    field = chat.get_by_test_id("composer")
    await field.press_sequentially("/a")
    await expect(chat.get_by_role("option")).to_have_count(3)
    await field.press_sequentially("n")
    await expect(chat.get_by_role("option")).to_have_count(1)
    await field.press("Escape")
    await expect(chat.get_by_role("listbox")).to_be_hidden()
    await field.press("Backspace")
    await expect(chat.get_by_role("option")).to_have_count(3)
    await field.press("ArrowDown")
    await expect(chat.get_by_role("option", selected=True)).to_contain_text("/agir")
    await field.press("Enter")
    assert (await stage.hear("message"))["text"] == "/agir"
    await expect(field).to_have_value("")


async def test_a_reply_keyboard_lies_above_the_field(chat: Page, stage: Stage) -> None:
    rows = [["Eau", "Énergie"], [{"text": "Ma position", "request_location": True}]]
    await stage.say("Quel sujet ?", reply_markup={"keyboard": rows, "resize_keyboard": True})
    await chat.get_by_role("button", name="Énergie").click()
    assert (await stage.hear("message"))["text"] == "Énergie"
    await chat.get_by_role("button", name="Ma position").click()
    assert "location" in await stage.hear("message")
    await chat.get_by_role("button", name=stage.words["composer.keyboard_hide"]).click()
    await expect(chat.get_by_role("button", name="Énergie")).to_be_hidden()
    await stage.say("Merci.", reply_markup={"remove_keyboard": True})
    await expect(chat.locator("#keyboard-button")).to_be_hidden()


async def test_attachments_go_out_and_are_shown(chat: Page, stage: Stage) -> None:
    for kind in ("photo", "voice", "sticker", "location", "contact"):
        await chat.get_by_role("button", name=stage.words["attach.button"]).click()
        await entry(chat, stage.words[f"attach.{kind}"]).click()
        assert kind in await stage.hear("message")
        await expect(chat.locator(f".message.{kind}").locator("img, .attachment")).to_be_visible()


async def test_a_photo_takes_the_text_along(chat: Page, stage: Stage) -> None:
    await chat.get_by_test_id("composer").fill("Mon compost")
    await chat.get_by_role("button", name=stage.words["attach.button"]).click()
    await entry(chat, stage.words["attach.photo"]).click()
    assert (await stage.hear("message"))["caption"] == "Mon compost"
    await expect(last(chat, "person")).to_contain_text("Mon compost")
    await expect(chat.get_by_test_id("composer")).to_have_value("")


async def test_photos_and_documents_of_the_bot_are_shown(chat: Page, stage: Stage) -> None:
    await stage.send_file("sendPhoto", "photo", "puy.png", PIXEL)
    picture = last(chat).locator("img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    await last(chat).get_by_role("button").click()
    await expect(chat.get_by_role("dialog").locator("img")).to_be_visible()
    await chat.keyboard.press("Escape")
    await stage.send_file("sendDocument", "document", "mes-donnees.json", b"{}")
    await expect(last(chat).get_by_role("link", name="mes-donnees.json")).to_be_visible()


async def test_the_bot_is_seen_typing(chat: Page, stage: Stage) -> None:
    await stage.call("sendChatAction", chat_id=CAMILLE, action="typing")
    await expect(chat.locator(".typing")).to_be_visible()
    await expect(chat.locator("#status")).to_have_text(stage.words["bot.typing"])
    await stage.say("Voilà.")
    await expect(chat.locator(".typing")).to_be_hidden()
    await expect(chat.locator("#status")).to_have_text(stage.words["bot.status"])


async def test_a_deleted_message_goes_and_so_does_its_day(chat: Page, stage: Stage) -> None:
    number = await stage.say("Oups")
    await expect(last(chat)).to_contain_text("Oups")
    await stage.call("deleteMessage", chat_id=CAMILLE, message_id=number)
    await expect(chat.get_by_test_id("message")).to_have_count(0)
    await expect(chat.locator(".day")).to_have_count(0)


async def test_blocking_takes_the_field_away_until_it_is_undone(chat: Page, stage: Stage) -> None:
    await chat.get_by_role("button", name=stage.words["menu.more"]).click()
    await entry(chat, stage.words["menu.block"]).click()
    update: dict[str, Any] = await stage.hear("my_chat_member")
    assert update["new_chat_member"]["status"] == "kicked"
    await expect(chat.get_by_test_id("composer")).to_be_hidden()
    await expect(chat.get_by_text("Camille a bloqué le bot")).to_be_visible()
    await chat.get_by_role("button", name=stage.words["blocked.unblock"]).click()
    await expect(chat.get_by_test_id("composer")).to_be_focused()
    assert (await stage.hear("my_chat_member"))["new_chat_member"]["status"] == "member"


async def test_each_person_has_her_own_chat_draft_and_badge(chat: Page, stage: Stage) -> None:
    await chat.get_by_test_id("composer").fill("Un brouillon de Camille")
    await stage.say("Bonjour Bruno", BRUNO)
    await stage.say("Un rappel", BRUNO)
    bruno = chat.get_by_test_id("person-voisin")
    await expect(bruno).to_have_accessible_name("Bruno, voisin, 2 messages non lus")
    await expect(chat).to_have_title(re.compile(r"^\(2\)"))
    await expect(chat.get_by_test_id("chat")).not_to_contain_text("Bruno")
    await bruno.click()
    await expect(chat.get_by_test_id("composer")).to_have_value("")
    await expect(last(chat)).to_contain_text("Un rappel")
    await expect(bruno).to_have_accessible_name("Bruno, voisin")
    await expect(bruno).to_have_attribute("aria-selected", "true")
    await chat.get_by_test_id("person-citoyenne").click()
    await expect(chat.get_by_test_id("composer")).to_have_value("Un brouillon de Camille")
    await chat.reload()
    await expect(chat.get_by_test_id("composer")).to_have_value("Un brouillon de Camille")
    await expect(bruno).to_have_accessible_name("Bruno, voisin")


async def test_the_clock_says_that_it_moves_and_where_it_has_arrived(
    chat: Page, stage: Stage
) -> None:
    clock = chat.get_by_test_id("clock")
    await expect(clock).to_have_text("mardi 24\u00a0novembre, 9\u00a0h\u00a005")
    await chat.get_by_test_id("clock-week").click()
    await expect(clock).to_have_text(stage.words["clock.moving"])
    await expect(chat.get_by_test_id("clock-hour")).to_have_attribute("aria-disabled", "true")
    stage.clock.gate.set()
    await expect(clock).to_have_text("mardi 1er\u00a0décembre, 9\u00a0h\u00a005")
    await expect(chat.locator("#spoken")).to_contain_text("Nous sommes mardi 1er\u00a0décembre")
    await chat.get_by_test_id("clock-hour").click()
    await expect(clock).to_have_text("mardi 1er\u00a0décembre, 10\u00a0h\u00a005")
    await chat.get_by_test_id("clock-morning").click()
    await expect(clock).to_have_text("mercredi 2\u00a0décembre, 9\u00a0h\u00a000")
