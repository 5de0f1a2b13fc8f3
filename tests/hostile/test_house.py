"""What the house itself must hold: comparisons, the container, the locks, the process list."""

from __future__ import annotations

import argparse
import ast
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot.__main__ import _parser
from bot.site.build import build
from tests import known

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE = Path(__file__).parent.parent.parent
SECRET = re.compile(r"secret|token|password|cookie|digest|mark|header", re.IGNORECASE)
DOORS = ("bot/webhook.py", "bot/page/doors.py", "bot/page/signing.py", "storage/invitations.py")
PINNED = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==\S+")


def compared_plainly(source: str) -> Iterator[str]:
    """Find what is compared with == although it may be a secret that somebody guesses."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
            sides = [node.left, *node.comparators]
            if not any(isinstance(side, ast.Constant) for side in sides):
                yield from (name for name in map(ast.unparse, sides) if SECRET.search(name))


@pytest.mark.parametrize("door", DOORS)
def test_secrets_are_compared_in_constant_time_or_by_their_digest(door: str) -> None:
    assert list(compared_plainly((HOUSE / door).read_text("utf-8"))) == []


def test_the_webhook_compares_in_constant_time() -> None:
    assert "hmac.compare_digest(given, self._header)" in (HOUSE / "bot/webhook.py").read_text()


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from (action.dest, *action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                yield from options(sub)


def test_no_command_takes_a_secret_that_a_process_list_would_show() -> None:
    found = list(options(_parser()))
    assert "file" in found
    assert [name for name in found if SECRET.search(name)] == []


def services_of(name: str) -> dict[str, Any]:
    found = yaml.safe_load((HOUSE / name).read_text("utf-8"))["services"]
    return {key: value for key, value in found.items() if "build" in value}


@pytest.mark.parametrize("name", ["compose.yaml", "compose.scale.yaml"])
def test_our_containers_may_do_nothing_that_they_need_not(name: str) -> None:
    ours = services_of(name)
    assert ours
    for service in ours.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not any("TOKEN=" in str(line) for line in service.get("environment", {}).items())
        assert "COLIBRIS_TOKEN_FILE" in service["environment"]
        assert not service.get("privileged")
        assert "user" not in service  # that of the image, which is nobody


def test_the_image_runs_as_nobody() -> None:
    last = (HOUSE / "Dockerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    (user,) = re.findall(r"^USER (\S+)$", last, re.MULTILINE)
    assert user not in ("root", "0")
    assert f"chown {user}" in last or f"-o {user}" in last
    assert "--require-hashes" in (HOUSE / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_dependency_is_pinned_with_its_hash_and_without_an_address(name: str) -> None:
    text = (HOUSE / name).read_text("utf-8")
    entries = re.split(r"\n(?=[a-zA-Z0-9])", "\n" + text.replace("\\\n", " "))[1:]
    entries = [entry for entry in entries if not entry.startswith("#")]
    assert len(entries) > 10
    for entry in entries:
        assert PINNED.match(entry.lower()), entry
        assert "--hash=sha256:" in entry, entry
    assert not re.search(r"https?://|--(extra-)?index|--find-links|file:", text)


def test_the_lock_holds_every_dependency_that_we_name() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in project["dependencies"]}
    locked = set(
        re.findall(r"^([a-z0-9._-]+)", (HOUSE / "requirements.lock").read_text(), re.MULTILINE)
    )
    assert names <= locked


def test_ids_make_no_path_that_leaves_the_folder(tmp_path: Path) -> None:
    content = known.content()
    ids = [*content.topics, *content.actions, *content.english.topics]
    assert [one for one in ids if not re.fullmatch(r"[a-z0-9-]+", one)] == []

    build(content, tmp_path / "site")
    assert {path.name for path in tmp_path.iterdir()} == {"site"}
