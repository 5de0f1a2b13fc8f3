"""The chart for staff: decoded and looked at."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.paper.bars import Bar, Bars, ChartWords
from bot.paper.canvas import DAWN, FOREST
from bot.paper.printing import chart_png


def picture(*bars: Bar, title: str = "Engagements") -> Image.Image:
    words = ChartWords("Les chiffres", "Au 26/11/2026", (Bars(title, bars),), "Par pas de cinq.")
    image = Image.open(io.BytesIO(chart_png(words)))
    image.load()
    return image


def dots(image: Image.Image, colour: tuple[int, int, int]) -> int:
    part = image.crop((0, 400, image.width, image.height - 120))
    return sum(n for n, c in part.getcolors(1_000_000) or [] if c == colour)


def test_a_longer_bar_is_more_ink_and_none_is_none() -> None:
    long, half, none = (picture(Bar("a", str(n), n), Bar("b", "10", 10)) for n in (10, 5, 0))
    assert dots(long, FOREST) > dots(half, FOREST) > dots(none, FOREST)


@pytest.mark.parametrize("label", ["", "É" * 400, "<b>=1+1</b>\n\t", "mot " * 100])
def test_any_label_fits(label: str) -> None:
    image = picture(Bar(label, "moins de 5", 0, 0), Bar(label, "1 000 000", 10**6, 10**7))
    edge = image.crop((image.width - 50, 400, image.width, image.height)).getcolors(100_000)
    assert image.size[0] == 1080
    assert [colour for _, colour in edge or []] == [DAWN]
