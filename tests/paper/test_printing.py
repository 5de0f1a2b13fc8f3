"""What is printed is looked at: pages become pictures, and their codes are read back."""

from __future__ import annotations

import io
import random
import time
from typing import TYPE_CHECKING

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from bot.paper import printing
from bot.paper.canvas import FOREST, INK, WHITE
from bot.paper.cards import CardMark
from bot.paper.layout import split_lines
from bot.paper.pdf import PdfCanvas
from bot.paper.png import PngCanvas
from bot.rules.codes import make_code, show_code
from tests.paper.sample import CARD, LINK, LIST, MARKS, POSTER, REHEARSED
from tests.proof import write_proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.paper.canvas import Canvas, Colour


PROOF = 400


def pictures_of(pdf: bytes, dots_per_inch: int = 200) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dots_per_inch / 72).to_pil() for page in document]


def codes_in(picture: Image.Image) -> list[str]:
    return sorted(code.text for code in zxingcpp.read_barcodes(picture))


def words_in(pdf: bytes, page: int = 0) -> str:
    text = pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range()
    return str(text).replace("\r\n", " ")


@pytest.mark.parametrize("words", [POSTER, REHEARSED])
def test_the_code_of_a_poster_is_read_back_from_both_files(words: object) -> None:
    assert words in (POSTER, REHEARSED)
    poster = POSTER if words is POSTER else REHEARSED
    (page,) = pictures_of(printing.poster_pdf(poster))
    assert codes_in(page) == [LINK]
    picture = Image.open(io.BytesIO(printing.poster_png(poster)))
    assert picture.size == (2480, 3508)
    assert codes_in(picture) == [LINK]


def test_a_poster_says_everything_in_letters_that_can_be_read_aloud() -> None:
    text = words_in(printing.poster_pdf(POSTER))

    assert POSTER.headline in text
    assert POSTER.event in text
    assert "Demandez une carte" in text
    assert "jamais d’argent" in text
    assert "RÉPÉTITION : rien ne compte" in words_in(printing.poster_pdf(REHEARSED))


def test_cards_are_four_a_page_and_each_code_is_read_back() -> None:
    pages = pictures_of(printing.cards_pdf(CARD, MARKS))

    assert [len(codes_in(page)) for page in pages] == [4, 2]
    read = [code for page in pages for code in codes_in(page)]
    assert sorted(read) == sorted(mark.link for mark in MARKS)


def test_a_card_is_read_in_black_and_white_from_a_poor_printer() -> None:
    (page,) = pictures_of(printing.cards_pdf(CARD, MARKS[:1]), dots_per_inch=150)

    assert codes_in(page.convert("1")) == [MARKS[0].link]


@pytest.mark.parametrize("count", [8, pytest.param(400, marks=pytest.mark.proof)])
def test_every_code_of_a_pile_is_read_back_and_cards_take_a_moment(count: int) -> None:
    marks = [
        CardMark(f"n° {n}", show_code(code), f"https://t.me/colibris63_bot?start=p_{code}")
        for n, code in enumerate(codes(count), 1)
    ]
    printing.cards_pdf(CARD, marks[:4])  # the drawing libraries are loaded
    seconds, pdf = timed(lambda: printing.cards_pdf(CARD, marks))

    read: list[str] = []
    for page in pypdfium2.PdfDocument(pdf):
        read += codes_in(page.render(scale=150 / 72).to_pil().convert("1"))
    assert sorted(read) == sorted(mark.link for mark in marks)
    if count >= PROOF:
        forty, _ = timed(lambda: printing.cards_pdf(CARD, marks[:40]))
        poster, _ = timed(lambda: printing.poster_pdf(POSTER))
        picture, _ = timed(lambda: printing.poster_png(POSTER))
        lines = [
            f"computing for 40 cards: {forty:.2f} s; for {count}: {seconds:.1f} s, off the loop",
            f"the file of {count} cards: {len(pdf) / 1e6:.1f} MB",
            f"codes read back from it, in black and white at 150 dots an inch: {len(read)}",
            f"computing for a poster: {poster:.2f} s as PDF, {picture:.2f} s as a picture",
        ]
        write_proof("Four hundred cards and a poster", lines)


def codes(count: int) -> list[str]:
    chance = random.Random(63)
    return [make_code(chance.randrange) for _ in range(count)]


def timed(draw: Callable[[], bytes]) -> tuple[float, bytes]:
    start = time.process_time()
    drawn = draw()
    return time.process_time() - start, drawn


def test_a_card_is_useful_without_a_telephone() -> None:
    text = words_in(printing.cards_pdf(CARD, MARKS[:1]))

    for words in (CARD.pledge, "Trois semaines", *CARD.rhythms, *CARD.foot, "K7P 3RX"):
        assert words in text


def test_a_list_has_a_line_for_each_card_and_no_column_for_names() -> None:
    lines = [(str(n), f"K7P 3R{n % 9}") for n in range(1, 43)]
    pdf = printing.list_pdf(LIST, lines)

    pages = pictures_of(pdf, 50)
    assert len(pages) == 3
    assert "K7P 3R3" in words_in(pdf)
    assert "Nom" not in LIST.heads
    assert len(pictures_of(printing.list_pdf(LIST, []), 50)) == 1


def test_the_same_words_make_the_same_file() -> None:
    assert printing.cards_pdf(CARD, MARKS) == printing.cards_pdf(CARD, MARKS)


@pytest.mark.parametrize("canvas", [PdfCanvas("x"), PngCanvas((50, 50))])
def test_words_of_any_length_stay_in_their_column(canvas: Canvas) -> None:
    canvas.page()
    for text in ("mot " * 40, "a" * 300, "", "«\xa0œuvre\xa0» — ’…", "\n\n"):
        lines = split_lines(canvas, text, 12, width=30)
        assert all(canvas.measure(line, 12) <= 30.001 for line in lines)


def luminance(colour: Colour) -> float:
    shares = [c / 255 for c in colour]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize(("ink", "ground"), [(INK, WHITE), (WHITE, FOREST), (WHITE, INK)])
def test_letters_stand_out_from_their_ground(ink: Colour, ground: Colour) -> None:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 7  # RGAA asks for 4.5
