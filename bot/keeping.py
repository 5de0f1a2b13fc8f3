"""`colibris backup`, `restore` and `move`: what keeps the database from being lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TextIO

from storage import backup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def back_up(url: str, file: Path, *, out: TextIO) -> None:
    """Write a backup beside the running bot, and say what is in it."""
    rows = asyncio.run(backup.back_up(url, file))
    print(f"backup: {file} ({_told(rows)}), opened and checked", file=out)


def restore(url: str, file: Path, *, now: int, out: TextIO) -> None:
    """Put a backup in place of the database; say where the former one lies."""
    rows, aside = asyncio.run(backup.restore(url, file, now=now))
    print(f"restored: {file} ({_told(rows)})", file=out)
    if aside is not None:
        print(f"the former database is kept: {aside}", file=out)
    print(
        "What was due before now is not sent again by itself; announcements wait for a tap.",
        file=out,
    )


def move(source: str, target: str, *, out: TextIO) -> None:
    """Copy the database into another one, and say that every row was compared."""
    rows = asyncio.run(backup.move(source, target))
    print(f"moved: {_told(rows)}, each row compared; the old database is as it was", file=out)
    print("Now set COLIBRIS_DATABASE to the new address.", file=out)


def _told(rows: Mapping[str, int]) -> str:
    return f"{sum(rows.values())} rows in {len(rows)} tables, {rows.get('people', 0)} people"
