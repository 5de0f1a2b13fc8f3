"""What a browser sends: forms of a bounded size, read without trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM_BYTES: Final = 64 * 1024
_MOST_FIELDS: Final = 60
_TYPE: Final = "application/x-www-form-urlencoded"


async def read_form(request: web.Request) -> Mapping[str, str]:
    """Return the fields of a form; of several with one name the first counts.

    Raises 413 for one that is too large, 415 for another kind of body, 400 for a broken one.
    """
    if request.content_type != _TYPE:
        raise web.HTTPUnsupportedMediaType
    text = await _body(request)
    try:
        pairs = parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:  # not ASCII, no UTF-8 behind the percent signs, or too many fields
        raise web.HTTPBadRequest from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        # Browsers send CRLF; nobody else should meet it.
        fields.setdefault(name, value.replace("\r\n", "\n").replace("\0", ""))
    return fields


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > FORM_BYTES:
        raise web.HTTPRequestEntityTooLarge(FORM_BYTES, request.content_length or 0)
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > FORM_BYTES:
            raise web.HTTPRequestEntityTooLarge(FORM_BYTES, len(body))
    return bytes(body)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody chose; empty where none was."""

    name: str = ""
    content: bytes = b""


async def read_upload(
    request: web.Request, name: str, *, most: int
) -> tuple[Mapping[str, str], Upload]:
    """Return the fields of a form that may carry one file, called `name`, of `most` bytes.

    Raises as `read_form`; whatever comes is cut off at the bound, not collected first.
    """
    if request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType
    try:
        return await _collect(request, name, most)
    except web.HTTPException:
        raise
    except Exception:  # noqa: BLE001 – the reader trips over a broken form in many ways
        raise web.HTTPBadRequest from None


async def _collect(request: web.Request, name: str, most: int) -> tuple[Mapping[str, str], Upload]:
    fields: dict[str, str] = {}
    upload = Upload()
    left, parts = most + FORM_BYTES, 0
    async for part in await request.multipart():
        parts += 1
        if parts > _MOST_FIELDS or not isinstance(part, BodyPartReader):
            raise web.HTTPBadRequest
        body = await _part(part, min(left, most if part.name == name else FORM_BYTES))
        left -= len(body)
        if part.name == name:
            upload = Upload(part.filename or "", body)
        elif part.name:
            text = body.decode("utf-8").replace("\r\n", "\n").replace("\0", "")
            fields.setdefault(part.name, text)
    return fields, upload


async def _part(part: BodyPartReader, most: int) -> bytes:
    body = bytearray()
    while chunk := await part.read_chunk():
        body += chunk
        if len(body) > most:
            raise web.HTTPRequestEntityTooLarge(most, len(body))
    return bytes(body)
