from __future__ import annotations

import pytest

from content.texts import Html, Texts

TEXTS = Texts(
    {
        "pledge.taken": "<b>C’est noté</b> : {title}",
        "figures.road": "{km:.1f} km",
        "button.go": "Oui &amp; <i>non</i> {name}",
    }
)


def test_a_sentence_is_filled_and_what_fills_it_is_escaped() -> None:
    assert TEXTS("pledge.taken", title="<i>1 & 2</i>") == (
        "<b>C’est noté</b> : &lt;i&gt;1 &amp; 2&lt;/i&gt;"
    )


def test_html_and_numbers_go_in_as_they_are() -> None:
    assert TEXTS("pledge.taken", title=Html("<i>eau</i>")).endswith(": <i>eau</i>")
    assert TEXTS("figures.road", km=12.34) == "12.3 km"


def test_a_sentence_inside_another_is_not_escaped_twice() -> None:
    inner = TEXTS("pledge.taken", title="a & b")
    assert TEXTS("pledge.taken", title=inner).count("&amp;") == 1


def test_a_button_shows_no_marks() -> None:
    assert TEXTS.plain("button.go", name="<3") == "Oui & non <3"
    assert TEXTS.plain("button.go", name=Html("<b>a &lt; b</b>")) == "Oui & non a < b"


def test_a_missing_key_or_value_is_named() -> None:
    assert "pledge.taken" in TEXTS
    assert "pledge.lost" not in TEXTS
    with pytest.raises(KeyError, match=r"pledge\.lost"):
        TEXTS("pledge.lost")
    with pytest.raises(KeyError, match=r"pledge\.taken.*title"):
        TEXTS("pledge.taken", name="x")
    with pytest.raises(KeyError, match=r"button\.go.*name"):
        TEXTS.plain("button.go")
