"""Telegram's HTML: what it accepts, what it refuses and how, and that the page gets safe HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.entities import Formatted, complete, count_units, take_units
from bot.demo.errors import ApiError
from bot.demo.html_reader import read_html
from bot.demo.safe_html import render

SAFE = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}


def spoken(source: str) -> list[tuple[str, str]]:
    content = read_html(source)
    return [
        (e["type"], take_units(content.text, e["offset"], e["length"])) for e in content.entities
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b>a</b><strong>b</strong>", [("bold", "a"), ("bold", "b")]),
        ("<i>a</i><em>b</em>", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u><ins>b</ins>", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s><strike>b</strike><del>c</del>", [("strikethrough", x) for x in "abc"]),
        ('<span class="tg-spoiler">a</span>', [("spoiler", "a")]),
        ("<tg-spoiler>a</tg-spoiler>", [("spoiler", "a")]),
        ("<code>a</code><pre>b</pre>", [("code", "a"), ("pre", "b")]),
        ('<pre><code class="language-py">x</code></pre>', [("pre", "x")]),
        ("<blockquote>a</blockquote>", [("blockquote", "a")]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", "a")]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', [("custom_emoji", "👍")]),
        ("<a href='https://example.org/?a=1&amp;b=2'>là</a>", [("text_link", "là")]),
        ("<a>https://example.org</a>", [("text_link", "https://example.org")]),
        ('<a href="javascript:alert(1)">là</a>', []),
        ("<B>é</b >", [("bold", "é")]),
        ("🌱🌱 <b>x</>", [("bold", "x")]),
        ("<b></b>", []),
    ],
)
def test_tags_become_entities(source: str, expected: list[tuple[str, str]]) -> None:
    assert spoken(source) == expected


def test_nested_tags_overlap() -> None:
    assert sorted(spoken("<b>a<i>b<u>c</u></i></b>")) == [
        ("bold", "abc"),
        ("italic", "bc"),
        ("underline", "c"),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "'),
        ("&#233;&#xE9;&#x1F331;", "éé🌱"),
        ("&eacute; & &nbsp; &;", "&eacute; & &nbsp; &;"),  # text, as in Telegram
        ("&lt b", "< b"),
    ],
)
def test_references_are_decoded(source: str, text: str) -> None:
    assert read_html(source).text == text


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<div>x</div>", 'Unsupported start tag "div" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("x<!-- y -->", 'Unsupported start tag "!--" at byte offset 1'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a"'),
        ("<a ='x'>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("&#xD83C;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_bad_html_is_refused_in_telegrams_words(source: str, refusal: str) -> None:
    with pytest.raises(ApiError) as caught:
        read_html(source)
    assert caught.value.description.startswith("Bad Request: can't parse entities: ")
    assert refusal in caught.value.description


def test_text_is_trimmed_and_its_entities_with_it() -> None:
    content = complete(read_html(" \n <b>  gras </b> 🌱 "))

    assert content.text == "gras  🌱"
    assert content.entities == ({"type": "bold", "offset": 0, "length": 5},)


def test_plain_links_commands_and_mentions_are_found() -> None:
    text = (
        "Voir https://example.org/a?b=1, /agir@colibris63_bot ou @colibris63_bot #eau a@b.fr 1/2"
    )
    content = complete(Formatted(text))

    assert [(e["type"], take_units(text, e["offset"], e["length"])) for e in content.entities] == [
        ("url", "https://example.org/a?b=1"),
        ("bot_command", "/agir@colibris63_bot"),
        ("mention", "@colibris63_bot"),
        ("hashtag", "#eau"),
        ("email", "a@b.fr"),
    ]


def test_nothing_is_found_inside_code() -> None:
    assert [e["type"] for e in complete(read_html("<code>/agir <b>x</b></code>")).entities] == [
        "code"
    ]


def test_crossing_entities_are_shown_well_nested() -> None:
    crossing: Any = (
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 2, "length": 3},
    )

    assert render(Formatted("abcde", crossing)) == "<b>ab<i>c</i></b><i>de</i>"


class _Audit(HTMLParser):
    """Collects the text, and fails on anything that is not on the list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.stack: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SAFE
        assert {name for name, _ in attrs} <= ({"href", "rel"} if tag == "a" else set())
        href = dict(attrs).get("href") or "https://"
        assert href.startswith(("http://", "https://", "mailto:"))
        self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


KINDS = ["bold", "italic", "spoiler", "code", "pre", "text_link", "url", "email", "blockquote"]
ENTITY = st.fixed_dictionaries(
    {
        "type": st.sampled_from(KINDS),
        "offset": st.integers(0, 12),
        "length": st.integers(1, 12),
        "url": st.sampled_from(["https://e.org/\"'><x", "javascript:x", "data:text/html,x"]),
    }
)


@given(st.text(max_size=12), st.lists(ENTITY, max_size=5))
def test_what_the_page_gets_is_safe_whatever_the_bot_sends(
    text: str, entities: list[dict[str, Any]]
) -> None:
    text = text.replace("\0", "").replace("\r", "")
    total = count_units(text)
    inside = [
        {**e, "length": min(e["length"], total - e["offset"])}
        for e in entities
        if e["offset"] < total
    ]
    audit = _Audit()
    audit.feed(render(Formatted(text, tuple(inside))))
    audit.close()

    assert audit.stack == []
    if (
        all(e["offset"] + e["length"] <= total for e in inside)
        and max(text, default="") < "\uffff"
    ):
        assert audit.text == text


@given(st.text(alphabet="<>/&;#ab='\" \n🌱lt", max_size=40))
def test_the_reader_ends_with_a_text_or_a_refusal(source: str) -> None:
    try:
        content = complete(read_html(source))
    except ApiError:
        return
    total = count_units(content.text)
    assert all(0 < e["length"] <= total - e["offset"] for e in content.entities)


@given(st.text(max_size=60))
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert read_html(escaped).text == text
