"""Files that people and the bot have sent, kept in memory."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from bot.demo import limits
from bot.demo.errors import bad_request

Json = dict[str, Any]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_MARKER: Final = 0xFF
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # JPEG: start of frame
_UNSAFE: Final = re.compile(r"[^\w. ()-]+")
_FOLDERS: Final = {
    "photo": "photos",
    "video": "videos",
    "voice": "voice",
    "animation": "animations",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file. `path` is what the Bot API calls `file_path`."""

    id: str
    path: str
    name: str
    content: bytes
    mime: str

    def to_api(self) -> Json:
        """Give the Bot API's `File`, without its path."""
        return {
            "file_id": self.id,
            "file_unique_id": self.id[-16:],
            "file_size": len(self.content),
        }


class Files:
    """The shelf: files by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, name: str, content: bytes, mime: str = "") -> StoredFile:
        """Keep a file; the same content under the same name is kept once."""
        name = _UNSAFE.sub("_", name).strip(" .")[-100:] or "file"
        digest = hashlib.sha256(f"{kind}\0{name}\0{mime}\0".encode() + content).hexdigest()[:32]
        folder = _FOLDERS.get(kind, "documents")
        path = f"{folder}/{digest[:12]}_{name}"
        file = StoredFile(f"F{digest}", path, name, content, mime or "application/octet-stream")
        return self._put(file)

    def get(self, file_id: str) -> StoredFile | None:
        """Find a file by its id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Find a file by its path."""
        return self._by_path.get(path)

    def to_json(self) -> list[Json]:
        """Everything, contents in base64."""
        return [
            {
                "id": file.id,
                "path": file.path,
                "name": file.name,
                "content": base64.b64encode(file.content).decode(),
                "mime": file.mime,
            }
            for file in self._by_id.values()
        ]

    @classmethod
    def from_json(cls, data: list[Json]) -> Files:
        """Make the shelf that `to_json` described."""
        files = cls()
        for entry in data:
            content = base64.b64decode(entry["content"])
            files._put(StoredFile(**{**entry, "content": content}))
        return files

    def _put(self, file: StoredFile) -> StoredFile:
        self._by_id[file.id] = file
        self._by_path[file.path] = file
        return file


def measure_image(content: bytes) -> tuple[int, int]:
    """Give width and height in pixels of a PNG or JPEG; raises `ApiError` for all others."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        size = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    elif content.startswith(_JPEG):
        size = _measure_jpeg(content)
    else:
        size = (0, 0)
    if 0 in size:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > limits.PHOTO_SIDES or max(size) > limits.PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def name_image(content: bytes) -> str:
    """Give the media type of a PNG or JPEG by what it is, whatever its sender says."""
    return "image/png" if content.startswith(_PNG) else "image/jpeg"


def _measure_jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == _MARKER:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _FRAMES:
            height = int.from_bytes(content[at + 5 : at + 7])
            return int.from_bytes(content[at + 7 : at + 9]), height
        at += 2 + max(length, 2)
    return (0, 0)
