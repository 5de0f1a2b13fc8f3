"""Bot API methods that put a new message into a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.demo import limits
from bot.demo.entities import Formatted, clean, complete, read_entities
from bot.demo.errors import bad_request, forbidden
from bot.demo.files import measure_image, name_image
from bot.demo.html_reader import read_html
from bot.demo.keyboards import Markup, read_markup
from bot.demo.people import BOT_ID
from bot.demo.world import find_chat

if TYPE_CHECKING:
    from bot.demo.call import Call, Upload
    from bot.demo.chats import Chat
    from bot.demo.files import StoredFile
    from bot.demo.messages import Message
    from bot.demo.world import World

Json = dict[str, Any]

_RAW_TEXT: Final = 16 * limits.TEXT  # longer sources are not even read
MEDIA: Final = ("photo", "document", "video", "animation", "voice", "audio")
_COPIED: Final = frozenset({"text", *MEDIA, "sticker", "location", "contact"})


def send_message(world: World, call: Call) -> Json:
    """`sendMessage`."""
    content = read_text(call, "text")
    return _send(world, call, kind="text", content=content)


def send_media(world: World, call: Call, kind: str) -> Json:
    """`sendPhoto`, `sendDocument`, `sendVideo`, `sendAnimation`, `sendVoice`, `sendAudio`."""
    content = read_caption(call)
    source = call.values.get(kind)
    upload = call.uploads.get(kind)
    media = make_media(world, kind, source, upload, call.uploads)
    return _send(world, call, kind=kind, content=content, media=media)


def copy_message(world: World, call: Call) -> Json:
    """`copyMessage`: the same content as a message of the bot; a new caption may replace it."""
    origin = _find_origin(world, call)
    content = origin.formatted
    if origin.kind != "text" and call.has("caption"):
        content = read_caption(call)
    sent = _send(world, call, kind=origin.kind, content=content, media=origin.media)
    return {"message_id": sent["message_id"]}


def forward_message(world: World, call: Call) -> Json:
    """`forwardMessage`."""
    origin = _find_origin(world, call)
    forwarded = {
        "type": "user",
        "sender_user": world.show_user(origin.sender_id),
        "date": origin.date,
    }
    media = {**origin.media, "forward_origin": forwarded}
    return _send(world, call, kind=origin.kind, content=origin.formatted, media=media)


def find_addressee(world: World, call: Call) -> Chat:
    """Give the chat to write to. Raises `ApiError` 400 for an unknown, 403 for a closed one."""
    raw = call.values.get("chat_id")
    if raw is None or raw == "":
        raise bad_request("chat_id is empty")
    if isinstance(raw, str) and raw.startswith("@"):
        raise bad_request("chat not found")
    chat = find_chat(world, call.integer("chat_id"))
    if chat.blocked and chat.is_private:
        raise forbidden("bot was blocked by the user")
    if chat.blocked:
        raise forbidden("bot was kicked from the group chat")
    return chat


def read_text(call: Call, name: str) -> Formatted:
    """Read a text with its formatting; raises `ApiError` for an empty or too long one."""
    content = _read_formatted(call, name, "entities")
    if not content.text:
        raise bad_request("message text is empty")
    if len(content.text) > limits.TEXT:
        raise bad_request("message is too long")
    return content


def read_caption(call: Call) -> Formatted:
    """Read `caption` with its formatting; an empty one is fine."""
    content = _read_formatted(call, "caption", "caption_entities")
    if len(content.text) > limits.CAPTION:
        raise bad_request("message caption is too long")
    return content


def read_formatted(source: str, mode: str) -> Formatted:
    """Read a text in a parse mode ("HTML" or "")."""
    if len(source) > _RAW_TEXT:
        raise bad_request("message is too long")
    if not mode:
        return Formatted(clean(source))
    if mode.lower() != "html":  # the demo speaks one mode; the bot uses no other
        raise bad_request("unsupported parse_mode")
    return read_html(clean(source))


def make_media(
    world: World,
    kind: str,
    source: object,
    upload: Upload | None,
    uploads: dict[str, Upload] | Any,  # noqa: ANN401 – any mapping
) -> Json:
    """Give the Bot API fields of a file: uploaded, `attach://…`, or the id of a known one."""
    if upload is None and isinstance(source, str) and source.startswith("attach://"):
        upload = uploads.get(source.removeprefix("attach://"))
    if upload is not None:
        return {kind: _describe(kind, _keep(world, kind, upload))}
    if not source:
        raise bad_request(f"there is no {kind} in the request")
    if str(source).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # nothing outside is ever fetched
    file = world.files.get(str(source))
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return {kind: _describe(kind, file)}


def show_keyboard(world: World, chat: Chat, markup: Markup) -> None:
    """Do what a message's reply keyboard asks of the chat."""
    if markup.keyboard is not None:
        world.set_keyboard(chat, markup.keyboard)
    elif markup.removes:
        world.set_keyboard(chat, None)


def _read_formatted(call: Call, name: str, entities: str) -> Formatted:
    source, mode = call.text(name), call.text("parse_mode")
    if mode or not call.has(entities):
        return complete(read_formatted(source, mode))
    plain = read_formatted(source, "")
    return complete(read_entities(plain.text, call.structure(entities)))


def _send(
    world: World, call: Call, *, kind: str, content: Formatted, media: Json | None = None
) -> Json:
    markup = read_markup(call)
    chat = find_addressee(world, call)
    message = world.post(
        chat,
        sender_id=BOT_ID,
        kind=kind,
        text=content.text,
        entities=content.entities,
        media=media or {},
        markup=markup.inline,
        reply_to=_find_replied(chat, call),
    )
    show_keyboard(world, chat, markup)
    return world.show_to_bot(message)


def _find_replied(chat: Chat, call: Call) -> int | None:
    """Find the message to answer: `reply_parameters`, or the older `reply_to_message_id`."""
    wish = call.structure("reply_parameters")
    if wish is None:
        wish = {"message_id": call.integer("reply_to_message_id", 0)}
    if not isinstance(wish, dict) or type(wish.get("message_id")) is not int:
        raise bad_request("can't parse reply parameters")
    if wish["message_id"] == 0:
        return None
    if wish["message_id"] in chat.messages:
        return int(wish["message_id"])
    if wish.get("allow_sending_without_reply") is True or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _find_origin(world: World, call: Call) -> Message:
    chat = find_chat(world, call.integer("from_chat_id"))
    message = chat.messages.get(call.integer("message_id"))
    if message is None or message.kind not in _COPIED:
        raise bad_request("message to copy not found")
    return message


def _keep(world: World, kind: str, upload: Upload) -> StoredFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    most = limits.PHOTO_BYTES if kind == "photo" else limits.FILE_BYTES
    if len(upload.content) > most:
        raise bad_request(f"too big for a {kind}")
    mime = upload.mime
    if kind == "photo":
        measure_image(upload.content)
        mime = name_image(upload.content)
    return world.files.add(kind, upload.name, upload.content, mime)


def _describe(kind: str, file: StoredFile) -> Any:  # noqa: ANN401 – the Bot API's own types
    body = file.to_api()
    if kind == "photo":
        width, height = measure_image(file.content)
        return [{**body, "width": width, "height": height}]
    named = {**body, "file_name": file.name, "mime_type": file.mime}
    if kind == "document":
        return named
    if kind in {"video", "animation"}:
        return {**named, "width": 320, "height": 240, "duration": 1}
    return {**named, "duration": 1}
