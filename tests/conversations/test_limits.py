"""Every topic and every danger, in every form, as it would be sent: short enough for Telegram."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING

from bot.deliver import Screen
from content.render import to_html
from content.texts import Html
from handlers.greeting import welcomed
from handlers.topics import objectives_screen, topic_of, topic_screen
from handlers.visit import Visit, alone
from storage import people
from tests.limits import screen_fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conversations.conftest import Town

PARTS = ("short", "more", "department")
LATE = "2099-01-01 10:00"  # when every answer has expired, which is said under it


async def readers(town: Town) -> list[Visit]:
    """Somebody of every kind: new or known, simple or not, French, English or something else."""
    db = town.colibris.services.db
    found = await people.arrive(db, 1001, language="fr", now=town.now)
    kinds = product((True, False), (1, 0), ("fr", "en", "ar", "uk", "pt", "es", "de", "tr"))
    return [
        alone(
            town.colibris.services,
            replace(found, is_new=new, simple=simple, language=language),
        )
        for new, simple, language in kinds
    ]


def screens_of(visit: Visit) -> Iterator[tuple[str, Screen]]:
    """Give every answer that there is for this reader, with its buttons."""
    content = visit.services.content
    for topic_id, part in product(content.topics, PARTS):
        visit.greeted = False
        yield f"{topic_id} {part}", topic_screen(visit, topic_of(visit, topic_id), part)
    visit.greeted = False
    yield "objectifs", objectives_screen(visit)
    for kind in visit.services.answerer.kinds.values():
        for name, text in (("text", kind.text), ("simple", kind.simple), ("en", kind.english)):
            assert text, (kind.id, name)
            yield f"danger {kind.id} {name}", Screen(to_html(text))


async def test_every_answer_fits_in_every_form_for_everybody(town: Town) -> None:
    faults, seen = [], 0
    for day in ("", LATE):
        if day:
            town.now = int(datetime.fromisoformat(day).timestamp())
        for visit in await readers(town):
            for name, screen in screens_of(visit):
                seen += 1
                faults += [(name, visit.person, why) for why in screen_fits(screen)]
    assert faults == []
    content = town.colibris.services.content
    assert seen > 64 * len(PARTS) * len(content.topics)


async def test_no_answer_has_two_buttons_of_one_name(town: Town) -> None:
    for visit in await readers(town):
        for name, screen in screens_of(visit):
            labels = [button.label for row in screen.rows for button in row]
            assert len(set(labels)) == len(labels), name


async def test_what_is_shown_in_simple_words_differs_from_the_rest(town: Town) -> None:
    """On the screen itself, not in the files alone."""
    known = [v for v in await readers(town) if not v.person.is_new and v.person.language == "fr"]
    simple, whole = sorted(known, key=lambda visit: not visit.person.simple)
    for topic_id in simple.services.content.topics:
        texts = [topic_screen(v, topic_of(v, topic_id)).html for v in (simple, whole)]
        assert texts[0] != texts[1], topic_id
    for kind in simple.services.answerer.kinds.values():
        assert to_html(kind.simple) != to_html(kind.text), kind.id


async def test_english_is_shown_where_it_exists(town: Town) -> None:
    english = next(visit for visit in await readers(town) if visit.english)
    content = english.services.content
    for topic_id in content.english.topics:
        assert "only in French" not in topic_screen(english, topic_of(english, topic_id)).html


async def test_every_sentence_fits_under_the_longest_welcome(town: Town) -> None:
    """As it stands in the files: what fills it is bounded where it is read."""
    new = [visit for visit in await readers(town) if visit.person.is_new]
    welcome = max((welcomed(visit, Html("")) for visit in new), key=len)
    assert len(welcome) > 200
    for sentences in (
        new[0].services.content.sentences,
        new[0].services.content.english.sentences,
    ):
        for key, text in sentences.items():
            assert screen_fits(Screen(welcome + text)) == [], key
