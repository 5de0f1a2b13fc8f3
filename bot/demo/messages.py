"""One message: what it is, how the Bot API shows it, how the page shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.demo.entities import Formatted
from bot.demo.people import BOT_ID
from bot.demo.safe_html import render

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]

_SHOWN: Final = frozenset(
    {"text", "photo", "document", "sticker", "voice", "location", "contact", "video"}
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now. `date` and `edited` are UTC seconds."""

    id: int
    chat_id: int
    sender_id: int
    date: int
    kind: str = "text"
    text: str = ""  # the caption, where there is media
    entities: tuple[Json, ...] = ()
    media: Json = field(default_factory=dict)  # Bot API fields, e.g. {"photo": [PhotoSize…]}
    markup: Json | None = None  # {"inline_keyboard": …}
    reply_to: int | None = None
    edited: int | None = None
    revision: int = 0  # grows with every change anywhere; tells what is new to somebody

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender_id == BOT_ID

    @property
    def formatted(self) -> Formatted:
        """Its text or caption with the formatting."""
        return Formatted(self.text, self.entities)

    @property
    def rows(self) -> list[list[Json]]:
        """Its inline buttons, row by row, as the Bot API's `InlineKeyboardButton`."""
        return list((self.markup or {}).get("inline_keyboard", []))

    def to_json(self) -> Json:
        """Everything, for the file in which a world is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Json) -> Message:
        """Make the message that `to_json` described."""
        return cls(**{**data, "entities": tuple(data["entities"])})


def show_to_bot(message: Message, chat: Json, sender: Json, replied: Json | None = None) -> Json:
    """Give the Bot API's `Message`; `chat`, `sender`, `replied` are `Chat`, `User`, `Message`."""
    body: Json = {
        "message_id": message.id,
        "from": sender,
        "chat": chat,
        "date": message.date,
        **message.media,
    }
    text_key = "text" if message.kind == "text" else "caption"
    entities_key = "entities" if message.kind == "text" else "caption_entities"
    if message.text:
        body[text_key] = message.text
    if message.entities:
        body[entities_key] = [dict(entity) for entity in message.entities]
    if message.markup is not None:
        body["reply_markup"] = message.markup
    if message.edited is not None:
        body["edit_date"] = message.edited
    if replied is not None:
        body["reply_to_message"] = replied
    return body


def show_to_page(message: Message, locate: Callable[[str], str | None]) -> Json:
    """Give the page's MESSAGE. `locate` turns a file id into an address on this server."""
    media = message.media
    photo = locate(media["photo"][-1]["file_id"]) if media.get("photo") else None
    paper = media.get("document")
    url = locate(paper["file_id"]) if paper else None
    return {
        "id": message.id,
        "from": "bot" if message.from_bot else "person",
        "date": message.date,
        "html": render(message.formatted),
        "text": message.text,
        "edited": message.edited is not None,
        "photo": photo,
        "document": {"name": paper.get("file_name", "document"), "url": url} if paper else None,
        "kind": message.kind if message.kind in _SHOWN else "video",
        "buttons": [[_show_button(button) for button in row] for row in message.rows],
        "reply_to": message.reply_to,
    }


def _show_button(button: Json) -> Json:
    shown = {"text": button["text"]}
    if "url" in button:
        shown["url"] = button["url"]
    else:
        shown["data"] = button.get("callback_data", "")
    return shown
