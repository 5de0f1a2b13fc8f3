"""What a browser sends: forms of a bounded size, read without trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from aiohttp import web

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
