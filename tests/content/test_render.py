from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.render import escape, faults_in, to_html, to_plain, typography

# Everything that Markdown, HTML or our typography treats in its own way.
SIGNS = st.text(list("*_[]()<>!#-+`'&;:?«»%{}/\\\n\t 09azéhkm.@\u00a0\U000f0000"), max_size=60)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Vraiment ? Oui !", "Vraiment\u00a0? Oui\u00a0!"),
        ("le « Master Plan » : 10 %", "le «\u00a0Master Plan\u00a0»\u00a0: 10\u00a0%"),
        ("5 min, 0,32 kg, 18 h 30", "5\u00a0min, 0,32\u00a0kg, 18\u00a0h\u00a030"),
        ("664 453 habitants", "664\u00a0453 habitants"),
        ("l'eau, aujourd'hui, d'« étoiles »", "l’eau, aujourd’hui, d’«\u00a0étoiles\u00a0»"),
        ("jusqu'à l'**eau** et l'{action}", "jusqu’à l’**eau** et l’{action}"),
        ("Attendez...", "Attendez…"),
        ("déjà\u00a0! et\u202f?", "déjà\u00a0! et\u00a0?"),
    ],
)
def test_plain_typing_becomes_french_typography(typed: str, shown: str) -> None:
    assert typography(typed) == shown


@pytest.mark.parametrize(
    "text",
    [
        "https://exemple.fr/l'eau?a=1&b='c'd",
        "[eau](https://exemple.fr/d'eau)",
        "`l'eau : x`",
        "/aide",
        "l.eau-1@exemple.fr",
        "04 73 00 00 00",
        "0 800 123 456",
        "3 litrons, 12 hommes",
        '<a href="https://x.fr/l\'eau">',
        "{title : x}",
    ],
)
def test_addresses_code_commands_and_numbers_to_call_stay_as_they_are(text: str) -> None:
    assert typography(text) == text


@given(SIGNS)
@example("\U000f0000`a`\U000f0000")
def test_typography_done_twice_changes_nothing_more(text: str) -> None:
    once = typography(text)
    assert typography(once) == once
    assert re.sub(r"[\s\u00a0]+", "", once).replace("’", "'").replace("…", "...") == re.sub(
        r"[\s\u00a0]+", "", text
    ).replace("’", "'").replace("…", "...")


ANSWER = """\
L'eau est **un bien
commun** : *oui* & non < 3.

Trois gestes :
- une douche
- un [site](https://exemple.fr/?a=1&b=2)

- un seau

Fin."""


def test_an_answer_becomes_html_for_telegram() -> None:
    assert to_html(ANSWER) == (
        "L’eau est <b>un bien commun</b>\u00a0: <i>oui</i> &amp; non &lt; 3.\n\n"
        "Trois gestes\u00a0:\n"
        "• une douche\n"
        '• un <a href="https://exemple.fr/?a=1&amp;b=2">site</a>\n'
        "• un seau\n\n"
        "Fin."
    )


def test_an_answer_becomes_plain_text() -> None:
    assert to_plain(ANSWER) == (
        "L’eau est un bien commun\u00a0: oui & non < 3.\n\n"
        "Trois gestes\u00a0:\n"
        "• une douche\n"
        "• un site (https://exemple.fr/?a=1&b=2)\n"
        "• un seau\n\n"
        "Fin."
    )


def test_a_list_after_a_full_sentence_stands_apart() -> None:
    assert to_plain("Une phrase.\n\n- un\n- deux") == "Une phrase.\n\n• un\n• deux"
    assert to_html("**Idées :**\n- un") == "<b>Idées\u00a0:</b>\n• un"


@pytest.mark.parametrize(
    ("markdown", "line", "what"),
    [
        ("a\n\n# Titre", 2, "un titre"),
        ("a\n\n1. un", 2, "une liste numérotée"),
        ("> dit-il", 0, "une citation"),
        ("du `code`", 0, "du code"),
        ("```\ncode\n```", 0, "un bloc de code"),
        ("<b>gras</b>", 0, "du HTML"),
        ("<div>\n\nx", 0, "du HTML"),
        ("![a](https://b.fr/c.png)", 0, "une image"),
        ("a\n\n---", 2, "un trait"),
        ("- a\n  - b", 1, "une liste dans une liste"),
        ("[x](http://a.fr)", 0, "un lien qui ne commence pas par https://"),
        ("[x](page.html)", 0, "un lien qui ne commence pas par https://"),
    ],
)
def test_what_an_answer_cannot_hold_is_named(markdown: str, line: int, what: str) -> None:
    assert any(n == line and said.startswith(what) for n, said in faults_in(markdown))


def test_what_an_answer_can_hold_is_no_fault() -> None:
    assert faults_in(ANSWER) == []
    assert faults_in("    quatre espaces\n\nmot\\\nsuite") == []


def test_unknown_markdown_is_shown_as_its_words() -> None:
    assert to_html("# Titre\n\n1. un\n\n`x<y`\n\n<b>z</b>") == (
        "Titre\n\n• un\n\nx&lt;y\n\n&lt;b&gt;z&lt;/b&gt;"
    )
    assert to_html("[mail](mailto:a@b.fr) [x](javascript:a)") == "mail [x](javascript:a)"


class Reader(HTMLParser):
    """Reads HTML as Telegram does: every tag known, every tag closed in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag, [name for name, _ in attrs]) in [("b", []), ("i", []), ("a", ["href"])]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(SIGNS)
@example('[a](<https://b.fr/"x">)')
def test_whatever_is_typed_telegram_can_read_the_html(markdown: str) -> None:
    reader = Reader()
    reader.feed(to_html(markdown))
    reader.close()
    assert reader.open == []
    faults_in(markdown)
    to_plain(markdown)


def test_escape_shows_text_as_it_is() -> None:
    assert escape("<b> & 'l\"") == "&lt;b&gt; &amp; 'l\""
