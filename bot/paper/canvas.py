"""The few things that we draw, in millimetres from the upper left corner of a page.

`bot.paper.pdf` does them for a printer, `bot.paper.png` for a screen.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]
Align: TypeAlias = Literal["left", "middle", "right"]

FONTS: Final = Path(__file__).parent / "fonts"
FONT_FILES: Final = {
    False: FONTS / "AtkinsonHyperlegible-Regular.ttf",
    True: FONTS / "AtkinsonHyperlegible-Bold.ttf",
}
A4: Final = (210.0, 297.0)
POINT_MM: Final = 25.4 / 72

# Text is ink on white or white on forest: 13:1 and 8:1, and both hold in black and white.
INK: Final = (28, 36, 30)
WHITE: Final = (255, 255, 255)
FOREST: Final = (36, 82, 60)
MEADOW: Final = (118, 152, 126)
MIST: Final = (196, 212, 198)
DAWN: Final = (240, 244, 237)
STAR: Final = (244, 197, 66)
RULE: Final = (150, 160, 152)


class Canvas(Protocol):
    """One page after another. Sizes of text are in points, everything else in millimetres."""

    def page(self) -> None:
        """Begin another page; the first one too."""

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a line of text."""

    def text(
        self,
        at: Point,
        text: str,
        size: float,
        *,
        bold: bool = False,
        align: Align = "left",
        ink: Colour = INK,
    ) -> None:
        """Write one line; `at` is on its base line, at its left, middle or right."""

    def line(
        self,
        start: Point,
        end: Point,
        *,
        ink: Colour = INK,
        width: float = 0.2,
        dashed: bool = False,
    ) -> None:
        """Draw a straight line."""

    def rectangle(
        self,
        at: Point,
        size: Point,
        *,
        fill: Colour | None = None,
        ink: Colour | None = None,
        width: float = 0.2,
    ) -> None:
        """Draw a rectangle from its upper left corner."""

    def polygon(
        self,
        points: Sequence[Point],
        *,
        fill: Colour | None = None,
        ink: Colour | None = None,
        width: float = 0.2,
    ) -> None:
        """Draw a closed shape."""

    def ellipse(
        self, centre: Point, radii: Point, *, fill: Colour, ink: Colour, width: float = 0.2
    ) -> None:
        """Draw an ellipse."""
