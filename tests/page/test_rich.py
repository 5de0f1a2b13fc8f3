"""Telegram's HTML on a page: what Telegram shows, and nothing that a browser would do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.rich import rich

_OURS = re.compile(
    r"</?(?:b|i|u|s|code|pre|blockquote|mark|span)>|</a>"
    r'|<a href="(?:https?://|mailto:|tel:)[^"<>]*" rel="noopener noreferrer">'
)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b>a</b> &lt;b&gt; &amp;", "<b>a</b> &lt;b&gt; &amp;"),
        ("<strong>a</strong><tg-spoiler>b</tg-spoiler>", "<b>a</b><mark>b</mark>"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href=" JaVaScRiPt:alert(1)">x</a>', "x"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<img src=x onerror=alert(1)>", ""),
        ('<b onclick="x">a', "<b>a</b>"),
        ("</b></div>a", "a"),
        ("<b><i>a</b></i>", "<b><i>a</i></b>"),
        ("<blockquote expandable>a</blockquote>", "<blockquote>a</blockquote>"),
    ],
)
def test_only_what_telegram_shows_is_left(html: str, shown: str) -> None:
    assert rich(html) == shown


@given(st.text(alphabet="<>/ab\"'= &;!-hrefscriptjv:", max_size=80))
def test_whatever_comes_nothing_but_our_tags_is_left(html: str) -> None:
    assert "<" not in _OURS.sub("", rich(html))
