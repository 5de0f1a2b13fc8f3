"""The second tier: what a question means where its words leave a doubt."""

from __future__ import annotations

from functools import cache
from threading import Barrier
from typing import TYPE_CHECKING

import numpy as np
import pytest

from content import meaning, mind, prototypes, vectors
from content.ask import Answerer
from content.danger_training import EXAMPLES, read_examples
from content.heads import discriminate, learn
from content.load import ROOT, load
from content.meaning import CALM, DANGER, Meaning, cut
from content.recent import Memory
from content.train import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from content.heads import Array, Head

RED, BLUE = np.eye(384, dtype=np.float32)[:2]
LACKING = meaning.why_not(ROOT)
HERE = [ROOT] if LACKING is None else []
"""Where the second tier can be had; elsewhere the tests that need the model collect nothing."""


def spread(colour: Array, count: int, seed: int) -> Array:
    noise = np.random.default_rng(seed).normal(0, 0.1, (count, 384)).astype(np.float32)
    rows: Array = colour + noise
    return rows


def rows() -> tuple[Array, list[str]]:
    return np.vstack([spread(RED, 40, 1), spread(BLUE, 40, 2)]), ["red"] * 40 + ["blue"] * 40


@pytest.mark.parametrize("teach", [learn, discriminate])
def test_a_head_tells_apart_what_it_was_shown(teach: Callable[..., Head]) -> None:
    head = teach(*rows())
    shares = head.log_shares(spread(RED, 1, 3)[0])
    assert head.labels == ("blue", "red")
    assert shares["red"] > shares["blue"]
    assert sum(np.exp(list(shares.values()))) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("teach", [learn, discriminate])
def test_the_same_examples_give_the_same_head(teach: Callable[..., Head]) -> None:
    first, second = (teach(*rows()) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
    assert np.array_equal(first.biases, second.biases)


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    vectors_, labels = rows()
    topics = learn(vectors_, labels)
    danger = discriminate(vectors_, [DANGER if label == "red" else CALM for label in labels])
    near = (prototypes.gather(spread(colour, 9, 4), danger.middle) for colour in (RED, BLUE))
    mind.save(tmp_path / "m.bin", mind.Mind(topics, danger, *near), "key")
    again = mind.load(tmp_path / "m.bin")
    assert mind.key_of(tmp_path / "m.bin") == "key"
    assert again.topics.labels == topics.labels
    found = Meaning(lambda _: RED, again).of("rouge")
    assert found.topics["red"] == pytest.approx(topics.log_shares(RED)["red"], abs=0.05)
    assert found.topics["red"] > found.topics["blue"]
    assert found.danger > 0
    assert 1 >= found.like_danger > 0 > found.like_calm >= -1


def test_prototypes_are_near_what_they_were_made_of() -> None:
    some = np.vstack([spread(RED, 300, 1), spread(BLUE, 300, 2)])
    middle = some.mean(axis=0)
    near, again = prototypes.gather(some, middle), prototypes.gather(some, middle)
    assert len(near.rows) == prototypes.COUNT
    assert np.array_equal(near.rows, again.rows)
    assert near.likeness(some[0]) > near.likeness(middle + np.eye(384, dtype=np.float32)[9])
    assert near.likeness(middle) == 0
    few = prototypes.gather(np.vstack([some[:2], some[:2]]), middle)
    assert np.isfinite(few.rows).all()


@pytest.mark.parametrize("packed", [b"", b"no such thing", b"colibris meaning 2\n"])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, packed: bytes) -> None:
    (tmp_path / "m.bin").write_bytes(packed)
    assert mind.key_of(tmp_path / "m.bin") == ""
    with pytest.raises(ValueError, match="make learn"):
        mind.load(tmp_path / "m.bin")


def test_only_lines_that_are_new_are_embedded(tmp_path: Path) -> None:
    asked: list[str] = []

    def embed(text: str) -> Array:
        asked.append(text)
        vector: Array = RED if "eau" in text else BLUE
        return vector

    path = tmp_path / "vectors.bin"
    first = vectors.update(path, ["l'eau", "le bus"], [embed])
    again = vectors.update(path, ["l'eau", "le vélo"], [embed])
    assert asked == ["l'eau", "le bus", "le vélo"]
    assert np.allclose(first["l'eau"], RED)
    assert np.array_equal(first["l'eau"], again["l'eau"])
    assert path.stat().st_size == 2 * (12 + 384)
    vectors.update(path, ["l'eau", "le vélo"], [embed], "another encoder")
    assert asked[3:] == ["l'eau", "le vélo"]


