from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from content import linear
from content.calibrate import (
    ask_unknown,
    calibrate,
    certain_from,
    outcomes,
    read_voices,
)
from content.calibration_text import to_yaml
from content.confidence import Calibration, Logistic, fit, signs
from content.features import features
from content.lexical import Ranking, learn, train_on, typed_phrasings
from content.load import ROOT
from content.model import OUT
from content.normalise import Words, tokens
from content.search import Searcher
from content.tables import read_calibration, read_words
from content.trained import NAME, fingerprint
from content.trained import load as load_trained
from content.trained import save as save_trained
from content.tuning.strangers import is_stranger
from tests import known

if TYPE_CHECKING:
    from pathlib import Path

    from content.linear import Linear

PHRASINGS = {
    "objectif-3": ["que dit le plan sur l'eau", "l'eau dans le plan", "les rivières et le plan"],
    "agir-3": ["comment économiser l'eau chez moi", "moins d'eau sous la douche, des idées"],
    "objectif-6": [
        "que dit le plan sur le vélo",
        "le plan et les bus",
        "les trajets dans le plan",
    ],
    "agir-6": ["comment laisser ma voiture", "aller au travail à vélo, des idées"],
    "urgence": ["je suis en danger", "au secours vite"],
    "bonjour": ["bonjour", "salut tout le monde"],
    "hors-sujet": ["quel temps fera-t-il demain", "qui a gagné le match", "une recette de pâtes"],
}
TITLES = {"objectif-3": "L'eau, bien commun"}


@pytest.fixture(scope="module")
def words() -> Words:
    return read_words(ROOT)


@pytest.fixture(scope="module")
def small(words: Words) -> Searcher:
    return Searcher(PHRASINGS, TITLES, words, read_calibration(ROOT))


@pytest.fixture(scope="module")
def real(words: Words) -> Searcher:
    content = known.content()
    titles = {topic.id: topic.title for topic in content.topics.values()}
    kept = partial(load_trained, ROOT / NAME)
    return Searcher(content.phrasings, titles, words, read_calibration(ROOT), kept)


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("c koi l objectif 3", "objectif-3"),
        ("objectif 3", "objectif-3"),
        ("3", "objectif-3"),
        ("le six", "objectif-6"),
        ("agir 6", "agir-6"),
        ("L'EAU, BIEN COMMUN", "objectif-3"),
        ("Que dit le plan sur l’eau ?", "objectif-3"),
        ("comment laisser ma voiture", "agir-6"),
    ],
)
def test_numbers_titles_and_known_phrasings_are_answered(
    asked: str, topic: str, small: Searcher
) -> None:
    found = small.find(asked)
    assert (found.outcome, found.topic, found.choices[0]) == ("answer", topic, topic)
    assert found.confidence > 0.9


def test_two_numbers_are_asked_back(small: Searcher) -> None:
    found = small.find("objectifs 3 et 6")
    assert (found.outcome, found.choices) == ("clarify", ("objectif-3", "objectif-6"))


@pytest.mark.parametrize("asked", ["", "   ", "🙂", "?!", "15", "2021", "qui a gagné le match"])
def test_what_says_nothing_of_ours_is_unknown(asked: str, small: Searcher) -> None:
    found = small.find(asked)
    assert (found.outcome, found.topic, found.choices) == ("unknown", None, ())


def test_and_the_water_with_nothing_before_it_is_asked_back(real: Searcher) -> None:
    found = real.find("et pour l'eau")
    assert found.outcome == "clarify"
    assert {"objectif-3", "agir-3"} <= {*found.choices}


@pytest.mark.parametrize(
    ("asked", "last", "topic"),
    [
        ("et pour l'eau ?", "agir-2", "agir-3"),
        ("et pour l'eau ?", "objectif-2", "objectif-3"),
        ("le 2", "agir", "agir-2"),
        ("le 2", None, "objectif-2"),
        ("pourquoi ?", "objectif-3", "objectif-3"),
        ("et moi ?", "objectif-3", "agir-3"),
        ("en savoir plus", "plan", "plan"),
    ],
)
def test_a_follow_up_goes_on_from_the_last_topic(
    asked: str, last: str | None, topic: str, real: Searcher
) -> None:
    assert real.find(asked, last_topic=last).choices[0] == topic


