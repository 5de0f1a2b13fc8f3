"""Questions without an answer, private cases, masks, alike questions, added phrasings."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.additions import Additions
from content.alike import groups, key_of
from content.load import ROOT
from content.mask import mask
from content.tables import read_words
from content.texts import Texts
from tests import known

if TYPE_CHECKING:
    from content.ask import Answerer
    from content.model import Content

WORDS = read_words(ROOT)


@pytest.fixture(scope="module")
def content() -> Content:
    return known.content()


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return known.answerer()


@pytest.mark.parametrize(
    ("question", "prepared"),
    [
        ("combien coûte le master plan ?", "cost"),
        ("ça coûte cher aux contribuables votre plan", "cost"),
        ("le plan est-il toujours en vigueur", "in-force"),
        ("où télécharger le document complet du master plan", "document"),
        ("qui est le président du département", "who"),
        ("quel est le bilan du plan", "results"),
        ("pourquoi nous et pas les gros pollueurs", "powerful"),
    ],
)
def test_a_known_question_without_an_answer_stays_unknown(
    answerer: Answerer, question: str, prepared: str
) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.topic, answer.choices) == ("unknown", None, ())
    assert answer.prepared == prepared
    assert answer.text
    assert "<" not in answer.text


def test_no_phrasing_of_a_topic_is_taken_for_one(content: Content, answerer: Answerer) -> None:
    stolen = [
        (topic, phrasing)
        for topic, phrasings in content.phrasings.items()
        if topic != "hors-sujet"
        for phrasing in phrasings
        if answerer.prepared.nonanswer(answerer.searcher.words(phrasing), strict=True)
    ]
    assert stolen == []


def test_a_private_case_takes_no_topic_that_is_sure(answerer: Answerer) -> None:
    for question in ("faire les courses pour un malade", "docteur, poste : un objectif ?"):
        assert not answerer.answer(question).private
    found = answerer.answer("mon RSA est en retard")
    assert (found.topic, found.private) == ("contact", True)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("au 06 12 34 56 78 svp", "au [numéro masqué] svp"),
        ("0612345678", "[numéro masqué]"),
        ("+33 6.12.34.56.78", "[numéro masqué]"),
        ("06/12/34/56/78", "[numéro masqué]"),
        ("0033 (0)4 73 42 20 20 !", "[numéro masqué] !"),
        ("sécu 1 85 05 78 006 084 36", "sécu [numéro masqué]"),
        ("c'est jean.dupont+x@free.fr", "c'est [adresse e-mail masquée]"),
        ("jean arobase free point fr", "[adresse e-mail masquée]"),
        ("12 bis, rue de la Paix, Thiers", "[adresse masquée], Thiers"),
        ("IBAN FR76 3000 4000 0312 3456 7890 143", "IBAN [numéro masqué]"),
        ("écrire à @jean_d", "écrire à [compte masqué]"),
        (
            "en 2021, 63000 Clermont, le 3114 ou le 112",
            "en 2021, 63000 Clermont, le 3114 ou le 112",
        ),
        ("l'objectif 3 en 10 ans", "l'objectif 3 en 10 ans"),
    ],
)
def test_what_tells_who_somebody_is_is_masked(content: Content, text: str, masked: str) -> None:
    texts = Texts(content.sentences)
    plain = mask(text, texts).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
    assert plain == masked
    assert mask(mask(text, texts), texts) == mask(text, texts)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("0123456789 .-/()+@a,rue\n"), max_size=400))
def test_masking_never_fails_and_settles(text: str) -> None:
    texts = Texts({f"mask.{k}": "[x]" for k in ("number", "email", "address", "handle")})
    once = mask(text, texts)
    assert sum(c.isdigit() for c in once) <= sum(c.isdigit() for c in text)


def test_masking_hostile_text_takes_no_longer_than_twice_as_much_text() -> None:
    texts = Texts({f"mask.{k}": "[x]" for k in ("number", "email", "address", "handle")})

    def cost(text: str) -> float:
        start = time.process_time()
        for _ in range(5):
            mask(text, texts)
        return time.process_time() - start + 0.001

    for piece in ("1 ", "a.", "1 rue ", "(1)", "aa11 ", "a@", "+"):
        assert cost(piece * 4000) < 40 * cost(piece * 1000), piece


def test_questions_that_ask_the_same_are_put_together() -> None:
    asked = [
        "Les trotinettes sont-elles gratuites le lundi ?",
        "est-ce que les trotinettes sont gratuites lundi",
        "Où planter une haie ?",
        "les trotinettes gratuites lundi svp",
        "",
        "<i>haie</i> où planter",
    ]
    keys = [key_of(text, WORDS) for text in asked]
    assert groups(keys) == [[0, 1, 3], [2, 5], [4]]


def test_an_added_phrasing_is_understood_at_once(content: Content, answerer: Answerer) -> None:
    wanted = "les zorglubs du mardi sont-ils gratuits"
    assert answerer.answer(wanted).outcome != "answer"
    taught = answerer.having(content.topics, [("objectif-6", wanted)])
    assert taught.answer("Les ZORGLUBS du mardi sont ils gratuits ?").topic == "objectif-6"
    assert taught.answer("du mardi les zorglubs gratuits sont ils").topic == "objectif-6"
    assert taught.answer("les zorglubs").topic != "objectif-6"
    assert taught.answer("c'est quoi l'objectif 3").topic == "objectif-3"
    assert taught.answer("je veux mourir").kind is not None
    assert answerer.answer(wanted).outcome != "answer"


def test_additions_that_say_nothing_teach_nothing() -> None:
    added = Additions.of([("plan", "  "), ("plan", "🦆"), ("agir", "\x00")], WORDS)
    assert added.find("") is None
    assert added.find("é" * 4096) is None


@pytest.mark.parametrize(
    "words", ["connard", "va te faire foutre", "t'es vraiment con", "Ferme ta gueule !", "fdp"]
)
def test_an_insult_is_met_with_calm(answerer: Answerer, words: str) -> None:
    answer = answerer.answer(words)
    assert answer.prepared == "insult"
    assert answer.private, "nothing that the desk would be asked"
    assert "en colère" in answer.text
