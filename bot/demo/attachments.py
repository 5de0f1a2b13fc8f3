"""What people attach in the demo: small made-up files, in the shape of the Bot API."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any, Final

from bot.demo.errors import bad_request

if TYPE_CHECKING:
    from bot.demo.world import World

Json = dict[str, Any]

_SIDE: Final = 64  # pixels
_GREEN: Final = bytes((94, 140, 97))
_CLERMONT: Final = {"latitude": 45.7772, "longitude": 3.087}  # Clermont-Ferrand, its centre
_CAPTIONED: Final = frozenset({"photo", "voice", "document", "video"})
KINDS: Final = frozenset({*_CAPTIONED, "sticker", "location", "contact"})


def make_attachment(world: World, user_id: int, kind: str) -> tuple[Json, bool]:
    """Give the Bot API fields of an attachment, and whether it can carry a caption.

    Raises `ApiError` for a kind that is not in `KINDS`.
    """
    if kind not in KINDS:
        raise bad_request("unknown kind of attachment")
    return {kind: _make(world, user_id, kind)}, kind in _CAPTIONED


def _make(world: World, user_id: int, kind: str) -> Any:  # noqa: ANN401 – the Bot API's own types
    if kind == "location":
        return dict(_CLERMONT)
    if kind == "contact":
        return {
            "phone_number": "+33000000000",
            "first_name": world.people[user_id].first_name,
            "user_id": user_id,
        }
    name, mime = {
        "photo": ("photo.png", "image/png"),
        "document": ("document.txt", "text/plain"),
        "voice": ("voice.ogg", "audio/ogg"),
        "video": ("video.mp4", "video/mp4"),
        "sticker": ("sticker.png", "image/png"),
    }[kind]
    content = draw_square() if mime == "image/png" else b"colibris\n"
    file = world.files.add(kind, name, content, mime).to_api()
    size = {"width": _SIDE, "height": _SIDE}
    if kind == "photo":
        return [{**file, **size}]
    if kind == "document":
        return {**file, "file_name": name, "mime_type": mime}
    if kind == "sticker":
        still = {"type": "regular", "is_animated": False, "is_video": False}
        return {**file, **size, **still, "emoji": "🌱"}
    moving = {**file, "duration": 3, "mime_type": mime}
    return {**moving, **size} if kind == "video" else moving


def make_document(world: World, name: str, content: bytes, mime: str) -> Json:
    """Give the Bot API fields of a document with this name and content."""
    file = world.files.add("document", name, content, mime)
    fields = {**file.to_api(), "file_name": file.name, "mime_type": file.mime}
    return {"document": fields}


def draw_square() -> bytes:
    """Make a green PNG of 64 × 64 pixels."""
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    rows = (b"\0" + _GREEN * _SIDE) * _SIDE
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_pack(name, body) for name, body in parts)


def _pack(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
