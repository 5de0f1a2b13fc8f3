"""Copying, checking and replacing the file of a SQLite database, page by page, in one piece."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from storage.errors import Unusable

_PRIVATE = 0o600
_BUSY_S = 30.0
_BESIDE = ("-wal", "-shm", "-journal", ".lock")


def file_of(url: str) -> Path:
    """Return the file that `sqlite:///…` names."""
    return Path(url.partition("://")[2][1:]).resolve()


def url_of(file: Path) -> str:
    """Return the address of the database in a file."""
    return f"sqlite:///{file.absolute()}"


def lies_there(file: Path) -> bool:
    """Say whether something has this name."""
    return file.exists()


def copy_pages(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment; whoever writes to it meanwhile is not held up."""
    with closing(sqlite3.connect(source, timeout=_BUSY_S)) as reading:  # noqa: SIM117
        with closing(sqlite3.connect(target)) as writing:
            reading.backup(writing)


def check_pages(file: Path) -> None:
    """Raise `Unusable` where a file is no whole database of ours."""
    if not file.is_file():
        raise Unusable(f"{file}: there is no such backup")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as db:
            db.execute("SELECT max(version) FROM schema_version").fetchone()
            faults = [row[0] for row in db.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            faults += [f"broken link from {row[0]}" for row in db.execute(_LOOSE).fetchmany(3)]
    except sqlite3.Error as error:
        raise Unusable(f"{file}: this is no backup of Colibris ({error})") from None
    if faults:
        raise Unusable(f"{file}: the backup is damaged ({faults[0]})")


def make_single(file: Path) -> None:
    """Let a database be one file, with nothing beside it."""
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA journal_mode=DELETE")


def make_private(file: Path) -> None:
    """Make an empty file that only its owner reads: what people confide is nobody else's."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))


def sync(file: Path) -> None:
    """Let a file, and its name, survive a power cut."""
    for place in (file, file.parent):
        number = os.open(place, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def put_in_place(working: Path, path: Path, now: int) -> Path | None:
    """Let `working` be the database at `path`; return where the former one lies now.

    At each moment a whole database bears the name, unless the former one cannot be opened.
    """
    aside = None
    if path.exists():
        aside = path.with_name(
            f"{path.name}.before-{datetime.fromtimestamp(now, UTC):%Y%m%d-%H%M%S}"
        )
        if aside.exists():
            raise Unusable(f"{aside}: exists already")
        if _is_tidy(path):
            os.link(path, aside)
        else:
            path.rename(aside)
    for suffix in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside or path}{suffix}")
    working.replace(path)
    sync(path)
    return aside


def remove(file: Path) -> None:
    """Remove a file of ours and what SQLite and we put beside it."""
    file.unlink(missing_ok=True)
    for suffix in _BESIDE:
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def _is_tidy(path: Path) -> bool:
    """Bring everything into the one file; say whether that was possible."""
    try:
        make_single(path)
    except sqlite3.Error:
        return False
    return not Path(f"{path}-wal").exists()


_LOOSE = "SELECT * FROM pragma_foreign_key_check"
