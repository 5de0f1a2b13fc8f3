"""/contenu: finding what the bot says, seeing where it comes from, and what waits to be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen, hand
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role
from content import export, finding, overlay
from content.expiry import due
from content.model import UNRATED
from content.texts import Html
from handlers.content_words import due_screen, item_texts, state_of
from handlers.layer import publish
from handlers.visit import Visit, button
from storage import feedback, wordings
from storage import overlay as store

if TYPE_CHECKING:
    from storage.overlay import Edit

STEP = "content-find"
_MOST_CHANGES = 20
_WEEKS = timedelta(weeks=4)
_SMALLEST = 5  # figures about fewer people leave for nobody, and go in steps of as many


async def show(visit: Visit) -> None:
    """/contenu: what changed, what waits; the next words find something."""
    texts, services = visit.texts, visit.services
    changed = [c for c in services.library.edition.changes if c.fields]
    waiting = await wordings.count(services.db)
    html = texts(
        "content.home",
        changed=texts.count("content.changed", len(changed)),
        waiting=texts.count("content.waiting", waiting),
        due=texts.count("content.due", len(due(services.content, visit.today).all)),
    )
    visit.wait_for(STEP)
    rows = (
        (button(texts, "content.due_button", Verb.CONTENT_DUE),),
        (button(texts, "content.changes", Verb.CONTENT_CHANGES),),
        (button(texts, "content.wordings", Verb.WORDINGS),),
        (button(texts, "content.export", Verb.CONTENT_EXPORT),),
    )
    await visit.show(Screen(html, rows), numbers=False)


async def on_show(visit: Visit, _press: Press) -> None:
    """Show where everything begins."""
    await show(visit)


async def heard(visit: Visit) -> bool:
    """Take what was typed for what is looked for; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step != STEP or not await visit.may(Role.STAFF):
        return False
    found = finding.find(visit.services.content, visit.text)
    found += [
        finding.Item("topic", choice, visit.services.content.topics[choice].title)
        for choice in visit.services.answerer.answer(visit.text).choices
    ]
    withdrawn = [c for c in visit.services.library.edition.changes if _hidden(visit, c)]
    found += [finding.Item("action", c.item, _title(visit, "action", c.item)) for c in withdrawn]
    items = list(dict.fromkeys(found))[:8]
    key = "content.found" if items else "content.not_found"
    html = visit.texts(key, words=visit.text[:100])
    await visit.say(Screen(html, _links(items)))
    return True


async def on_item(visit: Visit, press: Press) -> None:
    """Show one answer or action as it is, and what may be done with it."""
    await show_item(visit, press.text(0), press.text(1))


async def show_item(visit: Visit, kind: str, item: str, head: Html | None = None) -> None:
    """Show one item; `head` says what has just been done with it."""
    texts = visit.texts
    shown = item_texts(visit, kind, item)
    if shown is None:
        await visit.toast(texts.plain("content.gone"))
        await show(visit)
        return
    edit = await store.latest(visit.services.db, kind, item)
    body = texts(
        "content.item",
        title=shown.title,
        kind=texts.plain(f"content.kind.{kind}"),
        id=item,
        state=state_of(visit, kind, item, edit),
        texts=shown.html,
    )
    if kind == "topic" and item not in UNRATED and (votes := await _votes(visit, item)):
        body = Html(f"{body}\n\n{votes}")
    html = Html(f"{head}\n\n{body}") if head else body
    await visit.show(Screen(html, _item_rows(visit, kind, item, edit)))


async def on_changes(visit: Visit, _press: Press) -> None:
    """« Ce que l'équipe a changé »."""
    changes = visit.services.library.edition.changes
    items = [
        finding.Item(c.kind, c.item, _title(visit, c.kind, c.item))
        for c in reversed(changes)
        if c.fields and c.kind != "phrasing"
    ][:_MOST_CHANGES]
    key = "content.changes_title" if items else "content.changes_none"
    await visit.show(Screen(visit.texts(key), (*_links(items), (_back(visit),))))


async def on_due(visit: Visit, _press: Press) -> None:
    """« À relire »: what falls due."""
    screen = due_screen(visit.services, visit.today)
    await visit.show(screen or Screen(visit.texts("content.due_none"), ((_back(visit),),)))


async def on_reviewed(visit: Visit, press: Press) -> None:
    """« Relu, toujours bon »: the review of today, in one tap; then what is left."""
    topic = visit.services.content.topics.get(press.text(0))
    if topic is not None:
        change = await store.latest(visit.services.db, "topic", topic.id)
        fields = {**(change.fields if change else {}), "reviewed": visit.today.isoformat()}
        await publish(visit, "topic", topic.id, fields, "review")
        await visit.toast(visit.texts.plain("content.reviewed"))
    await on_due(visit, press)


async def on_export(visit: Visit, _press: Press) -> None:
    """« Exporter »: the changes as files, in one document."""
    edition = visit.services.library.edition
    files = export.as_files(edition.content, edition.changes)
    if not files:
        await visit.show(Screen(visit.texts("content.export_none"), ((_back(visit),),)))
        return
    document = export.as_archive(files)
    name = visit.texts.plain("content.file_name")
    await hand(visit.bot, visit.chat_id, document, name, Screen(visit.texts("content.exported")))


async def _votes(visit: Visit, topic: str) -> Html | None:
    """Say how it was found in the last weeks, where enough people said so."""
    year, week, _ = (visit.today - _WEEKS).isocalendar()
    counts = await feedback.counts(visit.services.db, topic, since=f"{year}-W{week:02}")
    useful, useless = (count - count % _SMALLEST for count in counts)
    if not useful and not useless:
        return None
    return visit.texts("content.votes", useful=useful, useless=useless)


def _item_rows(
    visit: Visit, kind: str, item: str, edit: Edit | None
) -> tuple[tuple[Button, ...], ...]:
    texts = visit.texts
    fields = overlay.TOPIC_FIELDS if kind == "topic" else overlay.ACTION_FIELDS
    edits = [
        Button(
            texts.plain("content.edit", name=texts.plain(f"content.field.{name}")),
            pack(Verb.CONTENT_EDIT, kind, name, item),
        )
        for name in fields
        if name != "department" or item.startswith("objectif-")
    ]
    withdrawn = edit is not None and bool(edit.fields.get(overlay.WITHDRAWN))
    key = "content.put_back" if withdrawn else "content.withdraw"
    rows = [(one,) for one in edits]
    rows.append((button(texts, key, Verb.CONTENT_WITHDRAW, kind, item, int(not withdrawn)),))
    if kind == "topic":
        rows.append((button(texts, "content.still_good_here", Verb.CONTENT_REVIEWED, item),))
    if edit is not None and edit.fields:
        rows.append((button(texts, "content.undo", Verb.CONTENT_UNDO, edit.id),))
        rows.append((button(texts, "content.file", Verb.CONTENT_FILE, kind, item),))
    rows.append((button(texts, "content.history", Verb.CONTENT_HISTORY, kind, item),))
    return (*rows, (_back(visit),))


def _links(items: list[finding.Item]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(item.title[:60] or item.id, pack(Verb.CONTENT_ITEM, item.kind, item.id)),)
        for item in items
    )


def _hidden(visit: Visit, change: overlay.Change) -> bool:
    return change.kind == "action" and change.item not in visit.services.content.actions


def _title(visit: Visit, kind: str, item: str) -> str:
    shown = item_texts(visit, kind, item)
    return shown.title if shown is not None else item


def _back(visit: Visit) -> Button:
    return button(visit.texts, "content.back", Verb.CONTENT)
