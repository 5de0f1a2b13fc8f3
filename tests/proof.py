"""Writes the results of the long runs into docs/proof.md, one section each."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = Path(__file__).parent.parent / "docs" / "proof.md"
HEAD = """# Proof

What the long runs found, written by `make proof`. Each has a scaled-down twin in `make test`.
"""


def write_proof(title: str, lines: Iterable[str]) -> None:
    """Put the section `title` into docs/proof.md, in place of its last version."""
    page = PAGE.read_text("utf-8") if PAGE.exists() else HEAD
    sections = dict(_sections(page))
    where = f"Python {platform.python_version()}, {platform.system()}"
    sections[title] = "\n".join([*(f"- {line}" for line in lines), f"- measured on {where}"])
    body = "\n\n".join(f"## {name}\n\n{text}" for name, text in sorted(sections.items()))
    PAGE.write_text(f"{HEAD}\n{body}\n", "utf-8")


def _sections(page: str) -> Iterable[tuple[str, str]]:
    for part in page.split("\n## ")[1:]:
        name, _, text = part.partition("\n")
        yield name.strip(), text.strip()
