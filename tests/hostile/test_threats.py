"""docs/security.md: each threat has its tests, and each of them exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HOUSE = Path(__file__).parent.parent.parent
PAGE = HOUSE / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::([a-z_0-9]+)`")
ROW = re.compile(r"^\| (?!menace |---)(.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
LEAST = 25


def functions_of(file: str) -> set[str]:
    tree = ast.parse((HOUSE / file).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def test_every_threat_has_a_test_that_exists() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    assert len(rows) >= LEAST

    missing = [threat for threat, _, tests in rows if not NAMED.search(tests)]
    for file, name in NAMED.findall(PAGE.read_text("utf-8")):
        if not (HOUSE / file).exists() or name not in functions_of(file):
            missing.append(f"{file}::{name}")
    assert missing == []
