"""Changing and deleting messages, answering presses, and the bot's description of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReactionTypeEmoji,
)
from telegram.error import BadRequest

from bot.demo.attachments import draw_square

if TYPE_CHECKING:
    from telegram import Bot

    from bot.demo.person import Person
    from tests.demo.conftest import Hands, Wire

YES = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="oui")]])


async def test_an_edit_is_seen_and_takes_the_buttons_away(bot: Bot, camille: Person) -> None:
    sent = await bot.send_message(1001, "avant", reply_markup=YES)
    await camille.presses("Oui", wait=False)

    await bot.edit_message_text("après", 1001, sent.message_id)

    assert camille.sees == "après"
    assert camille.buttons == ()


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, camille: Person) -> None:
    sent = await bot.send_message(1001, "<b>même</b>", parse_mode="HTML", reply_markup=YES)

    with pytest.raises(BadRequest, match=r"(?i)message is not modified: specified new message"):
        await bot.edit_message_text(
            "<strong>même</strong>", 1001, sent.message_id, parse_mode="HTML", reply_markup=YES
        )
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_reply_markup(1001, sent.message_id, reply_markup=YES)
    await bot.edit_message_reply_markup(1001, sent.message_id)
    assert camille.buttons == ()


async def test_only_own_messages_that_exist_can_be_edited(bot: Bot, camille: Person) -> None:
    await camille.says("à moi", wait=False)
    photo = await bot.send_photo(1001, draw_square(), caption="légende")
    words = await bot.send_message(1001, "texte")

    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("x", 1001, 999)
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("x", 1001, 1)
    with pytest.raises(BadRequest, match=r"(?i)there is no text in the message to edit"):
        await bot.edit_message_text("x", 1001, photo.message_id)
    with pytest.raises(BadRequest, match=r"(?i)there is no caption in the message to edit"):
        await bot.edit_message_caption(1001, words.message_id, caption="x")
    await bot.edit_message_caption(1001, photo.message_id, caption="autre")
    assert [screen.text for screen in camille.messages] == ["autre", "texte"]


async def test_a_message_can_be_deleted_for_two_days(
    bot: Bot, camille: Person, hands: Hands
) -> None:
    first = await bot.send_message(1001, "un")
    second = await bot.send_message(1001, "deux")

    hands.clock += 48 * 3600
    await bot.delete_message(1001, first.message_id)
    hands.clock += 1
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await bot.delete_message(1001, second.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(1001, first.message_id)
    assert [screen.text for screen in camille.messages] == ["deux"]


async def test_several_messages_can_be_deleted_at_once(bot: Bot, camille: Person) -> None:
    ids = [(await bot.send_message(1001, str(n))).message_id for n in range(3)]

    await bot.delete_messages(1001, [*ids[:2], 999])

    assert [screen.text for screen in camille.messages] == ["2"]


async def test_a_press_is_answered_once_with_a_note(bot: Bot, camille: Person) -> None:
    await bot.send_message(1001, "?", reply_markup=YES)
    await camille.presses("oui", wait=False)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "oui"
    assert update.effective_message is not None
    assert update.effective_message.text == "?"

    await update.callback_query.answer("C’est noté")

    assert camille.toast == "C'est noté"
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await update.callback_query.answer()


async def test_a_press_grows_old_in_real_time_not_with_the_moved_clock(
    bot: Bot, camille: Person, hands: Hands
) -> None:
    await bot.send_message(1001, "?", reply_markup=YES)
    await camille.presses("oui", wait=False)
    await camille.presses("oui", wait=False)
    first, second = (u.callback_query for u in await bot.get_updates())
    assert first is not None
    assert second is not None

    hands.clock += 86400
    hands.stopwatch = 150.0
    await first.answer()
    hands.stopwatch = 150.1
    with pytest.raises(BadRequest, match=r"(?i)query is too old and response timeout expired"):
        await second.answer()


async def test_a_note_has_at_most_two_hundred_characters(bot: Bot, camille: Person) -> None:
    await bot.send_message(1001, "?", reply_markup=YES)
    await camille.presses("oui", wait=False)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None

    with pytest.raises(BadRequest, match=r"(?i)MESSAGE_TOO_LONG"):
        await update.callback_query.answer("x" * 201)


async def test_the_narrowest_commands_are_shown(bot: Bot, wire: Wire, camille: Person) -> None:
    assert camille.id == 1001
    await bot.set_my_commands([BotCommand("aide", "Aide")], BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("bureau", "Bureau")], BotCommandScopeChat(1001))
    await bot.set_my_commands([BotCommand("help", "Help")], language_code="en")

    assert [c["command"] for c in (await wire.state())["commands"]] == ["bureau"]
    assert [c["command"] for c in (await wire.state("voisin"))["commands"]] == ["aide"]
    assert (await bot.get_my_commands(language_code="en"))[0].command == "help"

    await bot.delete_my_commands(BotCommandScopeChat(1001))
    assert [c["command"] for c in (await wire.state())["commands"]] == ["aide"]


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"commands": [{"command": "Aide!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "aide", "description": ""}]}, "DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "x" * 257}]}, "description is too long"),
        ({"commands": "aide"}, "can't parse commands"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 9}}, "chat not found"),
        ({"commands": [], "scope": {"type": "moon"}}, "can't parse BotCommandScope"),
        ({"commands": [], "language_code": "french"}, "invalid language code"),
    ],
)
async def test_commands_that_telegram_refuses(
    wire: Wire, arguments: dict[str, object], refusal: str
) -> None:
    answer = await wire.call("setMyCommands", **arguments)

    assert answer.status == 400
    assert refusal in answer.refusal


async def test_the_bot_describes_itself(bot: Bot) -> None:
    await bot.set_my_name("Colibris")
    await bot.set_my_description("Bonjour")
    await bot.set_my_short_description("Court")
    await bot.set_my_description("Hello", language_code="en")
    await bot.set_chat_menu_button()

    assert (await bot.get_me()).first_name == "Colibris"
    assert (await bot.get_my_description()).description == "Bonjour"
    assert (await bot.get_my_description("en")).description == "Hello"
    assert (await bot.get_my_short_description("en")).short_description == "Court"


async def test_small_methods_around_a_chat(bot: Bot, camille: Person) -> None:
    sent = await bot.send_message(1001, "important")
    await bot.pin_chat_message(1001, sent.message_id)
    await bot.set_message_reaction(1001, sent.message_id, [ReactionTypeEmoji("👍")])
    await bot.send_chat_action(1001, "typing")

    chat = await bot.get_chat(1001)
    assert chat.first_name == "Camille"
    assert chat.pinned_message is not None
    assert (await bot.get_chat_member(1001, camille.id)).status == "member"
    assert (await bot.get_user_profile_photos(1001)).total_count == 0
    await bot.unpin_chat_message(1001)
    assert (await bot.get_chat(1001)).pinned_message is None
