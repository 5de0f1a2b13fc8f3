"""`colibris suggest`: one profile per line of standard input, one line of suggestions for each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.lines import read_lines, write_line
from content.suggest import Catalogue, suggest
from content.texts import Texts
from content.wishes import parse_wish, to_json

if TYPE_CHECKING:
    from datetime import date

    from content.model import Content


def run(*, stdin: BinaryIO, stdout: BinaryIO, content: Content, today: date) -> int:
    """Answer every line in order, flushed; a line that is no wish gets `{"error": …}`."""
    catalogue = Catalogue.of(content)
    texts = Texts(content.sentences)
    for line in read_lines(stdin):
        write_line(stdout, _answer(line.text, line.error, catalogue, texts, today))
    return 0


def _answer(
    text: str, error: str | None, catalogue: Catalogue, texts: Texts, today: date
) -> dict[str, Any]:
    if error is not None:
        return {"error": error}
    try:
        wish = parse_wish(json.loads(text), today)
    except RecursionError:
        return {"error": "nested too deeply"}
    except ValueError as reason:
        return {"error": str(reason)}
    return {"suggestions": [to_json(found, texts.plain) for found in suggest(catalogue, wish)]}
