"""Fills the templates. Whatever is put into one is escaped; Telegram's HTML is made safe first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.page.rich import rich
from content.texts import Html, Texts

if TYPE_CHECKING:
    from collections.abc import Callable


def make_environment() -> Environment:
    """Make the engine: everything is escaped, nothing may be missing."""
    environment = Environment(
        loader=PackageLoader("bot.page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finish,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["rich"] = rich
    return environment


def sayings(texts: Texts) -> dict[str, Callable[..., Any]]:
    """Give the templates the sentences: `say(key, …)` and `count`."""

    def count(key: str, number: int) -> str:
        return _one_or_many(texts, key, number)

    return {"say": texts.plain, "count": count}


def _one_or_many(texts: Texts, key: str, number: int) -> str:
    form = "many" if number > 1 else "one"
    if number == 0 and f"{key}.zero" in texts:
        form = "zero"
    return texts.plain(f"{key}.{form}", count=number)


def _finish(value: object) -> object:
    return rich(value) if isinstance(value, Html) else value
