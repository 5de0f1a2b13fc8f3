"""What people do: write, press, edit, attach, block. Each makes one update and returns its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.demo import limits
from bot.demo.attachments import make_attachment, make_document
from bot.demo.entities import Formatted, clean, complete
from bot.demo.errors import bad_request
from bot.demo.html_reader import read_html
from bot.demo.people import BOT_ID

if TYPE_CHECKING:
    from bot.demo.chats import Chat
    from bot.demo.messages import Message
    from bot.demo.world import World

Json = dict[str, Any]

_INSTANCE: Final = "6300000000000000063"  # the Bot API's `chat_instance`; nobody here looks at it


def say(
    world: World,
    user_id: int,
    text: str,
    *,
    chat_id: int | None = None,
    reply_to: int | None = None,
    html: bool = False,
) -> int:
    """Write a message of 1 to 4096 characters; raises `ApiError` for any other.

    `html`: the text carries its formatting as a client's toolbar would set it.
    """
    chat = _enter(world, user_id, chat_id)
    content = complete(read_html(text)) if html else _read(text, limits.TEXT)
    if not content.text:
        raise bad_request("message text is empty")
    if reply_to is not None and reply_to not in chat.messages:
        raise bad_request("message to be replied not found")
    return _send(
        world, chat, user_id, text=content.text, entities=content.entities, reply_to=reply_to
    )


def attach(
    world: World, user_id: int, kind: str, *, caption: str = "", chat_id: int | None = None
) -> int:
    """Send a photo, voice, sticker, location, contact, document or video, made up on the spot."""
    chat = _enter(world, user_id, chat_id)
    media, captioned = make_attachment(world, user_id, kind)
    content = _read(caption if captioned else "", limits.CAPTION)
    return _send(
        world,
        chat,
        user_id,
        kind=kind,
        text=content.text,
        entities=content.entities,
        media=media,
    )


def attach_file(
    world: World,
    user_id: int,
    name: str,
    content: bytes,
    *,
    mime: str = "",
    chat_id: int | None = None,
) -> int:
    """Send a document with this name and content."""
    chat = _enter(world, user_id, chat_id)
    media = make_document(world, name, content, mime)
    return _send(world, chat, user_id, kind="document", text="", media=media)


def press(
    world: World, user_id: int, message_id: int, data: str, *, chat_id: int | None = None
) -> int:
    """Press an inline button of a message of the bot.

    `data` may differ from what the message shows now: the screen may be older than the message,
    and clients can forge it.
    """
    chat = _enter(world, user_id, chat_id)
    message = chat.messages.get(message_id)
    if message is None or not message.from_bot:
        raise bad_request("MESSAGE_ID_INVALID")
    if not 1 <= len(data.encode()) <= limits.BUTTON_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    _act(world, chat)
    query = {
        "id": world.open_query(user_id),
        "from": world.show_user(user_id),
        "message": world.show_to_bot(message),
        "chat_instance": _INSTANCE,
        "data": data,
    }
    return world.updates.add("callback_query", query)


def edit(
    world: World, user_id: int, message_id: int, text: str, *, chat_id: int | None = None
) -> int:
    """Change the text (or the caption) of an own message."""
    chat = _enter(world, user_id, chat_id)
    message = chat.messages.get(message_id)
    if message is None or message.sender_id != user_id:
        raise bad_request("MESSAGE_ID_INVALID")
    limit = limits.TEXT if message.kind == "text" else limits.CAPTION
    content = _read(text, limit)
    if not content.text and message.kind == "text":
        raise bad_request("message text is empty")
    if content == message.formatted:
        raise bad_request("MESSAGE_NOT_MODIFIED")
    _act(world, chat)
    changed = world.change(
        chat, message, text=content.text, entities=content.entities, edited=world.clock()
    )
    return world.updates.add("edited_message", world.show_to_bot(changed))


def block(world: World, user_id: int, *, blocked: bool) -> int | None:
    """Block the bot or let it back in; `None` where that changes nothing."""
    chat = world.chats[user_id]
    if chat.blocked is blocked:
        return None
    chat.blocked = blocked
    _act(world, chat)
    update = {
        "chat": world.show_chat(chat),
        "from": world.show_user(user_id),
        "date": world.clock(),
        "old_chat_member": _show_member(world, blocked=not blocked),
        "new_chat_member": _show_member(world, blocked=blocked),
    }
    return world.updates.add("my_chat_member", update)


def see(world: World, user_id: int) -> None:
    """Mark everything as read."""
    world.chats[user_id].unread = 0


def _enter(world: World, user_id: int, chat_id: int | None) -> Chat:
    chat = world.chats.get(user_id if chat_id is None else chat_id)
    if chat is None or user_id not in chat.members:
        raise bad_request("chat not found")
    if chat.is_private and chat.blocked:
        raise bad_request("this person has blocked the bot: let it back in first")
    return chat


def _read(text: str, limit: int) -> Formatted:
    content = complete(Formatted(clean(text)))
    if len(content.text) > limit:
        raise bad_request("message is too long")
    return content


def _act(world: World, chat: Chat) -> None:
    chat.acted = world.next_revision()


def _send(world: World, chat: Chat, user_id: int, **content: Any) -> int:  # noqa: ANN401 – fields of Message
    _act(world, chat)
    chat.started = True
    message = world.post(chat, sender_id=user_id, **content)
    if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
        world.set_keyboard(chat, None)
    if chat.is_private or _reaches_bot(message, chat):
        return world.updates.add("message", world.show_to_bot(message))
    return 0


def _reaches_bot(message: Message, chat: Chat) -> bool:
    """In a group the bot hears commands and answers to itself only (Telegram's privacy mode)."""
    replied = chat.messages.get(message.reply_to or 0)
    heard = any(entity["type"] in {"bot_command", "mention"} for entity in message.entities)
    return heard or (replied is not None and replied.from_bot)


def _show_member(world: World, *, blocked: bool) -> Json:
    user = world.show_user(BOT_ID)
    if blocked:
        return {"user": user, "status": "kicked", "until_date": 0}
    return {"user": user, "status": "member"}
