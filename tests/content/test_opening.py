"""Nobody calls the installation open before the organisation file is complete (row 81)."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import yaml

from content.load import ROOT, load
from content.opening import NEEDED, is_open, missing
from tests import known

if TYPE_CHECKING:
    from pathlib import Path


def test_every_empty_or_unconfirmed_field_is_named_with_its_line() -> None:
    organisation = known.content().organisation
    named = {fault.message.split(" : ")[0]: fault for fault in missing()}

    waiting = {key for key, field in organisation.items() if not (field.confirmed and field.value)}
    assert set(named) == waiting
    lines = (ROOT / "organisation.yaml").read_text("utf-8").splitlines()
    for key, fault in named.items():
        assert key.rsplit(".", 1)[-1] in "\n".join(lines[fault.line - 2 : fault.line + 1])
        assert "à remplir" in fault.message or "à confirmer" in fault.message
    assert not is_open(organisation)


def test_a_complete_file_opens_and_a_bad_date_or_a_missing_line_does_not(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("*.npz", "__pycache__"))
    path = root / "organisation.yaml"

    path.write_text(_filled(path, "2026-11-23"), "utf-8")
    assert missing(root) == []
    assert is_open(load(root).organisation)

    path.write_text(_filled(path, "hier"), "utf-8")
    (fault,) = missing(root)
    assert "opening.validated_on" in fault.message

    node = yaml.safe_load(_filled(path, "2026-11-23"))
    del node["host"]
    path.write_text(yaml.safe_dump(node, allow_unicode=True), "utf-8")
    (fault,) = missing(root)
    assert fault.message == "host : cette ligne manque"


def test_what_is_needed_stands_in_the_file() -> None:
    assert set(NEEDED) <= set(known.content().organisation)


def _filled(path: Path, day: str) -> str:
    def fill(node: dict[str, object], key: str) -> dict[str, object]:
        if "confirmed" not in node:
            return {name: fill(child, name) for name, child in node.items()}  # type: ignore[arg-type]
        name = "title" if "title" in node else "value"
        value = day if key == "validated_on" else str(node[name] or "Service")
        return {**node, name: value, "confirmed": True}

    whole = fill(yaml.safe_load(path.read_text("utf-8")), "")
    return yaml.safe_dump(whole, allow_unicode=True)
