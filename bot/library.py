"""What the bot says now: the content files, with what staff changed over them.

Every replica looks at one number in the database each second; where it has grown, the layer is
read and the content swapped as a whole. Nothing is trained again: that takes milliseconds.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from content import overlay
from content.overlay import Change
from content.suggest import Catalogue
from storage import overlay as store
from storage.database import StorageError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from bot.deliver import Screen
    from content.ask import Answerer
    from content.model import Action, Content
    from storage.database import Database

LOG = logging.getLogger(__name__)
LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that is read together. `version`: that of the layer over the files.

    `screens`: answers as they are shown, kept by what they depend on; they end with the edition.
    """

    version: int
    content: Content
    answerer: Answerer
    catalogue: Catalogue
    changes: tuple[Change, ...] = ()
    screens: dict[Hashable, Screen] = field(default_factory=dict, compare=False, repr=False)


class Library:
    """The edition in force. `files` is the content as the files have it."""

    def __init__(self, content: Content, answerer: Answerer) -> None:
        self.files = content
        self._answerer = answerer
        self.edition = Edition(0, content, answerer, Catalogue.of(content))
        self._turn = asyncio.Lock()

    @property
    def actions(self) -> Mapping[str, Action]:
        """The actions in force, for whoever needs nothing else (reminders)."""
        return self.edition.content.actions

    async def refresh(self, db: Database) -> bool:
        """Take up what staff changed; say whether there was anything new."""
        async with self._turn:
            version = await store.version(db)
            if version == self.edition.version:
                return False
            edits = await store.current(db)
            changes = tuple(Change(e.kind, e.item, e.fields, e.base) for e in edits)
            self.edition = await asyncio.to_thread(self._make, version, changes)
            LOG.info("content changed", extra={"version": version, "changes": len(changes)})
            return True

    async def watch(self, db: Database) -> None:
        """Look for changes each second, for ever; a database that is away is waited for."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.refresh(db)
            except StorageError as error:
                LOG.warning("content not looked at", extra={"reason": str(error)})

    def _make(self, version: int, changes: tuple[Change, ...]) -> Edition:
        content = overlay.apply(self.files, changes)
        answerer = self._answerer.having(content.topics, overlay.phrasings(changes))
        return Edition(version, content, answerer, Catalogue.of(content), changes)
