"""Drawing for a screen: PNG at 300 dots an inch, which prints well too."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from bot.paper.canvas import A4, FONT_FILES, INK, POINT_MM, WHITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.paper.canvas import Align, Colour, Point

_ANCHORS = {"left": "ls", "middle": "ms", "right": "rs"}
_DASH_MM = 1.5


class PngCanvas:
    """One page of A4, or of any size in millimetres. `content()` gives the file.

    `smooth`: draw this many times larger, so that edges are soft on a screen.
    """

    def __init__(self, size: Point = A4, dots_per_inch: int = 300, smooth: int = 1) -> None:
        self._scale = dots_per_inch * smooth / 25.4
        self._dpi = dots_per_inch
        self._smooth = smooth
        self._image = Image.new("RGB", (self._px(size[0]), self._px(size[1])), WHITE)
        self._draw = ImageDraw.Draw(self._image)

    def content(self) -> bytes:
        """Return the finished file."""
        out = io.BytesIO()
        image = self._image.reduce(self._smooth) if self._smooth > 1 else self._image
        # What goes to a screen is drawn while somebody waits: quick rather than smallest.
        printed = self._smooth == 1
        image.save(out, "PNG", optimize=printed, compress_level=4, dpi=(self._dpi, self._dpi))
        return out.getvalue()

    def page(self) -> None:
        """There is one page: it has begun already."""

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a line of text in millimetres."""
        return float(self._font(size, bold=bold).getlength(text)) / self._scale

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
        font = self._font(size, bold=bold)
        self._draw.text(self._at(at), text, ink, font, anchor=_ANCHORS[align])

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
        if not dashed:
            self._draw.line([self._at(start), self._at(end)], ink, self._width(width))
            return
        (x0, y0), (x1, y1) = start, end
        length = max(abs(x1 - x0), abs(y1 - y0))
        steps = int(length / (2 * _DASH_MM))
        for step in range(steps):
            a, b = step / steps, (step + 0.5) / steps
            piece = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in (a, b)]
            self._draw.line([self._at(point) for point in piece], ink, self._width(width))

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
        (x0, y0), (x1, y1) = self._at(at), self._at((at[0] + size[0], at[1] + size[1]))
        # Pillow counts the last row in: squares of a QR code must not touch the next ones.
        box = (x0, y0, max(x1 - 1, x0), max(y1 - 1, y0))
        self._draw.rectangle(box, fill, ink, self._width(width) if ink else 0)

    def polygon(
        self,
        points: Sequence[Point],
        *,
        fill: Colour | None = None,
        ink: Colour | None = None,
        width: float = 0.2,
    ) -> None:
        """Draw a closed shape."""
        corners = [self._at(point) for point in points]
        if fill is not None:
            self._draw.polygon(corners, fill)
        if ink is not None:
            self._draw.line([*corners, corners[0]], ink, self._width(width), joint="curve")

    def ellipse(
        self, centre: Point, radii: Point, *, fill: Colour, ink: Colour, width: float = 0.2
    ) -> None:
        """Draw an ellipse."""
        (x, y), (rx, ry) = centre, radii
        box = (*self._at((x - rx, y - ry)), *self._at((x + rx, y + ry)))
        self._draw.ellipse(box, fill, ink, self._width(width))

    def _font(self, size: float, *, bold: bool) -> ImageFont.FreeTypeFont:
        return _load_font(bold, size * POINT_MM * self._scale)

    def _px(self, length: float) -> int:
        return round(length * self._scale)

    def _at(self, point: Point) -> tuple[int, int]:
        return self._px(point[0]), self._px(point[1])

    def _width(self, width: float) -> int:
        return max(self._px(width), 1)


@cache
def _load_font(bold: bool, pixels: float) -> ImageFont.FreeTypeFont:  # noqa: FBT001 – a cache key
    return ImageFont.truetype(FONT_FILES[bold], pixels)
