from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.load import load
from content.model import Commune
from content.territory import find_communes, nearest_communes

NAMES = {
    "63004": ("Les Ancizes-Comps", "63770", 1682),
    "63003": ("Ambert", "63600", 6517),
    "63014": ("Aubière", "63170", 10000),
    "63032": ("Beauregard-l'Évêque", "63116", 1500),
    "63035": ("Beauregard-Vendon", "63460", 1200),
    "63047": ("La Bourboule", "63150", 1700),
    "63075": ("Chamalières", "63400", 17509),
    "63113": ("Clermont-Ferrand", "63000 63100", 146351),
    "63124": ("Cournon-d'Auvergne", "63800", 19951),
    "63178": ("Issoire", "63500", 15115),
    "63179": ("Job", "63990", 900),
    "63226": ("Mur-sur-Allier", "63111 63115", 3111),
    "63236": ("Mont-Dore", "63240", 1200),
    "63284": ("Pont-du-Château", "63430", 12000),
    "63285": ("Pontgibaud", "63230", 700),
    "63300": ("Riom", "63200", 18820),
    "63352": ("Saint-Germain-Lembron", "63340", 1900),
    "63353": ("Saint-Germain-l'Herm", "63630", 450),
    "63430": ("Thiers", "63300", 11000),
    "63005": ("Antoingt", "63340", 413),
    "63024": ("Saint-Avit-d'Auvergne", "63380", 200),
}
COMMUNES = {
    insee: Commune(insee, name, tuple(codes.split()), "200000000", "une", people)
    for insee, (name, codes, people) in NAMES.items()
}
FORMER = {"Dallet": "63226", "Mezel": "63226", "Saint-Avit": "63024"}


def names(text: str, limit: int = 20) -> list[str]:
    return [commune.name for commune in find_communes(COMMUNES, FORMER, text, limit)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Riom", "Riom"),
        ("AUBIERE", "Aubière"),
        ("clermont", "Clermont-Ferrand"),
        ("clermon", "Clermont-Ferrand"),
        ("clermont ferand", "Clermont-Ferrand"),
        ("63000", "Clermont-Ferrand"),
        ("63 100", "Clermont-Ferrand"),
        ("63113", "Clermont-Ferrand"),
        ("j'habite à Pont du Château", "Pont-du-Château"),
        ("Pont du chato", "Pont-du-Château"),
        ("pontduchateau", "Pont-du-Château"),
        ("je suis du côté de Thiers en ce moment", "Thiers"),
        ("bourboule", "La Bourboule"),
        ("le mont dore", "Mont-Dore"),
        ("ancizes comps", "Les Ancizes-Comps"),
        ("chamaliere", "Chamalières"),
        ("isoire", "Issoire"),
        ("cournon dauvergne", "Cournon-d'Auvergne"),
        ("Dallet", "Mur-sur-Allier"),
        ("mezell", "Mur-sur-Allier"),
        ("st avit", "Saint-Avit-d'Auvergne"),
        ("st germain l'herm", "Saint-Germain-l'Herm"),
        ("63340 antoingt", "Antoingt"),
        ("job", "Job"),
    ],
)
def test_one_commune_is_understood(typed: str, meant: str) -> None:
    assert names(typed) == [meant]


def test_a_postal_code_of_several_communes_lets_the_person_choose() -> None:
    assert names("63340") == ["Antoingt", "Saint-Germain-Lembron"]
    assert names("63340", limit=1) == ["Antoingt"]


def test_names_that_begin_alike_let_the_person_choose() -> None:
    assert names("Beauregard") == ["Beauregard-l'Évêque", "Beauregard-Vendon"]
    assert names("saint germain") == ["Saint-Germain-Lembron", "Saint-Germain-l'Herm"]


@pytest.mark.parametrize(
    "typed", ["", "   ", "Paris", "75001", "oui", "😀", "je ne sais pas", "non"]
)
def test_what_is_elsewhere_or_no_place_finds_nothing(typed: str) -> None:
    assert names(typed) == []


@given(st.text(max_size=300))
def test_no_text_raises_and_the_limit_holds(typed: str) -> None:
    assert len(find_communes(COMMUNES, FORMER, typed, 3)) <= 3


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_two_letters_swapped_in_a_long_name_still_find_it(insee: str, data: st.DataObject) -> None:
    name = COMMUNES[insee].name
    at = data.draw(st.integers(0, len(name) - 2))
    typed = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if len(name) >= 8 and name[at].isalpha() and name[at + 1].isalpha():
        assert name in names(typed)


def test_the_nearest_communes_are_offered_to_who_sends_a_place() -> None:
    content = load()
    assert content.places.keys() <= content.communes.keys()

    near = nearest_communes(content.communes, content.places, (45.8937, 3.1126))
    assert near[0].name == "Riom"
    assert len(near) == 4


@pytest.mark.parametrize(
    "here", [(48.85, 2.35), (91.0, 3.0), (math.nan, 3.0), (math.inf, 0.0), (45.8, 1e300)]
)
def test_nothing_is_near_a_place_far_away_or_nowhere(here: tuple[float, float]) -> None:
    content = load()
    assert nearest_communes(content.communes, content.places, here) == []
