"""Values on their way into a column and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

# `json.dumps` would make one each time.
_written = json.JSONEncoder(separators=(",", ":")).encode


def to_json(value: object) -> str:
    """Write JSON as plain ASCII: PostgreSQL refuses a NUL or half a surrogate pair in text."""
    return _written(value)


def from_json(text: str) -> Any:  # noqa: ANN401 – whatever `to_json` was given
    """Read what `to_json` wrote."""
    return json.loads(text)


def clean(text: str) -> str:
    """Drop what a text column cannot hold on both engines: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


@lru_cache(maxsize=8)  # of many that come at once, all ask for the same moment
def day_of(now: int) -> str:
    """Return the UTC day of a moment as `YYYY-MM-DD`."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()
