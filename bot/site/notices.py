"""« Qui sommes-nous ? » and the legal notice, in the words of the chat."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from content.texts import Html

if TYPE_CHECKING:
    from content.model import Content
    from content.texts import Texts


def about(content: Content, texts: Texts) -> str:
    """Return who publishes, and what is never asked for."""
    words = texts(
        "official.card",
        publisher=_said(content, texts, "publisher"),
        officer=_said(content, texts, "data_protection_officer"),
        fake=_said(content, texts, "contact.report_fake"),
    )
    return _paragraphs(words)


def legal(content: Content, texts: Texts) -> str:
    """Return the legal notice and the statement on accessibility."""
    words = texts(
        "official.legal",
        publisher=_said(content, texts, "publisher"),
        host=_said(content, texts, "host"),
        contact=_said(content, texts, "contact.email"),
        officer=_said(content, texts, "data_protection_officer"),
    )
    return _paragraphs(words)


def _said(content: Content, texts: Texts, key: str) -> Html:
    field = content.organisation.get(key)
    if field is not None and field.confirmed:
        return Html(html.escape(field.value, quote=False))
    stem = {"contact.email": "contact", "contact.report_fake": "report_fake"}.get(key, key)
    return texts(f"official.unconfirmed.{stem}")


def _paragraphs(words: str) -> str:
    """Return lines as paragraphs; the first is the heading, which the page has already."""
    lines = [line for line in words.split("\n")[1:] if line.strip()]
    return "\n".join(f"<p>{line}</p>" for line in lines)
