"""Writes what was measured into docs/performance.md, and draws it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "performance.md"
HEAD = """# Performance

What `colibris bench` measured; each section is written by the command that it names. Ratios are
formed within a round in which every bot is measured in turn, and their median is told; CPU is that
of the bot's process alone (`/proc`), so that it says something on a shared machine too, where
updates per second do not. Above 1 means: ours is the better one.
"""
_INK, _SOFT, _OURS, _REST = "#1d2733", "#5b6774", "#0b6e4f", "#b8c1cc"
_FONT = "font-family='system-ui,sans-serif'"


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    ours: bool = False


def write_section(title: str, command: str, parts: Iterable[str]) -> None:
    """Put the section into the page, in place of its last version."""
    page = PAGE.read_text("utf-8") if PAGE.exists() else HEAD
    sections = {}
    for part in page.split("\n## ")[1:]:
        name, _, text = part.partition("\n")
        sections[name.strip()] = text.strip()
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    where += f", load average {os.getloadavg()[2]:.0f} in the quarter of an hour before"
    sections[title] = "\n\n".join([f"`{command}` ({where})", *parts])
    body = "\n\n".join(f"## {name}\n\n{text}" for name, text in sorted(sections.items()))
    PAGE.write_text(f"{HEAD}\n{body}\n", "utf-8")


def write_bars(name: str, title: str, bars: Sequence[Bar]) -> None:
    """Draw a picture of bars, docs/images/NAME.svg; the figure stands beside each."""
    most = max(bar.value for bar in bars)
    rows = []
    for number, bar in enumerate(bars):
        y = 56 + 34 * number
        width = max(2.0, 330 * bar.value / most)
        colour = _OURS if bar.ours else _REST
        rows.append(
            f"<text x='270' y='{y + 16}' text-anchor='end' fill='{_INK}'>"
            f"{escape(bar.label)}</text>"
            f"<rect x='282' y='{y}' width='{width:.0f}' height='22' rx='3' fill='{colour}'/>"
            f"<text x='{290 + width:.0f}' y='{y + 16}' fill='{_SOFT}'>{bar.value:,.0f}</text>"
        )
    _draw(name, title, 70 + 34 * len(bars), rows)


def write_lines(name: str, title: str, lines: dict[str, Sequence[tuple[str, float]]]) -> None:
    """Draw curves over named steps, one colour each, from zero; docs/images/NAME.svg."""
    most = 1.15 * max(value for points in lines.values() for _, value in points)
    colours = (_OURS, "#c4532d", "#3b5b92", "#8a6d1d")
    rows = [f"<line x1='70' y1='270' x2='660' y2='270' stroke='{_REST}'/>"]
    for number, (label, points) in enumerate(lines.items()):
        colour, step = colours[number % len(colours)], 560 / max(1, len(points) - 1)
        places = [(85 + step * i, 270 - 200 * v / most) for i, (_, v) in enumerate(points)]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        rows.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='3'/>")
        for (x, y), (word, value) in zip(places, points, strict=True):
            rows.append(
                f"<circle cx='{x:.0f}' cy='{y:.0f}' r='4' fill='{colour}'/>"
                f"<text x='{x:.0f}' y='{y - 10:.0f}' text-anchor='middle' fill='{colour}'>"
                f"{value:,.0f}</text>"
            )
            if not number:
                rows.append(
                    f"<text x='{x:.0f}' y='290' text-anchor='middle' fill='{_SOFT}'>"
                    f"{escape(word)}</text>"
                )
        rows.append(
            f"<text x='{70 + 200 * number}' y='318' fill='{colour}'>{escape(label)}</text>"
        )
    _draw(name, title, 335, rows)


def _draw(name: str, title: str, height: int, rows: Iterable[str]) -> None:
    (DOCS / "images" / f"{name}.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 700 {height}' {_FONT}"
        f" font-size='13' role='img' aria-label='{escape(title, quote=True)}'>"
        f"<rect width='700' height='{height}' fill='#ffffff'/>"
        f"<text x='20' y='32' font-size='17' font-weight='600' fill='{_INK}'>"
        f"{escape(title)}</text>" + "".join(rows) + "</svg>\n",
        "utf-8",
    )
