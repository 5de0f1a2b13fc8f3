from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.load import ROOT
from content.normalise import LONGEST, Words, fold, sentences, tokens
from content.numbers import named
from content.spelling import Speller
from content.tables import read_words

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(scope="module")
def words() -> Words:
    return read_words(ROOT)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("C koi l'objectif 3 ??", "c est quoi l objectif 3"),
        ("c’est QUOI l’Objectif n°3", "c est quoi l objectif n 3"),
        ("jveu sav koi fair pr leau", "je veux sav quoi fair pour leau"),
        ("MERCIIIII 🙏", "merci merci"),
        ("a+ le bot, kiss", "a plus le bot kiss"),
        ("🚲 ou 🚌 ?", "velo ou bus"),
        ("sa veut dire koi", "ca veut dire quoi"),
        ("le 1er objectif", "le 1 er objectif"),
        ("How can I save water?", "comment peux je economiser eau"),
        ("œuvre, cœur, façade", "oeuvre coeur facade"),
        ("ｌ'ｅａｕ", "l eau"),
        ("z̸̢̛a̷l̵g̶o̴", "zalgo"),
        ("lеau", "leau"),  # a Cyrillic « е »
        ("", ""),
        ("😶‍🌫️ ---", ""),
    ],
)
def test_what_people_type_becomes_plain_words(typed: str, plain: str, words: Words) -> None:
    assert " ".join(tokens(typed, words)) == plain


def test_one_english_word_in_french_stays_as_it_is(words: Words) -> None:
    assert tokens("le plan parle de water ou quoi", words)[4] == "water"


def test_the_end_of_a_message_that_is_too_long_is_what_counts(words: Words) -> None:
    found = tokens("a " * LONGEST + "objectif trois", words)
    assert found[-2:] == ("objectif", "trois")
    assert len(found) <= LONGEST


def test_a_message_is_cut_where_sentences_end() -> None:
    assert sentences("Bonjour. J'habite ici ! Et l'eau ?\n\n") == [
        "Bonjour",
        " J'habite ici ",
        " Et l'eau ",
    ]


@settings(max_examples=400)
@given(st.text(max_size=300))
def test_any_text_becomes_plain_ascii_words(typed: str) -> None:
    for token in tokens(typed, Words.of({})):
        assert token.isascii()
        assert token.isalnum()
        assert token == fold(token)


@pytest.mark.parametrize(
    "data",
    [
        {"forms": ["koi"]},
        {"numbers": {"six": "6"}},
        {"numbers": {"six": 6, "SIX": 6}},
        {"act": {"agir": 1}},
        {"follow_ups": {"same": "encore"}},
    ],
)
def test_a_dictionary_that_is_none_is_refused(data: Mapping[str, object]) -> None:
    with pytest.raises(ValueError, match=" : "):
        Words.of(data)


@pytest.mark.parametrize(
    ("typed", "objectives", "alone", "act"),
    [
        ("3", (3,), True, False),
        ("le six", (6,), True, False),
        ("n°7 c koi deja ?", (7,), True, False),
        ("Bonjour, c'est quoi le 3 svp", (3,), True, False),
        ("agir 6", (6,), True, True),
        ("l'objectif numéro deux", (2,), True, False),
        ("objectif 3 et 4", (3, 4), False, False),
        ("le dixième objectif, le tout dernier", (10,), False, False),
        ("que puis-je faire pour l'objectif 5 ?", (5,), False, True),
        ("les dix objectifs", (), False, False),
        ("les 10 objectifs", (), False, False),
        ("objectif 12", (), False, False),
        ("quoi de neuf", (), False, False),
        ("j'ai 5 enfants", (), False, False),
        ("3 ou 4", (), False, False),
        ("999999999999999999", (), False, False),
    ],
)
def test_objectives_are_known_by_their_number(
    typed: str, objectives: tuple[int, ...], *, alone: bool, act: bool, words: Words
) -> None:
    found = named(tokens(typed, words), words)
    assert (found.objectives, found.alone, found.act) == (objectives, alone, act)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lobjectif", ("l", "objectif")),
        ("jmange", ("j", "mange")),
        ("biodivercite", ("biodiversite",)),
        ("ojectif", ("objectif",)),
        ("biodvrsite", ("biodiversite",)),
        ("objectif", ("objectif",)),
        ("mangeons", ("mangeons",)),
        ("eua", ("eua",)),
        ("xylophone", ("xylophone",)),
    ],
)
def test_an_unknown_word_is_read_as_the_known_one_it_stands_for(
    typed: str, meant: tuple[str, ...]
) -> None:
    speller = Speller({"objectif": 9, "biodiversite": 4, "mange": 3, "manger": 2, "eau": 5})
    assert speller.correct(typed) == meant
    assert speller.correct(typed) == meant
