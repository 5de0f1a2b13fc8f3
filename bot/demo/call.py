"""One call of a Bot API method: its arguments, whichever way they came, read strictly."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.demo.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Mapping

_INTEGER: Final = re.compile(r"-?\d{1,19}", re.ASCII)
_TRUE: Final = frozenset({"true", "True", "1", "yes", "t"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments by name: text from a form, any JSON value from a JSON body.

    Each getter raises `ApiError` 400 where the argument is there but of another kind.
    """

    values: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether an argument was given."""
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """Read a text."""
        value = self.values.get(name, default)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise bad_request(f'field "{name}" must be of type String')
        return str(value)

    def integer(self, name: str, default: int | None = None) -> int:
        """Read a 64-bit number; raises for a missing one without default, too."""
        value = self.values.get(name)
        if value is None or value == "":
            if default is None:
                raise bad_request(f'parameter "{name}" is required')
            return default
        if isinstance(value, bool) or not _INTEGER.fullmatch(str(value)):
            raise bad_request(f'can\'t parse "{name}": expected an Integer')
        return int(str(value))

    def flag(self, name: str) -> bool:
        """Read a Boolean; absent is false."""
        value = self.values.get(name)
        return value is True or str(value) in _TRUE

    def structure(self, name: str) -> Any:  # noqa: ANN401 – any JSON
        """Read a JSON value (in a form it comes as text); `None` where absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        return parse_json(value, name) if isinstance(value, str) else value


def parse_json(source: str | bytes, name: str) -> Any:  # noqa: ANN401 – any JSON
    """Parse JSON; raises `ApiError` 400 for broken, endless or non-finite input."""
    try:
        return json.loads(source, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise bad_request(f"can't parse {name} JSON object") from None


def check_unicode(value: object) -> None:
    """Refuse half surrogates anywhere in the arguments: they are no text in any encoding."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, RecursionError):
        raise bad_request("strings must be encoded in UTF-8") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