def test_engines_embed_side_by_side_and_each_text_gets_its_own_vector(tmp_path: Path) -> None:
    both = Barrier(2, timeout=20)

    def at_once(text: str) -> Array:
        both.wait()  # opens only where two texts are embedded at the same time
        vector: Array = np.eye(384, dtype=np.float32)[len(text)]
        return vector

    texts = ["a" * length for length in range(1, 9)]
    found = vectors.update(tmp_path / "vectors.bin", texts, [at_once, at_once])
    assert [int(found[text].argmax()) for text in texts] == [len(text) for text in texts]


@pytest.mark.parametrize("text", ["", "a" * 9000, "\0\ud800 é\n\n b", "mot " * 3000])
def test_what_is_embedded_is_short_and_clean(text: str) -> None:
    assert len(cut(text)) <= meaning.LONGEST
    assert "\0" not in cut(text)


@pytest.mark.parametrize(
    ("text", "embedded"),
    [
        ("AU SECOURS MA MÈRE EST TOMBÉE", "au secours ma mère est tombée"),
        ("L'ADEME dit quoi", "L'ADEME dit quoi"),
        ("123 !", "123 !"),
    ],
)
def test_what_is_shouted_means_the_same(text: str, embedded: str) -> None:
    assert cut(text) == embedded


def test_a_memory_keeps_the_latest_and_works_once() -> None:
    worked: list[str] = []
    memory: Memory[int] = Memory(2)

    def work(text: str) -> int:
        worked.append(text)
        return len(text)

    assert [memory.of(text, work) for text in ("a", "bb", "a", "ccc", "bb")] == [1, 2, 1, 3, 2]
    assert worked == ["a", "bb", "ccc", "bb"]
    assert "ccc" in memory
    assert "a" not in memory

    memory.forget()
    assert "ccc" not in memory
    assert memory.of("bb", work) == 2
    assert worked[-2:] == ["bb", "bb"]


def test_what_is_shouted_is_not_embedded_again() -> None:
    asked: list[str] = []

    def embed(text: str) -> Array:
        asked.append(text)
        blue: Array = BLUE
        return blue

    known = meaning.remembering({"AU SECOURS": RED}, embed)
    assert known("AU SECOURS") is RED
    assert known("Le plan") is known("Le  plan") is BLUE
    assert asked == ["Le plan"]


def test_the_shipped_heads_are_those_of_the_shipped_lines() -> None:
    examples = list(read_examples(ROOT / EXAMPLES))
    known = fingerprint(load(ROOT).phrasings, examples, ROOT)
    assert mind.key_of(ROOT / meaning.NAME) == known, "run `make learn`"


@cache
def full(root: Path) -> Answerer:
    return Answerer.of(load(root), meaning=meaning.open_meaning(root))


@pytest.mark.parametrize("root", HERE)
def test_a_doubt_is_settled_by_the_meaning(root: Path) -> None:
    answerer = full(root)
    text = "et sinon ça donne quoi pour les gens d'ici, votre affaire ?"
    assert answerer.doubts(text)
    answerer.ponder(text)
    assert not answerer.doubts(text)
    assert not answerer.doubts("objectif 3")


@pytest.mark.parametrize("root", HERE)
@pytest.mark.parametrize("text", ["", " ", "\0", "é" * 4096, "\u202e" * 50, "🌋" * 4096, "\ud800"])
def test_hostile_text_raises_nothing(root: Path, text: str) -> None:
    answerer = full(root)
    assert answerer.answer(text).outcome in {"answer", "clarify", "unknown"}
    assert answerer.meaning is not None
    assert answerer.meaning.of(text).topics


def test_without_the_package_the_reason_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "PACKAGE", "no_such_package")
    reason = meaning.why_not(ROOT)
    assert reason is not None
    assert "not installed" in reason
    assert meaning.open_meaning(ROOT) is None
