"""Pictures, films and papers from a computer: given to Telegram, which holds them for us.

They go to the author's own phone first: that is how Telegram takes a file, and the first test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.announce.drafts import Composed
from bot.deliver import persist

if TYPE_CHECKING:
    from telegram import Message
    from telegram.ext import ExtBot

    from bot.announce.drafts import Kind
    from bot.page.forms import Upload

MOST: Final = 10 * 1024 * 1024  # what Telegram takes of a photo
_BEGINNINGS: Final[tuple[tuple[int, bytes, Kind], ...]] = (
    (0, b"\xff\xd8\xff", "photo"),
    (0, b"\x89PNG\r\n\x1a\n", "photo"),
    (4, b"ftyp", "video"),
    (0, b"%PDF-", "document"),
)


def kind_of(content: bytes) -> Kind | None:
    """Tell what a file is by how it begins, whatever it is called; None for all others."""
    for place, beginning, kind in _BEGINNINGS:
        if content[place : place + len(beginning)] == beginning:
            return kind
    return None


async def place(bot: ExtBot[Any], author: int, upload: Upload, html: str) -> Composed | None:
    """Send the file to its author, and return the message with it; None for other kinds.

    Raises `TelegramError` where Telegram does not take it.
    """
    kind = kind_of(upload.content)
    if kind is None:
        return None
    sent = await persist(lambda: _send(bot, author, kind, upload, html))
    if sent is None:
        return None
    held = sent.photo[-1] if sent.photo else sent.video or sent.document
    return None if held is None else Composed(kind, html, held.file_id)


async def _send(bot: ExtBot[Any], author: int, kind: Kind, upload: Upload, html: str) -> Message:
    if kind == "photo":
        return await bot.send_photo(author, upload.content, caption=html)
    if kind == "video":
        return await bot.send_video(author, upload.content, caption=html)
    name = upload.name.replace("\\", "/").rpartition("/")[2][-80:] or "document.pdf"
    return await bot.send_document(author, upload.content, filename=name, caption=html)
