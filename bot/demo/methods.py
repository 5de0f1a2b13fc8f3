"""The one table of Bot API methods that the server knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bot.demo import answering, describing, editing, receiving, sending

if TYPE_CHECKING:
    from bot.demo.call import Call
    from bot.demo.world import World

# Takes the world and the call, gives what stands under "result"; raises `ApiError` to refuse.
Method = Callable[["World", "Call"], Any | Awaitable[Any]]


def _accept(_world: World, _call: Call) -> bool:
    """`logOut` and `close` change nothing here."""
    return True


_TABLE: Final[dict[str, Method]] = {
    "getMe": describing.get_me,
    "getUpdates": receiving.get_updates,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
    "logOut": _accept,
    "close": _accept,
    "sendMessage": sending.send_message,
    "sendPhoto": partial(sending.send_media, kind="photo"),
    "sendDocument": partial(sending.send_media, kind="document"),
    "sendVideo": partial(sending.send_media, kind="video"),
    "sendAnimation": partial(sending.send_media, kind="animation"),
    "sendVoice": partial(sending.send_media, kind="voice"),
    "copyMessage": sending.copy_message,
    "forwardMessage": sending.forward_message,
    "sendChatAction": answering.send_action,
    "editMessageText": editing.edit_text,
    "editMessageCaption": editing.edit_caption,
    "editMessageMedia": editing.edit_media,
    "editMessageReplyMarkup": editing.edit_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "answerCallbackQuery": answering.answer_query,
    "setMessageReaction": answering.set_reaction,
    "pinChatMessage": answering.pin_message,
    "unpinChatMessage": answering.unpin_message,
    "getChat": answering.get_chat,
    "getChatMember": answering.get_member,
    "leaveChat": answering.leave_chat,
    "getUserProfilePhotos": answering.get_photos,
    "getFile": answering.get_file,
    "setMyCommands": describing.set_commands,
    "getMyCommands": describing.get_commands,
    "deleteMyCommands": describing.delete_commands,
    "setMyName": partial(describing.set_text, which="name"),
    "getMyName": partial(describing.get_text, which="name"),
    "setMyDescription": partial(describing.set_text, which="description"),
    "getMyDescription": partial(describing.get_text, which="description"),
    "setMyShortDescription": partial(describing.set_text, which="short_description"),
    "getMyShortDescription": partial(describing.get_text, which="short_description"),
    "setChatMenuButton": describing.set_menu_button,
    "getChatMenuButton": describing.get_menu_button,
}
_BY_LOWER_CASE: Final = {name.lower(): name for name in _TABLE}


def find_method(name: str) -> tuple[str, Method] | None:
    """Give a method with its proper name, found in any case as Telegram does; else `None`."""
    proper = _BY_LOWER_CASE.get(name.lower())
    return (proper, _TABLE[proper]) if proper else None
