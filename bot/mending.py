"""What an operator can mend, said in one line."""

from __future__ import annotations

from bot.archive import ArchiveError
from bot.evaluate import SetError
from bot.settings import SettingsError
from bot.site.build import SiteError
from content.model import ContentError
from storage.database import StorageError


def one_line(error: Exception) -> str | None:
    """Say in one line what an operator can mend; `None` for what nobody expected."""
    if isinstance(error, ContentError):
        more = len(error.faults) - 1
        rest = f" (and {more} more: see `colibris check`)" if more else ""
        return f"the content is broken: {error.faults[0]}{rest}"
    if isinstance(error, (SettingsError, StorageError, SetError, SiteError, ArchiveError)):
        return str(error)
    return None
