"""Bot API methods around messages: answers to presses, typing, reactions, pins, chats, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.demo import limits
from bot.demo.errors import bad_request
from bot.demo.people import BOT_ID
from bot.demo.sending import find_addressee
from bot.demo.world import find_chat

if TYPE_CHECKING:
    from bot.demo.call import Call
    from bot.demo.chats import Chat
    from bot.demo.messages import Message
    from bot.demo.world import World

Json = dict[str, Any]

_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
_ACTIONS: Final = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note",
        "upload_video_note",
    }
)  # fmt: skip


def answer_query(world: World, call: Call) -> bool:
    """`answerCallbackQuery`: once, and within 150 real seconds."""
    query = world.queries.pop(call.text("callback_query_id"), None)
    if query is None or world.stopwatch() - query.asked > limits.QUERY_S:
        raise bad_request(_TOO_OLD)
    text = call.text("text")
    if len(text) > limits.TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if text:
        world.toasts.setdefault(query.user_id, []).append(text)
        world.tell("toast", query.user_id, {"text": text, "alert": call.flag("show_alert")})
    return True


def send_action(world: World, call: Call) -> bool:
    """`sendChatAction`."""
    action = call.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = find_addressee(world, call)
    world.tell("typing", chat.id, {"action": action})
    return True


def set_reaction(world: World, call: Call) -> bool:
    """`setMessageReaction`: checked, not shown."""
    reactions = call.structure("reaction") or []
    if not isinstance(reactions, list) or not all(isinstance(one, dict) for one in reactions):
        raise bad_request("can't parse reaction type")
    chat = find_addressee(world, call)
    _find_message(chat, call, "message to react not found")
    return True


def pin_message(world: World, call: Call) -> bool:
    """`pinChatMessage`."""
    chat = find_addressee(world, call)
    chat.pinned = _find_message(chat, call, "message to pin not found").id
    return True


def unpin_message(world: World, call: Call) -> bool:
    """`unpinChatMessage`: a given message, or the one that is pinned."""
    chat = find_addressee(world, call)
    if call.has("message_id"):
        _find_message(chat, call, "message to unpin not found")
    chat.pinned = None
    return True


def get_chat(world: World, call: Call) -> Json:
    """`getChat`."""
    chat = find_chat(world, call.integer("chat_id"))
    full = {**world.show_chat(chat), "accent_color_id": 0, "max_reaction_count": 11}
    full["accepted_gift_types"] = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    pinned = chat.messages.get(chat.pinned or 0)
    if pinned is not None:
        full["pinned_message"] = world.show_to_bot(pinned, with_reply=False)
    return full


def get_member(world: World, call: Call) -> Json:
    """`getChatMember`."""
    chat = find_chat(world, call.integer("chat_id"))
    user_id = call.integer("user_id")
    if user_id not in {*chat.members, BOT_ID}:
        raise bad_request("PARTICIPANT_ID_INVALID")
    user = world.show_user(user_id)
    if user_id == BOT_ID and chat.blocked:
        return {"user": user, "status": "kicked", "until_date": 0}
    return {"user": user, "status": "member"}


def leave_chat(world: World, call: Call) -> bool:
    """`leaveChat`: groups only."""
    chat = find_addressee(world, call)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.blocked = True
    return True


def get_photos(world: World, call: Call) -> Json:
    """`getUserProfilePhotos`: nobody here has one."""
    if call.integer("user_id") not in {*world.people, BOT_ID}:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


def get_file(world: World, call: Call) -> Json:
    """`getFile`: up to 20 MB, as Telegram's public server."""
    file = world.files.get(call.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > limits.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**file.to_api(), "file_path": file.path}


def _find_message(chat: Chat, call: Call, otherwise: str) -> Message:
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request(otherwise)
    return message
