"""The picture of the path is looked at as a person sees it: decoded, measured, at phone size."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pytest
from PIL import Image

from bot.paper.canvas import INK, STAR, WHITE
from bot.paper.path import DAY_BREAK, FAR, GROUND, NEAR, NIGHT, PathRow, PathWords, unit_of
from bot.paper.printing import path_png
from bot.paper.trail import ALONE, place_stones
from tests.paper.test_printing import luminance

TITLES = ("Le local et le durable", "L’énergie positive", "L’eau, bien commun", "É" * 200)


def words(stones: int, objectives: int = 3) -> PathWords:
    rows = tuple(
        PathRow(n, TITLES[n % len(TITLES)], f"{stones} cailloux") for n in range(1, objectives + 1)
    )
    return PathWords("Mon chemin de cailloux blancs", f"{stones} cailloux blancs", stones, rows)


def picture(path: PathWords) -> Image.Image:
    image = Image.open(io.BytesIO(path_png(path)))
    image.load()
    return image


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    light, dark = sorted((luminance(one[:3]), luminance(other[:3])), reverse=True)  # type: ignore[arg-type]
    return (light + 0.05) / (dark + 0.05)


def white_dots(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    return sum(n for n, colour in image.crop(box).getcolors(1_000_000) or [] if colour == WHITE)


@pytest.mark.parametrize("stones", [0, 1, 7, 40, 41, 60, 400, 601, 1_234_567])
@pytest.mark.parametrize("objectives", [0, 1, 10])
def test_it_is_a_picture_for_a_telephone_with_something_on_it(
    stones: int, objectives: int
) -> None:
    image = picture(words(stones, objectives))

    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (1080, 1350))
    assert len(image.getcolors(1_000_000) or []) > 300
    assert white_dots(image, (60, 60, 1020, 220)) > 5_000  # its title


def test_more_stones_are_more_white_on_the_hill() -> None:
    def white(stones: int) -> int:
        return white_dots(picture(replace(words(stones), rows=())), (0, 420, 1080, 1350))

    none, few, many, all_the_way = white(0), white(1), white(7), white(ALONE)

    assert none == 0
    assert 0 < few < many < all_the_way <= white(60) * 2


def test_every_letter_stands_out_from_what_is_behind_it() -> None:
    sky = picture(words(7)).getpixel((5, 215))  # below the lowest word over the stars
    assert isinstance(sky, tuple)
    grounds = [GROUND, *NIGHT[:2], *DAY_BREAK[:2], sky]
    assert all(contrast(WHITE, ground) >= 7 for ground in grounds)
    assert contrast(INK, STAR) >= 7


def test_no_shape_is_told_by_its_colour_alone() -> None:
    assert contrast(WHITE, NEAR) >= 4.5  # a stone on the hill, though it lies on dark earth
    assert contrast(STAR, NIGHT[0]) >= 3
    assert contrast(STAR, NIGHT[1]) >= 3
    # The same star, hollow and full, differs by what is drawn, also without any colour.
    grey = [picture(words(0, n)).convert("L").crop((20, 260, 140, 370)) for n in (0, 1)]
    hollow, full = (sum(image.histogram()[150:]) for image in grey)
    assert full > 2 * hollow > 0
    assert luminance(FAR) > luminance(NEAR) > luminance(GROUND)


@pytest.mark.parametrize("stones", [1, 7, 40, 60, 400, 600])
def test_each_stone_lies_on_the_picture_and_the_way_only_grows(stones: int) -> None:
    placed = place_stones((0, 0), (108, 90), stones)

    assert len(placed) == stones
    assert all(2 < x < 106 and 0 < y < 90.5 and radius > 0 for x, y, radius in placed)
    assert placed[0][2] >= placed[-1][2]
    if stones >= ALONE:
        assert min(y for _, y, _ in placed) < 30  # it has come to the top


@pytest.mark.parametrize(
    ("stones", "unit"),
    [(0, 1), (600, 1), (601, 2), (1201, 5), (3001, 10), (6001, 20), (10**9, 2 * 10**6)],
)
def test_a_stone_may_stand_for_several(stones: int, unit: int) -> None:
    assert unit_of(stones) == unit
    assert stones / unit <= 600


def test_words_of_any_length_stay_on_the_picture() -> None:
    hostile = PathWords(
        "Titre " * 30,
        "1 234 567 890 cailloux " * 3,
        33,
        tuple(PathRow(n, "W" * 300, "9" * 12) for n in range(1, 11)),
        note="",
        unit="",
    )
    image = picture(hostile)
    assert white_dots(image, (0, 0, 20, 1350)) == white_dots(image, (1060, 0, 1080, 1350)) == 0


def test_the_same_words_make_the_same_picture_and_soon() -> None:
    path_png(words(1))  # whatever is loaded once
    started = time.process_time()
    first = path_png(words(400, 10))
    assert time.process_time() - started < 3  # 0.15 s as a rule, of the processor's time
    assert path_png(words(400, 10)) == first
