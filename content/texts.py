"""Every sentence of the interface by its key, ready for a person.

`Texts(content.sentences)` gives `texts("pledge.taken", title="…")`.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAG: Final = re.compile(r"</?[a-z][^<>]*>")


class Html(str):
    """Text that is HTML already and is not escaped again, such as `to_html` of an answer."""

    __slots__ = ()


class Texts:
    """The sentences of one language; what they are filled with is escaped for Telegram."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences
        self._bare: dict[str, str] = {}  # without marks, of those that were asked for

    def __call__(self, key: str, **values: object) -> Html:
        """Return the sentence `key` as HTML, its `{placeholders}` filled.

        Values are escaped, except `Html` and numbers (which may have a format: `{km:.1f}`).
        Raises KeyError that names the key, or the placeholder that was given no value.
        """
        return Html(self._fill(key, {name: _escaped(value) for name, value in values.items()}))

    def plain(self, key: str, **values: object) -> str:
        """Return the sentence without marks, for what shows no HTML: buttons, alerts, menus."""
        # The marks of the sentence go before it is filled: a value may well contain « < ».
        bare = {
            name: _bare(value) if isinstance(value, Html) else value
            for name, value in values.items()
        }
        return self._fill(key, bare, bare=True)

    def count(self, key: str, count: int, /, **values: object) -> Html:
        """Return `key.zero` (where there is one), `key.one` or `key.many`, with `{count}` filled.

        French counts nought and one alike, so without `key.zero` nought is said with `key.one`.
        """
        form = "many" if count > 1 else "one"
        if count == 0 and f"{key}.zero" in self:
            form = "zero"
        return self(f"{key}.{form}", count=count, **values)

    def __contains__(self, key: object) -> bool:
        return key in self._sentences

    def _fill(self, key: str, values: Mapping[str, Any], *, bare: bool = False) -> str:
        if key not in self._sentences:
            raise KeyError(f"no sentence {key!r}")
        sentence = self._without_marks(key) if bare else self._sentences[key]
        try:
            return sentence.format_map(values)
        except KeyError as error:
            raise KeyError(f"sentence {key!r} wants a value for {error}") from error

    def _without_marks(self, key: str) -> str:
        known = self._bare.get(key)
        if known is None:
            known = self._bare[key] = _bare(self._sentences[key])
        return known


def _escaped(value: object) -> object:
    if isinstance(value, Html | int | float):
        return value
    return html.escape(str(value), quote=False)


def _bare(text: str) -> str:
    return html.unescape(_TAG.sub("", text))
