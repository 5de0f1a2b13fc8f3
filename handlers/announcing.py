"""/annoncer: writing an announcement, looking at it, choosing for whom and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import deliver
from bot.announce import cards, choices, drafts, paper
from bot.announce.drafts import Composed
from bot.deliver import Button, Screen
from bot.rules.presses import Verb, pack
from handlers import announced, audience
from handlers.visit import Visit, button
from storage import announcements

if TYPE_CHECKING:
    from telegram import Message

    from bot.rules.presses import Press
    from storage.announcements import Announcement

NEW, TEXT, FIX = "announce", "announce_text", "announce_fix"
STEPS = frozenset({NEW, TEXT, FIX, audience.COMMUNE, audience.WHEN})
_SHOWN = 8


async def show(visit: Visit) -> None:
    """/annoncer: ask for the message, and show what there is already."""
    texts = visit.texts
    found = await announcements.recent(visit.services.db, _SHOWN)
    if found:
        await visit.say(cards.list_card(visit.services, found))
    visit.wait_for(NEW)
    rows = ((button(texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(texts("announce.new"), rows), number="-")


async def heard(visit: Visit) -> bool:
    """Take what was written or attached for the step that waits; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step not in STEPS:
        return False
    step, data = conversation.step, conversation.data
    number = int(str(data.get("number") or 0))
    if step in (audience.COMMUNE, audience.WHEN):
        one = await announcements.find(visit.services.db, number)
        if not await audience.heard(visit, step, number) and one is not None:
            await show_card(visit, await announcements.find(visit.services.db, number) or one)
        return True
    said = await _read(visit, step, number)
    if said is None:
        return True
    if step == FIX:
        await announced.fix(visit, number, said)
    elif step == TEXT and await drafts.rewrite(visit.services, number, said):
        await show_draft(visit, number)
    else:
        update_id = visit.update.update_id
        number = await drafts.compose(visit.services, visit.person.id, said, update_id=update_id)
        await show_draft(visit, number)
    return True


async def show_draft(visit: Visit, number: int) -> None:
    """Show the message exactly as it will come, then its card."""
    one = await announcements.find(visit.services.db, number)
    if one is None:
        await visit.say(Screen(visit.texts("announce.unknown")))
        return
    await deliver.reply(visit.bot, visit.chat_id, cards.preview(visit.texts, one))
    await show_card(visit, one)


async def show_card(visit: Visit, one: Announcement) -> None:
    """Show where an announcement stands, with what can be done."""
    services = visit.services
    if one.state == "draft":
        counted = await drafts.audience(services, one) if drafts.wish_of(services, one) else None
        screen = cards.draft_card(services, one, warned=drafts.warnings(one), counted=counted)
    elif one.state == "waiting":
        others = len(await drafts.others(services.db, one.author))
        seen = drafts.fingerprint(one)
        screen = cards.waiting_card(services, one, seen=seen, others=others)
    elif one.state == "scheduled":
        screen = cards.scheduled_card(services, one)
    else:
        screen = await announced.going(visit, one)
    await visit.show(screen)


async def on_press(visit: Visit, press: Press) -> None:
    """Do what a button of an announcement says; one that does not fit any more shows its card."""
    one = await announcements.find(visit.services.db, press.number(0))
    if one is None:
        await visit.show(Screen(visit.texts("announce.unknown")))
        return
    do = press.text(1)
    if do in _DRAFTING:
        await _DRAFTING[do](visit, one)
    elif not await audience.pressed(visit, one, press) and not await announced.pressed(
        visit, one, press
    ):
        fresh = await announcements.find(visit.services.db, one.id)
        await show_card(visit, fresh or one)
        return
    if do in _CHANGING:
        fresh = await announcements.find(visit.services.db, one.id)
        await show_card(visit, fresh or one)


async def _test(visit: Visit, one: Announcement) -> None:
    await deliver.reply(visit.bot, visit.chat_id, cards.preview(visit.texts, one))
    await visit.say(
        Screen(
            visit.texts("announce.test_note"),
            ((cards.act(visit.texts, "open", one.id, "open"),),),
        )
    )


async def _print(visit: Visit, one: Announcement) -> None:
    image = b""
    if one.kind == "photo":
        image = await deliver.fetch(visit.bot, one.file_id)
    name = visit.texts.plain("announce.paper.file", number=one.id)
    caption = Screen(visit.texts("announce.paper.caption", number=one.id))
    page = paper.page(visit.services, one, image)
    await deliver.hand(visit.bot, visit.chat_id, page, name, caption)


async def _rewrite(visit: Visit, one: Announcement) -> None:
    visit.wait_for(TEXT, number=str(one.id))
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(visit.texts("announce.text_again", number=one.id), rows), number="-")


async def _rights(visit: Visit, one: Announcement) -> None:
    await choices.confirm_rights(visit.services, one.id)


async def _drop(visit: Visit, one: Announcement) -> None:
    key = "dropped" if await drafts.drop(visit.services, one.id, by=visit.person.id) else "not_now"
    again = Button(visit.texts.plain("announce.do.open"), pack(Verb.ANNOUNCE, one.id, "open"))
    await visit.show(Screen(visit.texts(f"announce.{key}", number=one.id), ((again,),)))


async def _read(visit: Visit, step: str, number: int) -> Composed | None:
    """Read the message that was handed over; where it cannot be one, say why and wait on."""
    message = visit.update.effective_message
    said = None if message is None else composed(message)
    album = message is not None and message.media_group_id is not None
    if said is not None and not album and not (step == FIX and said.kind != "text"):
        return said
    visit.wait_for(step, number=str(number))
    key = "album" if album else "kind_unknown" if said is None else "fix_text_only"
    rows = ((button(visit.texts, "button.cancel", Verb.CANCEL),),)
    await visit.say(Screen(visit.texts(f"announce.{key}"), rows), number="-")
    return None


def composed(message: Message) -> Composed | None:
    """Turn a message into an announcement, its formatting kept exactly; None for other kinds."""
    if message.text:
        return Composed("text", message.text_html)
    caption = message.caption_html if message.caption else ""
    if message.photo:
        return Composed("photo", caption, message.photo[-1].file_id)
    if message.video is not None:
        return Composed("video", caption, message.video.file_id)
    if message.document is not None:
        return Composed("document", caption, message.document.file_id)
    return None


_DRAFTING = {
    "test": _test,
    "paper": _print,
    "text": _rewrite,
    "rights": _rights,
    "drop": _drop,
}
_CHANGING = frozenset({"rights"})
