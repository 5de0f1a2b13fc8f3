"""What the server refuses and accepts when the bot writes, in Telegram's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, Forbidden

from bot.demo.attachments import draw_square

if TYPE_CHECKING:
    from telegram import Bot

    from bot.demo.person import Person
    from bot.demo.world import World
    from tests.demo.conftest import Wire


def buttons(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(f"b{i}", callback_data=d)] for i, d in enumerate(data)]
    )


async def test_a_message_with_formatting_and_buttons_is_shown(bot: Bot, camille: Person) -> None:
    sent = await bot.send_message(
        1001,
        "Oui <b>c’est</b> &lt;ça&gt; 🌱 <i>là</i>",
        parse_mode="HTML",
        reply_markup=buttons("a:1"),
    )

    assert sent.text == "Oui c’est <ça> 🌱 là"
    assert {sent.parse_entity(e): e.type for e in sent.entities} == {
        "c’est": "bold",
        "là": "italic",
    }
    assert camille.screen.text == "Oui c'est <ça> 🌱 là"
    assert camille.screen.html == "Oui <b>c’est</b> &lt;ça&gt; 🌱 <i>là</i>"
    assert camille.screen.rows == (("b0",),)


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n\t "}, "Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
        ({"text": "é" * 4097}, "Bad Request: message is too long"),
        ({"text": "<b>oups", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "x", "parse_mode": "Wiki"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "chat_id": 999}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@personne"}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": 1002}, "Bad Request: chat not found"),  # never wrote to the bot
        ({"text": "x", "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
        ({"text": "x\ud800"}, "Bad Request: strings must be encoded in UTF-8"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        ({"text": "x", "entities": [{"type": "bold"}]}, "can't parse entities"),
        ({"text": ["x"]}, 'field "text" must be of type String'),
    ],
)
async def test_what_telegram_refuses_is_refused(
    wire: Wire, camille: Person, arguments: dict[str, Any], refusal: str
) -> None:
    answer = await wire.call("sendMessage", **{"chat_id": 1001, **arguments})

    assert answer.status == 400
    assert refusal in answer.refusal
    assert camille.messages == []


async def test_length_counts_after_the_formatting_has_been_read(bot: Bot, camille: Person) -> None:
    await bot.send_message(1001, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")

    assert camille.screen.text == "&" * 4096


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": 5}, "BUTTON_DATA_INVALID"),
        ({"text": "", "callback_data": "a"}, "must be non-empty"),
        ({"text": "x"}, "text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "url": "http://localhost/"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "javascript:alert(1)"}, "Wrong HTTP URL"),
        ("x", "InlineKeyboardButton must be an Object"),
    ],
)
async def test_buttons_that_telegram_refuses(
    wire: Wire, camille: Person, button: object, refusal: str
) -> None:
    markup = {"inline_keyboard": [[button]]}

    answer = await wire.call("sendMessage", chat_id=1001, text="x", reply_markup=markup)

    assert answer.status == 400
    assert refusal in answer.refusal
    assert camille.messages == []


async def test_sixty_four_bytes_of_data_pass_and_a_hundred_and_one_buttons_do_not(
    bot: Bot, camille: Person
) -> None:
    await bot.send_message(1001, "x", reply_markup=buttons("é" * 32))
    assert len(camille.buttons) == 1

    with pytest.raises(BadRequest, match=r"(?i)REPLY_MARKUP_TOO_LONG"):
        await bot.send_message(1001, "x", reply_markup=buttons(*map(str, range(101))))


async def test_a_person_who_has_blocked_the_bot_gets_nothing(bot: Bot, camille: Person) -> None:
    await camille.blocks(wait=False)

    with pytest.raises(Forbidden, match=r"(?i)bot was blocked by the user"):
        await bot.send_message(1001, "bonjour")
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"

    await camille.unblocks(wait=False)
    await bot.send_message(1001, "rebonjour")
    assert camille.screen.text == "rebonjour"


async def test_a_photo_is_kept_and_can_be_sent_again_by_its_id(
    bot: Bot, camille: Person, wire: Wire
) -> None:
    picture = draw_square()
    first = await bot.send_photo(1001, picture, caption="<b>une</b> image", parse_mode="HTML")
    again = await bot.send_photo(1001, first.photo[-1].file_id)
    file = await bot.get_file(again.photo[-1].file_id)

    assert (first.photo[-1].width, first.caption) == (64, "une image")
    assert bytes(await file.download_as_bytearray()) == picture
    assert camille.screen.kind == "photo"
    shown = (await wire.state())["messages"][0]
    assert (shown["kind"], shown["html"]) == ("photo", "<b>une</b> image")
    async with wire.session.get(wire.root + shown["photo"]) as response:
        assert response.content_type == "image/png"
        assert await response.read() == picture


async def test_pictures_that_telegram_refuses(bot: Bot, camille: Person) -> None:
    with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(1001, b"not a picture")
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await bot.send_photo(1001, draw_square(), caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)failed to get HTTP URL content"):
        await bot.send_photo(1001, "https://example.org/x.png")
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_photo(1001, "unknown")
    assert camille.messages == []


async def test_a_document_is_offered_for_download_under_its_name(
    bot: Bot, wire: Wire, camille: Person
) -> None:
    await bot.send_document(1001, b"<script>", filename="données.html")

    shown = (await wire.state())["messages"][-1]
    assert shown["document"]["name"] == "données.html"
    assert camille.screen.kind == "document"
    async with wire.session.get(wire.root + shown["document"]["url"]) as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"


async def test_other_media_copies_and_forwards(bot: Bot, camille: Person) -> None:
    for send in (bot.send_video, bot.send_animation, bot.send_voice):
        await send(1001, b"bytes", caption="légende")
    copied = await bot.copy_message(1001, 1001, camille.screen.id)
    forwarded = await bot.forward_message(1001, 1001, camille.messages[0].id)

    assert [screen.kind for screen in camille.messages] == [
        "video",
        "animation",
        "voice",
        "voice",
        "video",
    ]
    assert camille.messages[3].id == copied.message_id
    assert forwarded.forward_origin is not None


async def test_a_photo_can_replace_another(bot: Bot, camille: Person) -> None:
    sent = await bot.send_photo(1001, draw_square())

    edited = await bot.edit_message_media(
        InputMediaPhoto(draw_square(), caption="nouvelle"), 1001, sent.message_id
    )

    assert edited is not True
    assert camille.screen.text == "nouvelle"


async def test_a_reply_keyboard_comes_and_goes(wire: Wire, camille: Person) -> None:
    keyboard = {"keyboard": [["Oui", {"text": "Non"}]], "one_time_keyboard": True}
    await wire.call("sendMessage", chat_id=1001, text="?", reply_markup=keyboard)
    assert list(camille.keyboard) == ["Oui", "Non"]

    await camille.presses("oui", wait=False)

    assert list(camille.keyboard) == []
    assert camille._chat.newest(from_bot=False)[0].text == "Oui"


async def test_a_message_can_answer_another(bot: Bot, camille: Person) -> None:
    await camille.says("question", wait=False)

    sent = await bot.send_message(1001, "réponse", reply_to_message_id=1)

    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "question"


async def test_group_members_and_bot_hear_what_telegram_lets_them_hear(
    world: World, bot: Bot
) -> None:
    from bot.demo.person import Person  # noqa: PLC0415 – the fixture of this name is enough elsewhere

    group = world.add_group("Quartier", [1001, 1002])
    camille = Person(world, "citoyenne", chat_id=group)
    await camille.says("entre nous", wait=False)
    await camille.says("/aide", wait=False)

    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/aide"
    await bot.send_message(group, "Bonjour à vous")

    assert Person(world, "voisin", chat_id=group).screen.text == "Bonjour à vous"
    await bot.leave_chat(group)
    with pytest.raises(Forbidden):
        await bot.send_message(group, "encore")
