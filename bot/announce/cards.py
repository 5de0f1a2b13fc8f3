"""What staff see of an announcement: the message itself, the card beside it, the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from bot.announce.words import audience_words, moment_words, people_words, segment_words
from bot.deliver import Button, Media, Screen
from bot.rules import announcing, segments
from bot.rules.presses import Verb, pack
from content.texts import Html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.context import Services
    from content.texts import Texts
    from storage.announcements import Announcement
    from storage.recipients import Recipient

Rows = tuple[tuple[Button, ...], ...]


def preview(texts: Texts, one: Announcement | Recipient, number: int | None = None) -> Screen:
    """Give the message exactly as everybody receives it."""
    kind = cast("Literal['photo', 'video', 'document']", one.kind)
    media = None if one.kind == "text" else Media(kind, one.file_id)
    known = number if number is not None else getattr(one, "id", 0)
    less = Button(texts.plain("announce.less"), pack(Verb.LESS, known))
    return Screen(one.html, ((less,),), media)


def act(texts: Texts, key: str, number: int, do: str, *more: object) -> Button:
    """Make a button that does something with an announcement."""
    return Button(texts.plain(f"announce.do.{key}"), pack(Verb.ANNOUNCE, number, do, *more))


def draft_card(
    services: Services,
    one: Announcement,
    *,
    warned: Sequence[tuple[str, Mapping[str, object]]],
    counted: Mapping[str, int] | None,
) -> Screen:
    """Give the card of a draft: what was decided, what is worth another look, what can be done.

    `counted`: people by reason, where subject and segment are known.
    """
    texts, number = services.texts, one.id
    blocks = [texts("announce.card", number=number, **facts(services, one))]
    blocks += [texts(f"announce.warn.{key}", **values) for key, values in warned]
    if counted is not None:
        blocks.append(audience_words(texts, counted))
    rows: list[tuple[Button, ...]] = [
        (act(texts, "subject", number, "subj"), act(texts, "segment", number, "seg")),
        (act(texts, "when", number, "when"), act(texts, "valid", number, "val")),
        (act(texts, "test", number, "test"), act(texts, "paper", number, "paper")),
        (act(texts, "rewrite", number, "text"), act(texts, "drop", number, "drop")),
        (act(texts, "ask", number, "ask"),),
    ]
    if one.kind in ("photo", "video") and not one.rights:
        rows.insert(0, (act(texts, "rights", number, "rights"),))
    return Screen(Html("\n\n".join(blocks)), tuple(rows))


def facts(services: Services, one: Announcement) -> dict[str, str]:
    """Give the `{subject}`, `{segment}`, `{when}`, `{valid}` and `{rights}` of an announcement."""
    texts = services.texts
    subject = f"announce.subject.{one.subject}"
    when = texts.plain("announce.now")
    if one.send_at is not None and one.send_at > services.now():
        when = moment_words(services, one.send_at)
    return {
        "subject": texts.plain(subject if subject in texts else "announce.not_chosen"),
        "segment": segment_words(services, segments.from_text(one.segment)),
        "when": when,
        "valid": moment_words(services, one.valid_until)
        if one.valid_until
        else texts.plain("announce.week"),
        "rights": texts.plain(f"announce.rights.{_rights(one)}"),
    }


def ask_card(
    services: Services,
    one: Announcement,
    *,
    counted: Mapping[str, int],
    seen: str,
    end: int,
) -> Screen:
    """Ask the last time: who, how many, from when to when. `seen` binds it to what is shown."""
    texts = services.texts
    html = texts(
        "announce.ask",
        number=one.id,
        **facts(services, one),
        audience=Html(audience_words(texts, counted)),
        end=moment_words(services, end),
    )
    segment = segments.from_text(one.segment)
    if segment is not None and segment.is_everybody:
        html = Html(f"{html}\n\n{texts('announce.ask_second')}")
    rows = (
        (act(texts, "send", one.id, "go", seen),),
        (act(texts, "back", one.id, "open"),),
    )
    return Screen(html, rows)


def waiting_card(services: Services, one: Announcement, *, seen: str, others: int) -> Screen:
    """Say that a colleague is asked, and what can be done where nobody is there."""
    texts = services.texts
    key = "announce.waiting" if others else "announce.waiting_nobody"
    rows = (
        (act(texts, "alone", one.id, "alone", seen),),
        (act(texts, "take_back", one.id, "back"),),
    )
    return Screen(texts(key, number=one.id), rows)


def request_card(services: Services, one: Announcement, *, reached: int, seen: str) -> Screen:
    """Ask a colleague to read and to confirm; the buttons are bound to what was read."""
    texts = services.texts
    html = texts(
        "announce.request",
        number=one.id,
        people=people_words(texts, reached),
        **facts(services, one),
    )
    rows = (
        (act(texts, "confirm", one.id, "ok", seen),),
        (act(texts, "refuse", one.id, "no", seen),),
    )
    return Screen(html, rows)


def leaving_card(services: Services, one: Announcement, *, alone: bool) -> Screen:
    """Tell a colleague that it leaves, and how it can still be called off."""
    texts = services.texts
    key = "announce.leaves_alone" if alone else "announce.leaves"
    rows = ((act(texts, "cancel", one.id, "drop"),), (act(texts, "open", one.id, "open"),))
    return Screen(texts(key, number=one.id), rows)


def refused_card(texts: Texts, one: Announcement) -> Screen:
    """Say that a colleague did not confirm it."""
    html = texts("announce.refused_note", number=one.id)
    return Screen(html, ((act(texts, "open", one.id, "open"),),))


def scheduled_card(services: Services, one: Announcement) -> Screen:
    """Say when it leaves."""
    texts = services.texts
    at = announcing.starts_at(one.send_at or services.now(), services.zone)
    html = texts("announce.scheduled", number=one.id, when=moment_words(services, at))
    rows = ((act(texts, "cancel", one.id, "drop"),), (act(texts, "take_back", one.id, "back"),))
    return Screen(html, rows)


def list_card(services: Services, found: Sequence[Announcement]) -> Screen:
    """Give the newest announcements and the way to a new one."""
    texts = services.texts
    lines = [
        texts(
            "announce.list_line",
            number=one.id,
            state=texts.plain(f"announce.state.{one.state}"),
            words=announcing.plain(one.html)[:40],
        )
        for one in found
    ]
    html = Html("\n".join([texts("announce.list"), *lines]))
    label = "announce.do.number"
    numbers = tuple(
        Button(texts.plain(label, number=one.id), pack(Verb.ANNOUNCE, one.id, "open"))
        for one in found
    )
    rows: Rows = (numbers[:4], numbers[4:8])
    return Screen(html, tuple(filter(None, rows)))


def _rights(one: Announcement) -> str:
    if one.kind not in ("photo", "video"):
        return "none"
    return "yes" if one.rights else "no"
