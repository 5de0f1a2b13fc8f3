"""A file of this computer that somebody sends on the page as a document: which, and how large."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from bot.demo import limits
from bot.demo.call import Upload, check_unicode
from bot.demo.errors import ApiError, bad_request

if TYPE_CHECKING:
    from aiohttp import web

# What a file is comes from its name, never from its sender; whoever reads it looks inside.
TYPES: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_LONGEST_NAME: Final = 255


async def read_upload(request: web.Request) -> Upload:
    """Read the file in a request: its name in the address, its bytes as the body.

    Raises `ApiError`: 413 too large, 415 of another kind, 422 empty, 400 without a sound name.
    """
    if request.content_type != "application/octet-stream":
        raise ApiError(415, "Unsupported Media Type: application/octet-stream is expected")
    name = request.query.get("name", "")
    check_unicode(name)
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise bad_request("a file has a name of 1 to 255 characters")
    mime = TYPES.get(PurePosixPath(name).suffix.lower())
    if mime is None:
        raise ApiError(415, "Unsupported Media Type: no such file here")
    content = await _read(request)
    if not content:
        raise ApiError(422, "Unprocessable Entity: file must be non-empty")
    return Upload(name, content, mime)


async def _read(request: web.Request) -> bytes:
    """Read no more than may be there, whatever the request says of its length."""
    if (request.content_length or 0) > limits.PAGE_FILE_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    pieces, size = [], 0
    async for piece in request.content.iter_any():
        size += len(piece)
        if size > limits.PAGE_FILE_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        pieces.append(piece)
    return b"".join(pieces)
