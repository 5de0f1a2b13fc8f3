"""/contenu: finding what the bot says, seeing where it comes from, and what waits to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen, hand
from bot.editing import changes, items
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role
from content import export
from content.expiry import due
from content.texts import Html
from handlers.content_words import due_screen, item_texts
from handlers.layer import role_of
from handlers.visit import Visit, button
from storage import overlay as store
from storage import wordings

if TYPE_CHECKING:
    from content import finding
    from storage.overlay import Edit

STEP = "content-find"
_MOST_CHANGES = 20


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
    found = items.search(visit.services, visit.text)
    key = "content.found" if found else "content.not_found"
    html = visit.texts(key, words=visit.text[:100])
    await visit.say(Screen(html, _links(found)))
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
        state=items.state_words(visit.services, kind, item, edit),
        texts=shown.html,
    )
    if kind == "topic" and (votes := await items.votes_words(visit.services, item)):
        body = Html(f"{body}\n\n{votes}")
    html = Html(f"{head}\n\n{body}") if head else body
    await visit.show(Screen(html, _item_rows(visit, kind, item, edit)))


async def on_changes(visit: Visit, _press: Press) -> None:
    """« Ce que l'équipe a changé »."""
    found = items.changed(visit.services, _MOST_CHANGES)
    key = "content.changes_title" if found else "content.changes_none"
    await visit.show(Screen(visit.texts(key), (*_links(found), (_back(visit),))))


async def on_due(visit: Visit, _press: Press) -> None:
    """« À relire »: what falls due."""
    screen = due_screen(visit.services, visit.today)
    await visit.show(screen or Screen(visit.texts("content.due_none"), ((_back(visit),),)))


async def on_reviewed(visit: Visit, press: Press) -> None:
    """« Relu, toujours bon »: the review of today, in one tap; then what is left."""
    role = await role_of(visit)
    if await changes.note_review(visit.services, press.text(0), role=role):
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


def _item_rows(
    visit: Visit, kind: str, item: str, edit: Edit | None
) -> tuple[tuple[Button, ...], ...]:
    texts = visit.texts
    edits = [
        Button(
            texts.plain("content.edit", name=texts.plain(f"content.field.{name}")),
            pack(Verb.CONTENT_EDIT, kind, name, item),
        )
        for name in items.fields_of(kind, item)
    ]
    withdrawn = items.is_withdrawn(edit)
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


def _links(found: list[finding.Item]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(item.title[:60] or item.id, pack(Verb.CONTENT_ITEM, item.kind, item.id)),)
        for item in found
    )


def _back(visit: Visit) -> Button:
    return button(visit.texts, "content.back", Verb.CONTENT)
