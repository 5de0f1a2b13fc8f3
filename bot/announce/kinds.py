"""The kinds of outbox rows that belong to announcements."""

from __future__ import annotations

from typing import Final

ANNOUNCEMENT: Final = "announcement"
CORRECTION: Final = "announcement_edit"
RECALL: Final = "announcement_delete"
