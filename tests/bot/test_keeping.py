"""The commands that keep the database from being lost, as an operator sees them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from storage import people
from storage.database import open_database

if TYPE_CHECKING:
    from pathlib import Path


async def arrive(url: str, person_id: int) -> None:
    db = await open_database(url)
    await people.arrive(db, person_id, language="fr", now=1)
    await db.close()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/colibris.db"
    monkeypatch.setenv("COLIBRIS_DATABASE", url)
    asyncio.run(arrive(url, 1))
    return url


def test_a_backup_then_a_restore(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "copy.db")
    assert main(["backup", file]) == 0
    assert "1 people), opened and checked" in capsys.readouterr().out
    asyncio.run(arrive(url, 2))

    assert main(["restore", file]) == 0

    out = capsys.readouterr().out
    assert "1 people" in out
    assert "colibris.db.before-" in out
    assert main(["backup", file]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.usefixtures("url")
def test_what_is_wrong_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["restore", str(tmp_path / "nothing.db")],
        ["backup", str(tmp_path / "no" / "folder.db")],
        ["move", "mysql://x"],
        ["restore", str(tmp_path)],
    ):
        assert main(arguments) == 2, arguments
        assert capsys.readouterr().err.count("\n") == 1


def test_a_move_is_told(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["move", f"sqlite:///{tmp_path}/other.db"]) == 0
    assert "each row compared" in capsys.readouterr().out
    assert main(["move", url]) == 2
    capsys.readouterr()
