"""The quick ways of reading a text give exactly what the careful ones give."""

from __future__ import annotations

import random
from math import sqrt

import pytest

from content import normalise, spoken
from content.danger import Dangers
from content.danger_ear import Ear, spans, traits
from content.features import features
from content.lexical import learn
from content.normalise import tokens
from content.tables import read_words
from tests import known

LETTERS = [chr(code) for code in range(0x250)] + list("’‘“”«»…–—•€œŒŸŽžŠšƒℌſＡа́̈🚲😀\ud800")


@pytest.mark.parametrize("room", [normalise, spoken])
def test_folding_by_table_is_folding_letter_by_letter(room: object) -> None:
    quick, careful = vars(room)["_folded"], vars(room)["_letters"]
    for letter in LETTERS:
        assert quick(f"a{letter}É") == careful(f"a{letter}É"), hex(ord(letter))
    chance = random.Random(1)
    for _ in range(300):
        text = "".join(chance.choices(LETTERS, k=40))
        assert quick(text) == careful(text), text


def test_the_ear_weighs_what_the_traits_say() -> None:
    dangers = Dangers.read()
    ear = vars(Dangers)["_ear"].__get__(dangers)
    assert isinstance(ear, Ear)
    for text in (
        "je veux mourir",
        "aidez moi il m'a tapé hier soir",
        "h",
        "qui a eu cette idée ?",
    ):
        words = dangers.words(text)
        known = [[ear.weights[t] for t in found if t in ear.weights] for found in traits(words)]
        for start, end in spans(len(words)):
            weights = [weight for place in known[start:end] for weight in place]
            assert ear.weigh(words) == pytest.approx(
                ear.bias + sum(weights) / sqrt(max(len(weights), 1))
            )


def test_ranking_from_remembered_words_is_ranking_from_features() -> None:
    content = known.content()
    words = read_words(content.root)
    few = {topic: texts[:6] for topic, texts in content.phrasings.items()}
    lexical = learn([(t, tokens(x, words)) for t in few for x in few[t]], words)
    for text in ("pourquoi les arbres en ville", "le le prix du bois, le prix", "vélo"):
        found = features(lexical.read(text))
        ranking = lexical.rank(text, lexical.read(text))
        again = lexical.rank(text, lexical.read(text))
        likeness = lexical.phrasings.likeness(found.stems)
        for topic, score in zip(
            lexical.classifier.topics, lexical.classifier.scores(found), strict=True
        ):
            assert ranking.scores[topic] == score + 8.0 * likeness.get(topic, 0.0)
        assert again == ranking
