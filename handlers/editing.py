"""Changing an answer or an action: words, a look at it with warnings, in force; and back again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from bot.deliver import Button, Screen
from bot.editing import changes
from bot.editing.items import field_text, fields_of, item_of, title_of
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role
from content.texts import Html
from handlers.contents import show, show_item
from handlers.layer import role_of
from handlers.topics import topic_screen
from handlers.visit import Visit, button
from handlers.wording import full_day, hour_words, local_time
from storage import overlay as store

if TYPE_CHECKING:
    from collections.abc import Mapping

STEP, DRAFT = "content-edit", "content-draft"
_HISTORY = 10


async def on_edit(visit: Visit, press: Press) -> None:
    """« Changer »: show the text as it is; the next words replace it."""
    kind, name, item = press.text(0), press.text(1), press.text(2)
    found = item_of(visit.services, kind, item)
    if found is None or name not in fields_of(kind, item):
        await show(visit)
        return
    texts = visit.texts
    visit.wait_for(STEP, kind=kind, field=name, item=item)
    text = field_text(texts, found, name) or texts.plain("content.empty")
    label = texts.plain(f"content.field.{name}")
    html = texts("content.edit_words", name=label, text=text[: changes.LONGEST])
    if name == "reviewed":
        html = texts("content.edit_date")
    rows = ((button(texts, "button.cancel", Verb.CONTENT_ITEM, kind, item),),)
    await visit.say(Screen(html, rows), number="-")


async def heard(visit: Visit) -> bool:
    """Take what was typed for the new text; say whether it was."""
    conversation = visit.conversation
    if conversation is None or conversation.step not in (STEP, DRAFT):
        return False
    if not await visit.may(Role.STAFF):
        return False
    data = {key: str(conversation.data.get(key, "")) for key in ("kind", "field", "item")}
    if item_of(visit.services, data["kind"], data["item"]) is None:
        return False
    text = visit.text.strip()
    refusal = changes.refusal(visit.services, data["field"], text)
    if refusal is not None:
        visit.wait_for(STEP, **data)
        await visit.say(Screen(refusal), number="-")
        return True
    await _preview(visit, data, changes.as_stored(visit.services, data["field"], text))
    return True


async def on_publish(visit: Visit, press: Press) -> None:
    """`Publier`: in force at once, exactly what was looked at."""
    conversation = visit.conversation
    data = conversation.data if conversation is not None and conversation.step == DRAFT else {}
    text = str(data.get("text", ""))
    if not data or press.text(0) != _digest(data, text):
        await visit.show(Screen(visit.texts("content.draft_gone")))
        return
    kind, item = str(data["kind"]), str(data["item"])
    role, name = await role_of(visit), str(data["field"])
    done = await changes.put(visit.services, kind, item, name, text, role=role)
    key = "content.published" if done else "content.same"
    await _done(visit, kind, item, key)


async def on_withdraw(visit: Visit, press: Press) -> None:
    """« Retirer tout de suite » and « Remettre en ligne », each in one tap."""
    kind, item, wanted = press.text(0), press.text(1), press.number(2) == 1
    role = await role_of(visit)
    result = await changes.withdraw(visit.services, kind, item, wanted=wanted, role=role)
    if result == "gone":
        await show(visit)
        return
    if result == "never":
        await show_item(visit, kind, item, visit.texts("content.never_withdrawn"))
        return
    await _done(visit, kind, item, "content.withdrawn_done" if wanted else "content.back_done")


async def on_undo(visit: Visit, press: Press) -> None:
    """« Annuler ce changement »: the version before it, unless another change came since."""
    edit = await store.find(visit.services.db, press.number(0))
    if edit is None:
        await show(visit)
        return
    if not await changes.undo(visit.services, edit, role=await role_of(visit)):
        await show_item(visit, edit.kind, edit.item, visit.texts("content.undo_late"))
        return
    await _done(visit, edit.kind, edit.item, "content.undone")


async def on_history(visit: Visit, press: Press) -> None:
    """« Historique »: each version with its day and the role that made it."""
    kind, item, texts = press.text(0), press.text(1), visit.texts
    found = item_of(visit.services, kind, item)
    edits = await store.history(visit.services.db, kind, item, limit=_HISTORY)
    if found is None:
        await show(visit)
        return
    lines = [texts("content.history_title", title=found.title)]
    rows = []
    for edit in edits:
        moment = local_time(edit.edited_at, visit.services.zone)
        lines.append(
            texts(
                "content.history_line",
                number=edit.id,
                date=full_day(texts, moment.date()),
                hour=hour_words(texts, moment.time().replace(second=0, microsecond=0)),
                what=texts.plain(f"content.what.{edit.what}"),
                role=texts.plain(f"content.role.{edit.role}"),
            )
        )
        label = texts.plain("content.restore", number=edit.id)
        rows.append((Button(label, pack(Verb.CONTENT_RESTORE, edit.id)),))
    if not edits:
        lines.append(texts("content.history_none"))
    rows.append((button(texts, "content.file", Verb.CONTENT_FILE, kind, item),))
    rows.append((button(texts, "button.back", Verb.CONTENT_ITEM, kind, item),))
    await visit.show(Screen(Html("\n".join(lines)), tuple(rows)))


async def on_restore(visit: Visit, press: Press) -> None:
    """« Remettre la version … »: an older version is in force again."""
    edit = await store.find(visit.services.db, press.number(0))
    if edit is None:
        await show(visit)
        return
    await changes.restore(visit.services, edit, role=await role_of(visit))
    await _done(visit, edit.kind, edit.item, "content.restored")


async def on_file(visit: Visit, press: Press) -> None:
    """« Prendre la version des fichiers »."""
    kind, item = press.text(0), press.text(1)
    await changes.take_file(visit.services, kind, item, role=await role_of(visit))
    await _done(visit, kind, item, "content.restored")


async def _preview(visit: Visit, data: Mapping[str, str], text: str) -> None:
    texts, services = visit.texts, visit.services
    kind, item, name = data["kind"], data["item"], data["field"]
    changed = await changes.attempt(services, kind, item, name, text)
    await visit.say(Screen(texts("content.preview")), number="-")
    if kind == "topic":
        shown = topic_screen(visit, changed.topics[item], "more" if name == "more" else "short")
        await visit.say(Screen(shown.html), number="-")
    else:
        action = changed.actions[item]
        html = texts("act.card_single", title=action.title, how=action.how)
        await visit.say(Screen(Html(f"{html}\n« {Html(action.pledge)} »")), number="-")
    visit.wait_for(DRAFT, **data, text=text)
    warnings = [
        texts("content.warning", text=found) for found in changes.warnings(changed, name, text)
    ]
    head = texts("content.warnings", lines=Html("\n".join(warnings))) if warnings else Html("👍")
    go = Button(texts.plain("content.publish"), pack(Verb.CONTENT_PUBLISH, _digest(data, text)))
    cancel = button(texts, "button.cancel", Verb.CONTENT_ITEM, kind, item)
    await visit.say(Screen(head, ((go,), (cancel,))))


async def _done(visit: Visit, kind: str, item: str, key: str) -> None:
    title = title_of(visit.services, kind, item)
    await show_item(visit, kind, item, visit.texts(key, title=title))


def _digest(data: Mapping[str, Any], text: str) -> str:
    """Tie a button to the draft that was looked at."""
    held = f"{data['kind']}/{data['item']}/{data['field']}/{text}"
    return hashlib.sha256(held.encode()).hexdigest()[:12]
