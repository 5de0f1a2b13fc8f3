"""What was made of the content is found again at the next start, and nothing else is."""

from __future__ import annotations

import io
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from content import kept as keeping
from content import trained
from content.ask import Answerer
from content.kept import ROOT, kept, read, stamp, write
from content.lexical import typed_phrasings
from content.model import Fault
from content.tables import read_words
from tests import known

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = bytes(64)
QUESTIONS = (
    "c koi l objectif 3",
    "comment economiser leau",
    "bonjour",
    "j'en peux plus, je veux mourir",
    "mon mari me tape",
    "le match de rugby est a quelle heure",
)


class Caller:
    """Calls something where it is read by a reader that calls whatever it is told."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.path,)


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let Python keep what it compiles in a folder of the test's own."""
    folder = tmp_path / "compiled"
    monkeypatch.setattr(sys, "pycache_prefix", str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


def test_what_was_kept_is_read_under_its_key_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.kept"
    write(path, KEY, [Fault("a", 1, "é")])
    write(path, KEY, [Fault("a", 1, "é")])

    assert read(path, KEY) == [Fault("a", 1, "é")]
    assert read(path, bytes(63) + b"1") is None
    assert read(tmp_path / "none", KEY) is None
    assert [file.name for file in path.parent.iterdir()] == ["a.kept"]


def test_what_is_damaged_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.kept"
    write(path, KEY, list(range(1000)))
    whole = path.read_bytes()

    for damaged in (whole[:-1], whole[:100], b"", whole[:200] + b"x" + whole[201:]):
        path.write_bytes(damaged)
        assert read(path, KEY) is None


def test_what_would_call_something_is_not_read(tmp_path: Path) -> None:
    path, touched = tmp_path / "a.kept", tmp_path / "touched"
    write(path, KEY, Caller(touched))

    assert read(path, KEY) is None
    assert not touched.exists()
    with pytest.raises(pickle.UnpicklingError):
        keeping.Reader(io.BytesIO()).find_class("content.kept", "write")


def test_it_is_made_once_for_the_content_as_it_is(compiled: Path) -> None:
    made: list[int] = []

    def make() -> tuple[int, ...]:
        made.append(len(made))
        return tuple(made)

    assert [kept(ROOT, "test", make) for _ in range(2)] == [(0,), (0,)]
    assert kept(ROOT, "test", make, of=b"other phrasings") == (0, 1)
    assert [file.suffix for file in compiled.rglob("*") if file.is_file()] == [".kept"]
    assert [kept(compiled, "test", make) for _ in range(2)] == [(0, 1, 2), (0, 1, 2, 3)]


def test_where_nothing_can_be_written_it_is_made_each_time(compiled: Path) -> None:
    compiled.write_text("a file, not a folder")

    assert [kept(ROOT, "test", lambda: 63) for _ in range(2)] == [63, 63]


def test_nothing_is_written_where_python_shall_write_nothing(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert kept(ROOT, "test", lambda: 63) == 63
    assert not compiled.exists()


def test_the_stamp_changes_with_words_and_code_and_not_with_what_was_compiled(
    tmp_path: Path,
) -> None:
    def look() -> bytes:
        stamp.cache_clear()
        return stamp(tmp_path)

    (tmp_path / "a.yaml").write_text("a")
    (tmp_path / "__pycache__").mkdir()
    stamps = [look()]
    (tmp_path / "__pycache__" / "a.pyc").write_text("a")
    assert look() == stamps[0]
    for name in ("a.yaml", "b.yaml", "c.py"):
        (tmp_path / name).write_text("b")
        stamps.append(look())
    (tmp_path / "a.yaml").rename(tmp_path / "d.yaml")
    stamps.append(look())
    stamp.cache_clear()

    assert len(set(stamps)) == len(stamps)


def test_a_kept_lesson_answers_as_the_one_that_was_made(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = known.content()
    few = replace(every, phrasings={t: texts[:4] for t, texts in every.phrasings.items()})
    made = Answerer.of(few)
    monkeypatch.setattr("content.lesson._learn", None)
    found = Answerer.of(few)

    assert {path.name for path in compiled.rglob("*.kept")} >= {"lesson.kept"}
    for question in QUESTIONS:
        assert found.answer(question) == made.answer(question)


def test_a_kept_classifier_is_the_one_that_was_unpacked(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ROOT / trained.NAME
    key = trained.fingerprint(typed_phrasings(known.content().phrasings, read_words(ROOT)))
    unpacked = trained.load(path, key)
    assert trained.load(path, "another") is None
    assert [file.name for file in compiled.rglob("*.kept")] == ["classifier.kept"]
    monkeypatch.setattr(trained, "_unpacked", None)

    assert unpacked is not None
    assert trained.load(path, key) == unpacked


def test_kept_content_is_the_content(compiled: Path) -> None:
    write(compiled / "content.kept", KEY, known.content())

    assert read(compiled / "content.kept", KEY) == known.content()