def test_a_follow_up_to_small_talk_is_no_answer(small: Searcher) -> None:
    assert small.find("pourquoi ?", last_topic="bonjour").topic != "bonjour"


@pytest.mark.parametrize("topic", ["objectif-4", "agir-9", "plan-experts", "rappels", "donnees"])
def test_choices_are_never_small_talk_nor_danger_nor_out_of_scope(
    topic: str, real: Searcher
) -> None:
    for asked in known.content().phrasings[topic]:
        found = real.find(f"bonjour, {asked}")
        assert len(found.choices) <= 3
        assert len({*found.choices}) == len(found.choices)
        if found.outcome == "clarify":
            assert len(found.choices) >= 2
            assert not {*found.choices} & {"hors-sujet", "urgence", "bonjour", "merci"}
        assert 0 <= found.confidence <= 1


def test_the_question_at_the_end_of_a_long_story_is_found(real: Searcher) -> None:
    story = "Hier il faisait beau et nous avons marché longtemps avec les cousins. " * 40
    found = real.find(story + "Dites-moi, c'est quoi l'objectif sur l'eau dans le plan ?")
    assert "objectif-3" in found.choices


def test_a_short_question_takes_little_time_and_a_long_one_a_moment(real: Searcher) -> None:
    asked = known.content().phrasings["objectif-3"]
    start = time.process_time()
    for text in asked:
        real.find(text)
    short = (time.process_time() - start) / len(asked)
    start = time.process_time()
    real.find(" ".join(asked * 4)[:4000])
    long = time.process_time() - start
    # Four times what is measured on one quiet core: slow machines run tests as well.
    assert short < 0.004
    assert long < 0.4


def test_the_same_phrasings_give_the_same_classifier(words: Words) -> None:
    first, key = train_on(PHRASINGS, words)
    second, again = train_on(PHRASINGS, words)
    assert key == again
    assert first == second
    assert train_on({**PHRASINGS, "merci": ["merci bien"]}, words)[1] != key


def test_a_classifier_comes_back_from_its_file(tmp_path: Path, words: Words) -> None:
    path = tmp_path / "trained.bin"
    classifier, key = train_on(PHRASINGS, words)
    save_trained(path, classifier, key)
    assert load_trained(path, key) == classifier
    assert load_trained(path, "another") is None
    first = path.read_bytes()
    save_trained(path, classifier, key)
    assert path.read_bytes() == first


@pytest.mark.parametrize("keep", [0, 5, 30, 200, -200, -5, -1])
def test_a_damaged_file_means_training_again(keep: int, tmp_path: Path, words: Words) -> None:
    path = tmp_path / "trained.bin"
    assert load_trained(path, "x") is None
    classifier, key = train_on(PHRASINGS, words)
    save_trained(path, classifier, key)
    path.write_bytes(path.read_bytes()[:keep])
    assert load_trained(path, key) is None


def test_the_kept_classifier_is_used_only_for_its_phrasings(words: Words) -> None:
    asked: list[str] = []

    def kept(key: str) -> Linear | None:
        asked.append(key)
        return None

    typed = typed_phrasings(PHRASINGS, words)
    lexical = learn(typed, words, kept)
    assert asked == [fingerprint(typed)]
    assert lexical.classifier.topics == tuple(sorted(PHRASINGS))


def test_the_classifier_learns_its_examples(words: Words) -> None:
    examples = [(t, features(tokens(x, words))) for t, texts in PHRASINGS.items() for x in texts]
    classifier = linear.train(examples)
    for topic, found in examples:
        scores = dict(zip(classifier.topics, classifier.scores(found), strict=True))
        assert max(scores, key=scores.__getitem__) == topic


def test_chances_follow_what_they_are_fitted_to() -> None:
    rows = [(x / 10, 1.0) for x in range(-30, 30)]
    model = fit(rows, [row[0] > 0 for row in rows])
    assert model.chance((3.0, 1.0)) > 0.9
    assert model.chance((-3.0, 1.0)) < 0.1
    assert Logistic(0.0, (1e3, 0.0), (0.0,), (1.0,)).chance((-1e6,)) == 0.0


