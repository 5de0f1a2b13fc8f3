"""Formatting that is typed on a page, and read back from an announcement of the chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announce.marks import to_html, to_marks


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Bonjour,\n\nvenez **samedi** !", "Bonjour,\n\nvenez <b>samedi</b> !"),
        ("un *mot* et **un *autre* ici**", "un <i>mot</i> et <b>un <i>autre</i> ici</b>"),
        ("***les deux***", "<b><i>les deux</i></b>"),
        ("*a **b** c*", "<i>a <b>b</b> c</i>"),
        ("[le site](https://a.fr/?x=1&y=2)", '<a href="https://a.fr/?x=1&amp;y=2">le site</a>'),
        ("2 * 3 = 6 et 5*4", "2 * 3 = 6 et 5*4"),
        ("**jamais fermé", "**jamais fermé"),
        (r"\*pas en italique\*", "*pas en italique*"),
        ("<script>alert('a & b')</script>", "&lt;script&gt;alert('a &amp; b')&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ('[x](https://a.fr/"onclick=1)', '[x](https://a.fr/"onclick=1)'),
        ("[<b>](https://a.fr)", '<a href="https://a.fr">&lt;b&gt;</a>'),
        ("**gras*", "**gras*"),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_what_telegram_shows(typed: str, html: str) -> None:
    assert to_html(typed) == html


@pytest.mark.parametrize(
    "html",
    [
        "Bonjour <b>à tous</b> &amp; à bientôt",
        "<b><i>x</i></b> [pas un lien] * seul",
        '<a href="https://a.fr/?x=1&amp;y=2">le &lt;site&gt;</a>',
        "un *mot* et un \\ seul",
    ],
)
def test_an_announcement_reads_back_as_it_was(html: str) -> None:
    typed = to_marks(html)
    assert typed is not None
    assert to_html(typed) == html


@pytest.mark.parametrize(
    "html", ["<u>souligné</u>", "<blockquote>a</blockquote>", "<b> a</b>", "<code>x</code>"]
)
def test_what_cannot_be_typed_here_is_left_to_the_chat(html: str) -> None:
    assert to_marks(html) is None


@given(st.text(alphabet="ab *[](\\\\)<>&\"'\nhtps:/.", max_size=60))
def test_whatever_is_typed_stays_harmless_and_balanced(typed: str) -> None:
    html = to_html(typed)
    bare = html
    for tag in ("<b>", "</b>", "<i>", "</i>", "</a>"):
        bare = bare.replace(tag, "")
    assert html.count("<b>") == html.count("</b>")
    assert html.count("<i>") == html.count("</i>")
    assert html.count("<a href=") == html.count("</a>")
    assert "<" not in bare.replace('<a href="http', "")
    read_back = to_marks(html)
    if read_back is not None:
        assert to_html(read_back) == html
