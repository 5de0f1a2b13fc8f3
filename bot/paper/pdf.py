"""Drawing for a printer: PDF with embedded fonts, so that its text can be read aloud too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fpdf import FPDF
from fpdf.enums import RenderStyle

from bot.paper.canvas import A4, FONT_FILES, INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.paper.canvas import Align, Colour, Point

# The same words make the same file, byte by byte, whenever they are printed.
_UNDATED = datetime(2021, 1, 1, tzinfo=UTC)
_SHIFT = {"left": 0.0, "middle": 0.5, "right": 1.0}


class PdfCanvas:
    """A4 pages. `content()` gives the file."""

    def __init__(self, title: str) -> None:
        self._pdf = FPDF(unit="mm", format=A4)
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_margin(0)
        self._pdf.set_title(title)
        self._pdf.set_lang("fr-FR")
        self._pdf.set_creation_date(_UNDATED)
        for bold, path in FONT_FILES.items():
            self._pdf.add_font("paper", "B" if bold else "", str(path))

    def content(self) -> bytes:
        """Return the finished file."""
        return bytes(self._pdf.output())

    def page(self) -> None:
        """Begin another page."""
        self._pdf.add_page()

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a line of text in millimetres."""
        self._pdf.set_font("paper", "B" if bold else "", size)
        return float(self._pdf.get_string_width(text))

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
        """Write one line on its base line."""
        width = self.measure(text, size, bold=bold)
        self._pdf.set_text_color(*ink)
        self._pdf.text(at[0] - width * _SHIFT[align], at[1], text)

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
        self._stroke(ink, width)
        self._pdf.set_dash_pattern(dash=1.5 if dashed else 0, gap=1.5 if dashed else 0)
        self._pdf.line(*start, *end)
        self._pdf.set_dash_pattern()

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
        self._pdf.rect(*at, *size, style=self._style(fill, ink, width))

    def polygon(
        self,
        points: Sequence[Point],
        *,
        fill: Colour | None = None,
        ink: Colour | None = None,
        width: float = 0.2,
    ) -> None:
        """Draw a closed shape."""
        self._pdf.polygon(list(points), style=self._style(fill, ink, width))

    def ellipse(
        self, centre: Point, radii: Point, *, fill: Colour, ink: Colour, width: float = 0.2
    ) -> None:
        """Draw an ellipse."""
        (x, y), (rx, ry) = centre, radii
        self._pdf.ellipse(x - rx, y - ry, 2 * rx, 2 * ry, style=self._style(fill, ink, width))

    def _style(self, fill: Colour | None, ink: Colour | None, width: float) -> RenderStyle:
        if fill is not None:
            self._pdf.set_fill_color(*fill)
        if ink is None:
            return RenderStyle.F
        self._stroke(ink, width)
        return RenderStyle.D if fill is None else RenderStyle.DF

    def _stroke(self, ink: Colour, width: float) -> None:
        self._pdf.set_draw_color(*ink)
        self._pdf.set_line_width(width)
