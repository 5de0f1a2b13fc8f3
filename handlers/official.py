"""/quisommesnous: official, a program, who publishes, whose rules; and the legal notice."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from bot.deliver import Screen
from bot.rules.presses import Press, Verb
from content.texts import Html
from handlers.greeting import banner
from handlers.visit import Visit, button

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


async def about(visit: Visit) -> None:
    """/quisommesnous: the card."""
    words = visit.texts(
        "official.card",
        publisher=_said(visit, "publisher"),
        officer=_said(visit, "data_protection_officer"),
        fake=_said(visit, "contact.report_fake"),
    )
    rows = (
        (button(visit.texts, "official.legal_title", Verb.LEGAL),),
        (button(visit.texts, "button.help", Verb.TOPIC, "aide"),),
    )
    await visit.show(Screen(_joined(visit, words), rows))


async def on_about(visit: Visit, _press: Press) -> None:
    """Show the card, from a button."""
    await about(visit)


async def on_legal(visit: Visit, _press: Press) -> None:
    """Show the legal notice and the statement on accessibility."""
    words = visit.texts(
        "official.legal",
        publisher=_said(visit, "publisher"),
        host=_said(visit, "host"),
        contact=_said(visit, "contact.email"),
        officer=_said(visit, "data_protection_officer"),
    )
    rows = ((button(visit.texts, "official.title", Verb.ABOUT),),)
    await visit.show(Screen(_joined(visit, words), rows))


def _joined(visit: Visit, words: Html) -> Html:
    return Html("\n\n".join([words, *banner(visit)]))


def _said(visit: Visit, key: str) -> Html:
    """Give what the organisation file confirms; nothing else is ever shown."""
    field = visit.services.content.organisation.get(key)
    if field is not None and field.confirmed:
        return Html(html.escape(field.value, quote=False))
    stem = {"contact.email": "contact", "contact.report_fake": "report_fake"}.get(key, key)
    return visit.texts(f"official.unconfirmed.{stem}")


PRESSES: dict[Verb, Callable[[Visit, Press], Awaitable[None]]] = {
    Verb.ABOUT: on_about,
    Verb.LEGAL: on_legal,
}
