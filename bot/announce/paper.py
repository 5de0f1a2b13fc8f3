"""The preview on paper: one page that a validator without Telegram can read, print and sign."""

from __future__ import annotations

import base64
import html
from string import Template
from typing import TYPE_CHECKING

from bot.announce import drafts
from bot.announce.cards import facts

if TYPE_CHECKING:
    from bot.context import Services
    from storage.announcements import Announcement

_PAGE = Template("""<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$title</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:16px/1.5 system-ui,sans-serif;color:#1b2a1f;background:#fff;max-width:42rem;
margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt{font-weight:600}dd{margin:0}
.message{border:1px solid #5b6b60;border-radius:.75rem;padding:1rem;margin:1.5rem 0;
white-space:pre-wrap;overflow-wrap:anywhere}
.message img{display:block;max-width:100%;margin:0 0 .75rem}
blockquote{border-left:4px solid #5b6b60;margin:.5rem 0;padding-left:.75rem}
.less{border:1px solid #5b6b60;border-radius:.5rem;padding:.4rem;text-align:center}
.sign{border-bottom:1px solid #1b2a1f;height:4rem}
@media print{body{margin:0}}
</style></head><body>
<main><h1>$title</h1><p>$note</p>
<dl>$facts</dl>
<div class="message">$media$text</div><p class="less">$less</p>
<p>$seen</p><p>$signed</p><div class="sign"></div></main></body></html>
""")


def page(services: Services, one: Announcement, image: bytes = b"") -> bytes:
    """Make the page. `image`: its picture (JPEG or PNG), where it could be fetched.

    The text of the message is Telegram's HTML, a harmless subset that Telegram itself wrote.
    """
    texts = services.texts

    def say(key: str, **values: object) -> str:
        return html.escape(texts.plain(f"announce.{key}", **values))

    said = facts(services, one)
    names = {"subject": "subject", "segment": "segment", "when": "when", "valid": "valid"}
    rows = [
        f"<dt>{say(f'do.{key}')}</dt><dd>{html.escape(said[name])}</dd>"
        for name, key in names.items()
    ]
    text = _PAGE.substitute(
        title=say("paper.title", number=one.id),
        note=say("paper.note"),
        facts="".join(rows),
        media=_media(one, image, say),
        text=one.html.replace("<tg-spoiler>", "<mark>").replace("</tg-spoiler>", "</mark>"),
        less=say("less"),
        seen=say("paper.fingerprint", seen=drafts.fingerprint(one)),
        signed=say("paper.validated"),
    )
    return text.encode()


def _media(one: Announcement, image: bytes, say: object) -> str:
    if one.kind == "text" or not callable(say):
        return ""
    if one.kind == "photo" and image:
        kind = "png" if image.startswith(b"\x89PNG") else "jpeg"
        data = base64.b64encode(image).decode()
        return f'<img alt="" src="data:image/{kind};base64,{data}">'
    key = {"photo": "image_missing"}.get(one.kind, one.kind)
    return f"<p>{say(f'paper.{key}')}</p>"
