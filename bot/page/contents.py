"""What the bot says, on the page: found, read, changed, withdrawn, brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.editing import changes, items
from bot.moments import full_day, hour_words, local_time
from bot.publishing import add_phrasing
from content import export
from content.expiry import due
from content.render import to_html
from content.texts import Html
from storage import overlay as store
from storage import wordings

if TYPE_CHECKING:
    from datetime import date

    from bot.page.visit import Visit
    from content.model import Action, Content, Topic

_MOST_CHANGES = 30
_MOST_DUE = 40
_HISTORY = 30
_WORDS = 200
_MARKDOWN = ("short", "more", "department")


async def show(visit: Visit) -> web.Response:
    """Find something; see what changed, and what waits."""
    services, today = visit.services, _today(visit)
    looked_for = visit.request.query.get("q", "").strip()[:_WORDS]
    expiring = due(services.content, today)
    return visit.page(
        "contents",
        looked_for=looked_for,
        found=items.search(services, looked_for) if looked_for else [],
        changed=items.changed(services, _MOST_CHANGES),
        waiting=await wordings.count(services.db),
        due=[(topic, full_day(visit.texts, topic.due)) for topic in expiring.all[:_MOST_DUE]],
        overdue={topic.id for topic in expiring.now},
    )


async def one(visit: Visit) -> web.Response:
    """Show an item, part by part."""
    kind, item = _named(visit)
    found = items.item_of(visit.services, kind, item)
    if found is None:
        return visit.go("/contenu", "no_item")
    edit = await store.latest(visit.services.db, kind, item)
    votes = await items.votes_words(visit.services, item) if kind == "topic" else None
    parts = [
        (name, _shown(visit, found, name), getattr(found, name) != "")
        for name in items.fields_of(kind, item)
    ]
    return visit.page(
        "content",
        kind=kind,
        item=item,
        title=found.title,
        parts=parts,
        state=items.state_words(visit.services, kind, item, edit),
        withdrawn=items.is_withdrawn(edit),
        edit=edit if edit is not None and edit.fields else None,
        never=item == changes.NEVER_WITHDRAWN,
        votes=votes or "",
    )


async def edit(visit: Visit) -> web.Response:
    """Give one part as it is, to be changed; then show how it would read."""
    kind, item = _named(visit)
    name, services = visit.request.match_info["field"], visit.services
    found = items.item_of(services, kind, item)
    if found is None or name not in items.fields_of(kind, item):
        return visit.go("/contenu", "no_item")
    base = await _version(visit, kind, item)
    if visit.request.method != "POST":
        return _form(visit, items.field_text(visit.texts, found, name), base)
    text = visit.form.get("texte", "").strip()
    refused = changes.refusal(services, name, text)
    if refused is not None:
        return _form(visit, text, base, fault=refused)
    stored = changes.as_stored(services, name, text)
    same = visit.form.get("base") == str(base)
    if visit.form.get("publier") == "1" and same:
        done = await changes.put(services, kind, item, name, stored, role=str(visit.role))
        return visit.go(f"/contenu/{kind}/{item}", "published" if done else "content_same")
    changed = await changes.attempt(services, kind, item, name, stored)
    return visit.page(
        "content_preview",
        kind=kind,
        item=item,
        field=name,
        text=text,
        base=base,
        overtaken=visit.form.get("publier") == "1",
        preview=_preview(visit, changed, name),
        warned=changes.warnings(changed, name, stored),
    )


async def withdraw(visit: Visit) -> web.Response:
    """« Retirer tout de suite » and « Remettre en ligne »."""
    kind, item = _named(visit)
    wanted = visit.form.get("retirer") == "1"
    role = str(visit.role)
    result = await changes.withdraw(visit.services, kind, item, wanted=wanted, role=role)
    if result == "gone":
        return visit.go("/contenu", "no_item")
    if result == "never":
        return visit.go(f"/contenu/{kind}/{item}", "never_withdrawn")
    return visit.go(f"/contenu/{kind}/{item}", "withdrawn" if wanted else "back_online")


async def reviewed(visit: Visit) -> web.Response:
    """« Relu, toujours bon »."""
    kind, item = _named(visit)
    done = kind == "topic" and await changes.note_review(
        visit.services, item, role=str(visit.role)
    )
    back = "/contenu" if visit.form.get("liste") == "1" else f"/contenu/{kind}/{item}"
    return visit.go(back if done else "/contenu", "reviewed" if done else "no_item")


async def undo(visit: Visit) -> web.Response:
    """« Annuler ce changement »."""
    found = await store.find(visit.services.db, visit.number())
    if found is None or found.kind == "phrasing":
        return visit.go("/contenu", "no_item")
    done = await changes.undo(visit.services, found, role=str(visit.role))
    return visit.go(f"/contenu/{found.kind}/{found.item}", "undone" if done else "undo_late")


async def restore(visit: Visit) -> web.Response:
    """« Remettre la version … »."""
    found = await store.find(visit.services.db, visit.number())
    if found is None or found.kind == "phrasing":
        return visit.go("/contenu", "no_item")
    await changes.restore(visit.services, found, role=str(visit.role))
    return visit.go(f"/contenu/{found.kind}/{found.item}", "restored")


async def take_file(visit: Visit) -> web.Response:
    """« Prendre la version des fichiers »."""
    kind, item = _named(visit)
    await changes.take_file(visit.services, kind, item, role=str(visit.role))
    return visit.go(f"/contenu/{kind}/{item}", "restored")


async def history(visit: Visit) -> web.Response:
    """« Historique »: each version with its moment and the role that made it."""
    kind, item = _named(visit)
    found = items.item_of(visit.services, kind, item)
    if found is None:
        return visit.go("/contenu", "no_item")
    texts, rows = visit.texts, []
    for made in await store.history(visit.services.db, kind, item, limit=_HISTORY):
        moment = local_time(made.edited_at, visit.services.zone)
        hour = hour_words(texts, moment.time().replace(second=0, microsecond=0))
        rows.append(
            {
                "id": made.id,
                "when": f"{full_day(texts, moment.date())}, {hour}",
                "what": texts.plain(f"content.what.{made.what}"),
                "role": texts.plain(f"content.role.{made.role}"),
                "parts": [
                    (texts.plain(f"content.field.{name}"), str(value))
                    for name, value in made.fields.items()
                    if f"content.field.{name}" in texts
                ],
            }
        )
    return visit.page("content_history", kind=kind, item=item, title=found.title, rows=rows)


async def download(visit: Visit) -> web.Response:
    """« Exporter »: the changes as files, in one document."""
    edition = visit.services.library.edition
    files = export.as_files(edition.content, edition.changes)
    if not files:
        return visit.go("/contenu", "export_none")
    name = visit.texts.plain("content.file_name")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    body = export.as_archive(files)
    return web.Response(body=body, headers=headers, content_type="application/zip")


async def wording(visit: Visit) -> web.Response:
    """Show the wordings that people gave, to be added or set aside."""
    topics = visit.services.content.topics
    rows = [
        (one, topics[one.topic].title if one.topic in topics else one.topic)
        for one in await wordings.waiting(visit.services.db, _MOST_CHANGES)
    ]
    return visit.page("wordings", rows=rows)


async def settle_wording(visit: Visit) -> web.Response:
    """`Ajouter` or `Écarter`."""
    found = await wordings.find(visit.services.db, visit.number())
    if found is None:
        return visit.go("/contenu/formulations", "no_item")
    if visit.form.get("ajouter") == "1" and found.topic in visit.services.content.topics:
        await add_phrasing(visit.services, found.topic, found.text, role=str(visit.role))
        await wordings.settle(visit.services.db, found.id, "added")
        return visit.go("/contenu/formulations", "learnt_wording")
    await wordings.settle(visit.services.db, found.id, "dismissed")
    return visit.go("/contenu/formulations", "dropped_wording")


def _named(visit: Visit) -> tuple[str, str]:
    return visit.request.match_info["kind"], visit.request.match_info["item"]


def _today(visit: Visit) -> date:
    return local_time(visit.now, visit.services.zone).date()


async def _version(visit: Visit, kind: str, item: str) -> int:
    latest = await store.latest(visit.services.db, kind, item)
    return latest.id if latest is not None else 0


def _shown(visit: Visit, found: Topic | Action, name: str) -> Html | str:
    text = items.field_text(visit.texts, found, name)
    return Html(to_html(text)) if name in _MARKDOWN else text


def _preview(visit: Visit, changed: Content, name: str) -> Html:
    """Give what people will read, in the form of the chat."""
    kind, item = _named(visit)
    texts = visit.texts
    if kind == "action":
        action = changed.actions[item]
        card = texts("act.card_single", title=action.title, how=action.how)
        return Html(f"{card}\n\n« {texts('page.contents.pledge', pledge=action.pledge)} »")
    topic = changed.topics[item]
    part = name if name in ("more", "department") else "short"
    blocks = [texts("page.contents.bold", text=topic.title), to_html(getattr(topic, part))]
    if part == "short" and topic.next_step:
        blocks.append(texts("topic.next_step", step=topic.next_step))
    if topic.source:
        day = full_day(texts, topic.reviewed)
        blocks.append(texts("topic.source", source=topic.source, date=day))
    return Html("\n\n".join(blocks))


def _form(visit: Visit, text: str, base: int, *, fault: str = "") -> web.Response:
    kind, item = _named(visit)
    return visit.page(
        "content_edit",
        kind=kind,
        item=item,
        field=visit.request.match_info["field"],
        title=items.title_of(visit.services, kind, item),
        text=text,
        base=base,
        fault=fault,
        marks=visit.request.match_info["field"] in _MARKDOWN,
        longest=changes.LONGEST,
    )
