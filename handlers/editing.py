"""Changing an answer or an action: words, a look at it with warnings, in force; and back again."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role
from content import overlay
from content.normalise import fold
from content.render import to_plain
from content.texts import Html
from content.warnings import warn
from handlers.content_words import field_text, item_of
from handlers.contents import show, show_item
from handlers.layer import publish
from handlers.topics import topic_screen
from handlers.visit import Visit, button
from handlers.wording import full_day, hour_words, local_time
from storage import overlay as store

if TYPE_CHECKING:
    from collections.abc import Mapping

STEP, DRAFT = "content-edit", "content-draft"
_LONGEST = 3000
_HISTORY = 10
_NEVER_WITHDRAWN = "urgence"
_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")


async def on_edit(visit: Visit, press: Press) -> None:
    """« Changer »: show the text as it is; the next words replace it."""
    kind, name, item = press.text(0), press.text(1), press.text(2)
    found = item_of(visit, kind, item)
    if found is None or name not in _fields_of(kind):
        await show(visit)
        return
    texts = visit.texts
    visit.wait_for(STEP, kind=kind, field=name, item=item)
    text = field_text(texts, found, name) or texts.plain("content.empty")
    label = texts.plain(f"content.field.{name}")
    html = texts("content.edit_words", name=label, text=text[:_LONGEST])
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
    if item_of(visit, data["kind"], data["item"]) is None:
        return False
    text = visit.text.strip()
    refusal = _refusal(visit, data["field"], text)
    if refusal is not None:
        visit.wait_for(STEP, **data)
        await visit.say(Screen(refusal), number="-")
        return True
    if data["field"] == "reviewed":
        text = str(_as_day(text, visit.today))
    await _preview(visit, data, text)
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
    fields = {**await _current(visit, kind, item), str(data["field"]): text}
    number = await publish(visit, kind, item, fields, "edit")
    key = "content.published" if number is not None else "content.same"
    await _done(visit, kind, item, key)


async def on_withdraw(visit: Visit, press: Press) -> None:
    """« Retirer tout de suite » and « Remettre en ligne », each in one tap."""
    kind, item, wanted = press.text(0), press.text(1), press.number(2) == 1
    if item_of(visit, kind, item) is None:
        await show(visit)
        return
    if wanted and item == _NEVER_WITHDRAWN:
        await show_item(visit, kind, item, visit.texts("content.never_withdrawn"))
        return
    fields = dict(await _current(visit, kind, item))
    fields.pop(overlay.WITHDRAWN, None)
    if wanted:
        fields[overlay.WITHDRAWN] = True
    await publish(visit, kind, item, fields, "withdraw" if wanted else "back")
    await _done(visit, kind, item, "content.withdrawn_done" if wanted else "content.back_done")


async def on_undo(visit: Visit, press: Press) -> None:
    """« Annuler ce changement »: the version before it, unless another change came since."""
    edit = await store.find(visit.services.db, press.number(0))
    if edit is None:
        await show(visit)
        return
    newest = await store.latest(visit.services.db, edit.kind, edit.item)
    if newest is None or newest.id != edit.id:
        await show_item(visit, edit.kind, edit.item, visit.texts("content.undo_late"))
        return
    before = await store.before(visit.services.db, edit)
    await publish(visit, edit.kind, edit.item, before.fields if before else {}, "undo")
    await _done(visit, edit.kind, edit.item, "content.undone")


async def on_history(visit: Visit, press: Press) -> None:
    """« Historique »: each version with its day and the role that made it."""
    kind, item, texts = press.text(0), press.text(1), visit.texts
    found = item_of(visit, kind, item)
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
    await publish(visit, edit.kind, edit.item, edit.fields, "restore")
    await _done(visit, edit.kind, edit.item, "content.restored")


async def on_file(visit: Visit, press: Press) -> None:
    """« Prendre la version des fichiers »."""
    kind, item = press.text(0), press.text(1)
    if await store.latest(visit.services.db, kind, item) is not None:
        await publish(visit, kind, item, {}, "file")
    await _done(visit, kind, item, "content.restored")


async def _preview(visit: Visit, data: Mapping[str, str], text: str) -> None:
    texts, services = visit.texts, visit.services
    kind, item, name = data["kind"], data["item"], data["field"]
    fields = {**await _current(visit, kind, item), name: text}
    fields.pop(overlay.WITHDRAWN, None)
    change = overlay.Change(kind, item, fields, "")
    changed = overlay.apply(services.library.files, [change])
    await visit.say(Screen(texts("content.preview")), number="-")
    if kind == "topic":
        shown = topic_screen(visit, changed.topics[item], "more" if name == "more" else "short")
        await visit.say(Screen(shown.html), number="-")
    else:
        action = changed.actions[item]
        html = texts("act.card_single", title=action.title, how=action.how)
        await visit.say(Screen(Html(f"{html}\n« {Html(action.pledge)} »")), number="-")
    visit.wait_for(DRAFT, **data, text=text)
    warnings = [texts("content.warning", text=found) for found in warn(changed, name, text)]
    head = texts("content.warnings", lines=Html("\n".join(warnings))) if warnings else Html("👍")
    go = Button(texts.plain("content.publish"), pack(Verb.CONTENT_PUBLISH, _digest(data, text)))
    cancel = button(texts, "button.cancel", Verb.CONTENT_ITEM, kind, item)
    await visit.say(Screen(head, ((go,), (cancel,))))


def _refusal(visit: Visit, name: str, text: str) -> Html | None:
    """Say what makes a text impossible: nothing but what Telegram, or a calendar, refuses."""
    if name == "reviewed":
        day = _as_day(text, visit.today)
        if day is None:
            return visit.texts("content.bad_date")
        return visit.texts("content.future_date") if day > visit.today else None
    if len(to_plain(text)) > _LONGEST:
        return visit.texts("content.too_long", count=len(text))
    return None


def _as_day(text: str, today: date) -> date | None:
    if fold(text).strip() in ("aujourd'hui", "aujourd hui"):
        return today
    found = _DAY.search(text)
    try:
        if found is not None:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


async def _current(visit: Visit, kind: str, item: str) -> Mapping[str, Any]:
    edit = await store.latest(visit.services.db, kind, item)
    return edit.fields if edit is not None else {}


async def _done(visit: Visit, kind: str, item: str, key: str) -> None:
    found = item_of(visit, kind, item)
    title = found.title if found is not None else item
    await show_item(visit, kind, item, visit.texts(key, title=title))


def _fields_of(kind: str) -> tuple[str, ...]:
    return overlay.TOPIC_FIELDS if kind == "topic" else overlay.ACTION_FIELDS


def _digest(data: Mapping[str, Any], text: str) -> str:
    """Tie a button to the draft that was looked at."""
    held = f"{data['kind']}/{data['item']}/{data['field']}/{text}"
    return hashlib.sha256(held.encode()).hexdigest()[:12]
