"""Texts in which each line is a sentence of its own."""

from __future__ import annotations


def line_by_line(text: str) -> str:
    """Give Markdown in which each line of `text` stays a line: one sentence each."""
    lines = text.split("\n")
    return "\n".join(
        f"{line}\\" if _ends_a_line(line) and _ends_a_line(after) else line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
    )


def _ends_a_line(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("- ")