def test_chances_follow_two_signs_that_only_tell_together() -> None:
    rows = [(x / 10, y / 10) for x in range(-20, 21, 4) for y in range(-20, 21, 4)]
    model = fit(rows, [x * y > 0 for x, y in rows])
    assert min(model.chance((1.5, 1.5)), model.chance((-1.5, -1.5))) > 0.9
    assert max(model.chance((1.5, -1.5)), model.chance((-1.5, 1.5))) < 0.1
    assert model.chance((1e6, 1e6)) == model.chance((1e9, 1e9)), "what is far off counts as far"


def test_meaning_that_agrees_with_the_words_tells() -> None:
    words = Ranking({"plan": 2.0, "agir": 1.0, OUT: 0.0}, {"plan": 0.5}, 4, "le plan")
    agreed, denied = (
        words.joined({"plan": plan, "agir": agir, OUT: -6.0})
        for plan, agir in ((-0.1, -3.0), (-3.0, -0.1))
    )
    assert len(signs(words)) < len(signs(agreed)) == len(signs(denied))
    assert signs(agreed) != signs(denied)
    assert signs(agreed.lifted({"agir": 0.0})) == signs(agreed)


def test_thresholds_are_computed_from_the_phrasings_alone(words: Words) -> None:
    voices = {
        "orchard": PHRASINGS,
        "rural": {
            topic: [f"dites, {text} ?" for text in texts] for topic, texts in PHRASINGS.items()
        },
    }
    asked, _ = ask_unknown(voices, words)
    assert len(asked) == sum(map(len, PHRASINGS.values())), "rural is known to the encoder"
    calibration = calibrate(asked)
    found = outcomes(asked, calibration)
    assert found.out_answered <= 0.05
    assert found.right + found.wrong + found.asked_back <= 1
    alarm = read_calibration(ROOT).alarm
    written = to_yaml({"lite": (calibration, found)}, 0.9, alarm, voices)
    assert "voices: [orchard, rural]" in written
    assert 0.6 <= certain_from(asked, calibration) <= 1.0


def test_every_phrasing_belongs_to_a_voice() -> None:
    voices = read_voices(ROOT)
    assert len(voices) >= 3
    asked = [topics for name, topics in voices.items() if is_stranger(name)]
    assert len(asked) >= 3
    assert all("hors-sujet" in topics for topics in asked)


WHOLE = {"bias": 1.0, "weights": [1.0, 2.0], "middle": [0.0, 0.0], "spread": [1.0, 1.0]}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"ours": "x", "sure": 0.6},
        {"ours": 0.8, "sure": 0.6},
        {"ours": 0.8, "sure": 0.6, "in_scope": {"bias": 1.0}},
        {"ours": 0.8, "sure": 0.6, "in_scope": WHOLE | {"weights": [1.0, 2.0, 3.0]}},
        {"ours": 0.8, "sure": 0.6, "in_scope": WHOLE | {"spread": [1.0]}},
        {"ours": 0.8, "sure": 0.6, "in_scope": WHOLE | {"spread": [1.0, 0.0]}},
        {"ours": 0.8, "sure": 0.6, "in_scope": WHOLE | {"middle": [None, 0.0]}},
        {"ours": 0.8, "sure": 0.6, "in_scope": WHOLE | {"middle": "0, 0"}},
        {"ours": 0.8, "sure": 0.6, "in_scope": WHOLE | {"middle": [0.0] * 3, "spread": [1.0] * 3}},
    ],
)
def test_a_calibration_that_is_none_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=" : "):
        Calibration.of(data, 2)


def test_a_calibration_may_do_without_products() -> None:
    plain = {"ours": 0.8, "sure": 0.6, "in_scope": WHOLE, "right": WHOLE}
    chance = Calibration.of(plain, 2).in_scope.chance((0.0, 0.0))
    assert chance == Logistic(1.0, (), (0.0, 0.0), (1.0, 1.0)).chance((0.0, 0.0))


def test_the_shipped_classifier_is_that_of_the_shipped_phrasings(words: Words) -> None:
    key = fingerprint(typed_phrasings(known.content().phrasings, words))
    kept = load_trained(ROOT / NAME, key)
    assert kept is not None, "phrasings or words have changed: python -m content.train"
