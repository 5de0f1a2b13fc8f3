"""Bot API methods that change or remove messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.demo import limits
from bot.demo.call import Call
from bot.demo.errors import bad_request
from bot.demo.keyboards import read_markup
from bot.demo.sending import MEDIA, find_addressee, make_media, read_caption, read_text

if TYPE_CHECKING:
    from bot.demo.chats import Chat
    from bot.demo.messages import Message
    from bot.demo.world import World

Json = dict[str, Any]

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_text(world: World, call: Call) -> Json:
    """`editMessageText`; without `reply_markup` the buttons go."""
    content = read_text(call, "text")
    chat, message = _find(world, call)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _change(world, call, chat, message, text=content.text, entities=content.entities)


def edit_caption(world: World, call: Call) -> Json:
    """`editMessageCaption`."""
    content = read_caption(call)
    chat, message = _find(world, call)
    if message.kind not in MEDIA:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, call, chat, message, text=content.text, entities=content.entities)


def edit_media(world: World, call: Call) -> Json:
    """`editMessageMedia`."""
    wish = call.structure("media")
    if not isinstance(wish, dict) or wish.get("type") not in MEDIA:
        raise bad_request("can't parse InputMedia: type is unsupported")
    kind = wish["type"]
    media = make_media(world, kind, wish.get("media"), None, call.uploads)
    content = read_caption(Call(wish))
    chat, message = _find(world, call)
    return _change(
        world,
        call,
        chat,
        message,
        kind=kind,
        media=media,
        text=content.text,
        entities=content.entities,
    )


def edit_markup(world: World, call: Call) -> Json:
    """`editMessageReplyMarkup`; without `reply_markup` the buttons go."""
    chat, message = _find(world, call)
    return _change(world, call, chat, message)


def delete_message(world: World, call: Call) -> bool:
    """`deleteMessage`: any message of a private chat, only its own in a group, for 48 hours."""
    chat = find_addressee(world, call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _may_delete(world, chat, message):
        raise bad_request("message can't be deleted for everyone")
    world.remove(chat, message.id)
    return True


def delete_messages(world: World, call: Call) -> bool:
    """`deleteMessages`: up to a hundred; those that cannot be found or deleted are skipped."""
    chat = find_addressee(world, call)
    ids = call.structure("message_ids")
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        raise bad_request("can't parse message identifiers")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > limits.DELETED_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    for message_id in dict.fromkeys(ids):
        message = chat.messages.get(message_id)
        if message is not None and _may_delete(world, chat, message):
            world.remove(chat, message_id)
    return True


def _find(world: World, call: Call) -> tuple[Chat, Message]:
    if call.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = find_addressee(world, call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _change(world: World, call: Call, chat: Chat, message: Message, **content: Any) -> Json:  # noqa: ANN401 – fields of Message
    markup = read_markup(call)
    if markup.keyboard is not None or markup.removes:
        raise bad_request("message can't be edited: only inline keyboards are possible here")
    wanted = {**content, "markup": markup.inline}
    if all(getattr(message, name) == value for name, value in wanted.items()):
        raise bad_request(_NOT_MODIFIED)
    # Telegram shows « edited » for new words, not for new buttons.
    edited = world.clock() if content else message.edited
    return world.show_to_bot(world.change(chat, message, **wanted, edited=edited))


def _may_delete(world: World, chat: Chat, message: Message) -> bool:
    young = world.clock() - message.date <= limits.DELETE_S
    return young and (chat.is_private or message.from_bot)
