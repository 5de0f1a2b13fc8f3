"""Texts by topic, read at the start and hardly ever after: kept as small as they can be."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Packed(Mapping[str, tuple[str, ...]]):
    """Texts without line ends in an eighth of the room; unpacked whenever they are asked for."""

    __slots__ = ("_packed",)

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        """Pack the texts of each topic. Raises ValueError where one has a line end."""
        if any("\n" in text for group in texts.values() for text in group):
            raise ValueError("a line end in a text")
        self._packed = {
            topic: zlib.compress("\n".join(group).encode()) if group else b""
            for topic, group in texts.items()
        }

    def __getitem__(self, topic: str) -> tuple[str, ...]:
        packed = self._packed[topic]
        return tuple(zlib.decompress(packed).decode().split("\n")) if packed else ()

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
