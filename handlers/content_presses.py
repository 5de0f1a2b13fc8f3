"""The buttons of /contenu, all for staff alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.presses import Press, Verb
from bot.rules.roles import Role
from handlers import contents, editing, wordings
from handlers.access import only_press

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.visit import Visit

_DOORS: dict[Verb, Callable[[Visit, Press], Awaitable[None]]] = {
    Verb.CONTENT: contents.on_show,
    Verb.CONTENT_ITEM: contents.on_item,
    Verb.CONTENT_CHANGES: contents.on_changes,
    Verb.CONTENT_DUE: contents.on_due,
    Verb.CONTENT_REVIEWED: contents.on_reviewed,
    Verb.CONTENT_EXPORT: contents.on_export,
    Verb.CONTENT_EDIT: editing.on_edit,
    Verb.CONTENT_PUBLISH: editing.on_publish,
    Verb.CONTENT_WITHDRAW: editing.on_withdraw,
    Verb.CONTENT_UNDO: editing.on_undo,
    Verb.CONTENT_HISTORY: editing.on_history,
    Verb.CONTENT_RESTORE: editing.on_restore,
    Verb.CONTENT_FILE: editing.on_file,
    Verb.WORDINGS: wordings.on_show,
    Verb.WORDING_ADD: wordings.on_add,
    Verb.WORDING_DROP: wordings.on_drop,
}
PRESSES = {verb: only_press(Role.STAFF, handle) for verb, handle in _DOORS.items()}
