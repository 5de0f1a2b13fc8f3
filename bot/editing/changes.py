"""Changes of an answer or an action: tried first, then in force at once; and back again."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.editing.items import fields_of, item_of
from bot.moments import local_time
from bot.publishing import publish
from content import overlay
from content.normalise import fold
from content.render import to_plain
from content.warnings import warn
from storage import overlay as store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.context import Services
    from content.model import Content
    from content.texts import Html
    from storage.overlay import Edit

LONGEST: Final = 3000
NEVER_WITHDRAWN: Final = "urgence"
_DAY: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")


def refusal(services: Services, name: str, text: str) -> Html | None:
    """Say what makes a text impossible: nothing but what Telegram, or a calendar, refuses."""
    texts = services.texts
    if name == "reviewed":
        day = as_day(services, text)
        if day is None:
            return texts("content.bad_date")
        today = local_time(services.now(), services.zone).date()
        return texts("content.future_date") if day > today else None
    if len(to_plain(text)) > LONGEST:
        return texts("content.too_long", count=len(text))
    return None


def as_day(services: Services, text: str) -> date | None:
    """Read a day as people write it; None for anything else."""
    if fold(text).strip() in ("aujourd'hui", "aujourd hui"):
        return local_time(services.now(), services.zone).date()
    found = _DAY.search(text)
    try:
        if found is not None:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def as_stored(services: Services, name: str, text: str) -> str:
    """Give a text that was not refused as it is kept: a day in the form of the files."""
    return str(as_day(services, text)) if name == "reviewed" else text


async def attempt(services: Services, kind: str, item: str, name: str, text: str) -> Content:
    """Give the content as it would be with one part changed; nothing is published."""
    fields = {**await current(services, kind, item), name: text}
    fields.pop(overlay.WITHDRAWN, None)
    change = overlay.Change(kind, item, fields, "")
    return overlay.apply(services.library.files, [change])


def warnings(content: Content, name: str, text: str) -> list[str]:
    """Return what the checks of the files would say; warnings, never refusals."""
    return warn(content, name, text)


async def put(
    services: Services, kind: str, item: str, name: str, text: str, *, role: str
) -> bool:
    """`Publier`: in force at once; False where it says so already."""
    if item_of(services, kind, item) is None or name not in fields_of(kind, item):
        return False
    fields = {**await current(services, kind, item), name: text}
    return await publish(services, (kind, item), fields, "edit", role=role) is not None


async def withdraw(
    services: Services, kind: str, item: str, *, wanted: bool, role: str
) -> Literal["done", "never", "gone"]:
    """Take an item away at once, or give it back."""
    if item_of(services, kind, item) is None:
        return "gone"
    if wanted and item == NEVER_WITHDRAWN:
        return "never"
    fields = dict(await current(services, kind, item))
    fields.pop(overlay.WITHDRAWN, None)
    if wanted:
        fields[overlay.WITHDRAWN] = True
    await publish(services, (kind, item), fields, "withdraw" if wanted else "back", role=role)
    return "done"


async def undo(services: Services, edit: Edit, *, role: str) -> bool:
    """Bring back what was before a change; False where another change came since."""
    newest = await store.latest(services.db, edit.kind, edit.item)
    if newest is None or newest.id != edit.id:
        return False
    before = await store.before(services.db, edit)
    fields = before.fields if before else {}
    await publish(services, (edit.kind, edit.item), fields, "undo", role=role)
    return True


async def restore(services: Services, edit: Edit, *, role: str) -> None:
    """Put an older version in force again."""
    await publish(services, (edit.kind, edit.item), edit.fields, "restore", role=role)


async def take_file(services: Services, kind: str, item: str, *, role: str) -> None:
    """Take the version of the files, where staff changed anything."""
    if await store.latest(services.db, kind, item) is not None:
        await publish(services, (kind, item), {}, "file", role=role)


async def note_review(services: Services, topic: str, *, role: str) -> bool:
    """« Relu, toujours bon »: read again today; False for a topic that does not exist."""
    if topic not in services.content.topics:
        return False
    today = local_time(services.now(), services.zone).date()
    fields = {**await current(services, "topic", topic), "reviewed": today.isoformat()}
    await publish(services, ("topic", topic), fields, "review", role=role)
    return True


async def current(services: Services, kind: str, item: str) -> Mapping[str, Any]:
    """Return what staff changed of an item; nothing where the file's version is in force."""
    edit = await store.latest(services.db, kind, item)
    return edit.fields if edit is not None else {}
