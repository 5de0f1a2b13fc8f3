"""The YAML files that understanding questions needs: words, calibration, danger rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import yaml

from content import danger
from content.confidence import Calibrations
from content.danger import Dangers
from content.files import Node, read_yaml, shown_name
from content.model import ContentError, Fault
from content.normalise import Words
from content.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from content.danger_ear import Learnt

WORDS: Final = "words.yaml"
CALIBRATION: Final = "search.yaml"
PREPARED: Final = "prepared.yaml"

_Made = TypeVar("_Made")


def read_words(root: Path) -> Words:
    """Return the dictionary of `words.yaml`. Raises ContentError."""
    return _made(root, WORDS, Words.of)


def read_calibration(root: Path) -> Calibrations:
    """Return the thresholds of `search.yaml`. Raises ContentError."""
    return _made(root, CALIBRATION, Calibrations.of)


def read_prepared(root: Path) -> Prepared:
    """Return the questions without an answer and the private cases. Raises ContentError."""
    return _made(root, PREPARED, Prepared.of)


def read_dangers(root: Path) -> Dangers:
    """Return the danger rules of `root`, without their ear. Raises ContentError."""
    return _safe(root, lambda: Dangers.read(root, ear=False))


def read_ear(root: Path) -> Learnt:
    """Return what the second ear for danger learnt. Raises ContentError."""
    return _safe(root, lambda: danger.read_ear(root))


def _safe(root: Path, make: Callable[[], _Made]) -> _Made:
    """Return what is made of the files about danger."""
    try:
        return make()
    except (OSError, ValueError, yaml.YAMLError) as error:
        fault = Fault(f"{root.name}/danger.yaml", 1, " ".join(str(error).split()))
        raise ContentError([fault]) from error


def _made(root: Path, name: str, make: Callable[[Mapping[str, object]], _Made]) -> _Made:
    """Read one file and make of it what the program uses; both may find faults."""
    faults: list[Fault] = []
    node = read_yaml(root / name, root, faults)
    if node is None or faults:
        raise ContentError(faults)
    data = _plain(node)
    try:
        return make(data if isinstance(data, dict) else {})
    except ValueError as error:
        raise ContentError([Fault(shown_name(root / name, root), 1, str(error))]) from error


def _plain(node: Node) -> object:
    """Return what a node holds as dicts, lists and scalars, without their lines."""
    if isinstance(node.value, dict):
        return {key: _plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child) for child in node.value]
    return node.value
