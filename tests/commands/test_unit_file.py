"""The example of a systemd unit says what systemd understands, with settings that exist."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import USAGE
from bot.settings import read

UNIT = Path(__file__).parents[2] / "colibris.service"


Lines = dict[str, list[str]]


@pytest.fixture(name="unit")
def _unit() -> Lines:
    found: Lines = {}
    for line in UNIT.read_text("utf-8").splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_it_starts_the_bot_with_settings_that_exist(unit: Lines, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("63:abc", "utf-8")
    given = (line.replace("%d", str(tmp_path)).partition("=") for line in unit["Environment"])

    settings = read({name: value for name, _, value in given})

    assert settings.token == "63:abc"
    assert settings.database == "sqlite:////var/lib/colibris/colibris.db"
    assert unit["ExecStart"][0].endswith("/colibris run")
    assert unit["StateDirectory"] == ["colibris"]
    assert unit["LoadCredential"][0].startswith("token:")


def test_it_is_started_again_unless_its_settings_cannot_work(unit: Lines) -> None:
    assert unit["Restart"] == ["always"]
    assert unit["RestartPreventExitStatus"] == [str(USAGE)]
    assert int(unit["TimeoutStopSec"][0]) > 10


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    program = tmp_path / "colibris"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    text = UNIT.read_text("utf-8").replace("/opt/colibris/.venv/bin/colibris", str(program))
    (tmp_path / "colibris.service").write_text(text, "utf-8")

    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "colibris.service"],
        check=False,
        capture_output=True,
        text=True,
    )

    ours = [line for line in told.stderr.splitlines() if "colibris" in line]
    assert (told.returncode, ours) == (0, [])


def test_the_guide_names_it() -> None:
    guide = (UNIT.parent / "docs" / "operations.md").read_text("utf-8")

    assert UNIT.name in guide
