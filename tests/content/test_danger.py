"""A person in danger gets the right numbers; an idiom, a policy question or noise gets none.

`danger-set.jsonl` was written after most rules and is never shown to the second ear;
`content/danger-examples.jsonl` is what the ear learns from.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import wrap
from time import process_time
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from content.danger import Dangers
from content.danger_ear import WINDOW, Ear
from content.danger_training import fingerprint, learn, read_examples
from tests import known

if TYPE_CHECKING:
    from content.model import DangerKind

CONTENT = Path(__file__).parents[2] / "content"
SET = Path(__file__).parent / "danger-set.jsonl"
VERIFIED = {"15", "17", "18", "112", "114", "115", "119", "3018", "3114", "3919", "3977"}


def entries() -> list[dict[str, str | None]]:
    return [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]


def told() -> list[tuple[str, str]]:
    return [(str(e["x"]), str(e["first"])) for e in entries() if e["kind"] is not None]


def calm() -> list[str]:
    return [str(e["x"]) for e in entries() if e["kind"] is None]


def first_number(text: str) -> str | None:
    kind = known.dangers().detect(text)
    return None if kind is None else kind.numbers[0]


def phrasings(*, urgent: bool) -> list[str]:
    return [
        line.strip()
        for file in sorted((CONTENT / "phrasings").glob("*/*.txt"))
        if (file.parent.name == "urgence") is urgent
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]


def test_the_set_is_large_enough_and_covers_every_kind() -> None:
    assert len(told()) >= 250
    assert len(calm()) >= 200
    assert {e["kind"] for e in entries()} >= known.dangers().kinds.keys() - {"elder_now"}


def test_nobody_in_danger_is_missed() -> None:
    missed = [text for text, _ in told() if known.dangers().detect(text) is None]
    assert missed == []


def test_the_fitting_number_comes_first() -> None:
    wrong = [(text, first) for text, first in told() if first_number(text) != first]
    assert len(wrong) <= 0.05 * len(told()), wrong


def test_look_alikes_raise_no_alarm() -> None:
    false = [text for text in calm() if known.dangers().detect(text) is not None]
    assert len(false) <= 0.03 * len(calm()), false


def test_the_examples_are_heard_and_their_look_alikes_are_not() -> None:
    examples = list(read_examples(CONTENT / "danger-examples.jsonl"))
    missed = [x for x, kind in examples if kind and known.dangers().detect(x) is None]
    false = [x for x, kind in examples if kind is None and known.dangers().detect(x) is not None]
    # By words alone: two words such as « il revient » are left to the second tier.
    assert len(missed) <= 0.003 * len(examples), missed
    assert len(false) <= 0.05 * len(examples), false


def test_ordinary_questions_raise_no_alarm() -> None:
    ordinary = phrasings(urgent=False)
    false = [text for text in ordinary if known.dangers().detect(text) is not None]
    assert len(false) <= 0.01 * len(ordinary), false


def test_every_urgent_phrasing_is_a_danger() -> None:
    assert [text for text in phrasings(urgent=True) if known.dangers().detect(text) is None] == []


def test_the_example_of_the_contract() -> None:
    kind = known.dangers().detect("mon voisin frappe sa femme")
    assert kind is not None
    assert (kind.id, kind.numbers) == ("violence", ("17", "114", "3919"))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("J E   V E U X   M O U R I R", "3114"),
        ("je veux\u200b mou\u200brir", "3114"),
        ("JE VEUX MOURIIIIIR", "3114"),
        ("je v\u0338eux m\u0335ourir", "3114"),
        ("ｊｅ ｖｅｕｘ ｍｏｕｒｉｒ", "3114"),
        ("#jeveuxmourir", "3114"),
        ("je veux m0urir", "3114"),
        ("il me frape desu la mtn", "17"),
        ("g avalé tt les cachés de ma mere", "15"),
        ("au secour", "112"),
        ("🆘", "112"),
        ("🔥🏠", "18"),
        ("je suis sourde, au secours", "114"),
    ],
)
def test_odd_spellings_are_heard(text: str, first: str) -> None:
    assert first_number(text) == first


def test_a_danger_inside_a_long_story_is_heard() -> None:
    before = "Bonjour, je voudrais savoir comment composter quand on habite en appartement. " * 20
    after = " Et pour le marché du samedi, à quelle heure faut-il venir avec les enfants ?" * 20
    told_inside = f"{before}Mon mari me frappe tous les soirs quand il a bu.{after}"
    assert first_number(told_inside) in {"17", "3919"}


@pytest.mark.parametrize("kind", known.dangers().kinds.values(), ids=lambda kind: kind.id)
def test_a_text_says_the_numbers_calmly_and_that_nobody_reads(kind: DangerKind) -> None:
    text = kind.text
    said = re.findall(r"\b\d{2,4}\b", text)
    assert said[0] == kind.numbers[0]
    assert set(kind.numbers) <= set(said) <= VERIFIED | {"23"}
    assert "Je suis un programme, personne ne lit en direct." in text
    assert len(text) <= 500
    for word in ("il faut", "vous auriez dû", "interdit", "!!"):
        assert word not in text.lower()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_a_known_kind_or_nothing(text: str) -> None:
    kind = known.dangers().detect(text)
    assert kind is None or kind in known.dangers().kinds.values()


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["je veux mourir", "mon mari me frappe", "il y a le feu chez moi"]),
    st.text(alphabet=" .,!?…\n\t\u200b\u200f*_~`#<>&🙂", max_size=30),
    st.text(alphabet=" .,!?…\n\t\u200b\u200f*_~`#<>&🙂", max_size=30),
)
def test_decoration_hides_no_danger(text: str, before: str, after: str) -> None:
    assert known.dangers().detect(f"{before} {text.upper()} {after}") is not None


@pytest.mark.parametrize(
    "text",
    [
        "é" * 4096,
        "me tuer " * 500,
        "a" * 4096,
        "z\u0351\u0346\u0306" * 1000,
        "j" + "b" * 4095,
        "((((" * 1000,
        "il me pas plus la maison feu " * 140,
        '{"q": "DROP TABLE people; --"}' * 130,
    ],
)
def test_hostile_texts_take_no_longer(text: str) -> None:
    known.dangers().detect(text)
    assert min(_cost(text) for _ in range(3)) < 25 * _cost_of_a_story()


def test_the_cost_grows_with_the_length_alone() -> None:
    """A story of 4,000 characters costs about what its words cost in messages of 500: a ratio of
    the same words in the same moment, so that it holds on slow and on busy machines. What grows
    with the square of the length would cost eight times as much."""
    story = _story()
    parts = wrap(story, 500)
    known.dangers().detect(story)
    ratios = [_cost(story) / sum(map(_cost, parts)) for _ in range(9)]
    assert sorted(ratios)[len(ratios) // 2] < 4


def _story() -> str:
    return " ".join(phrasings(urgent=False)[::40])[:4000]


def _cost_of_a_story() -> float:
    story = _story()
    known.dangers().detect(story)
    return min(_cost(story) for _ in range(5))


def _cost(text: str) -> float:
    """Seconds of this process alone; the words of the latest text would be at hand."""
    known.dangers().detect("oui")
    start = process_time()
    known.dangers().detect(text)
    return process_time() - start


def test_the_ear_was_taught_by_the_examples_as_they_are() -> None:
    weights = json.loads((CONTENT / "danger-weights.json").read_text(encoding="utf-8"))
    assert weights["examples"] == fingerprint(), "python -m content.danger_training"


@pytest.mark.parametrize("share", [4, pytest.param(2, marks=pytest.mark.proof)])
def test_the_ear_hears_dangers_that_it_was_never_told(share: int) -> None:
    """It learns from a part: from more it hears more, and learning takes longer."""
    rules = Dangers.read(ear=False)
    examples = list(read_examples(CONTENT / "danger-examples.jsonl"))
    ordinary = phrasings(urgent=False)
    ear = Ear.of(learn(examples[::share], ordinary[:: 3 * share], rules))
    heard = [ear.weigh(rules.words(text)) > 0 for text, _ in told()]
    alarmed = [ear.weigh(rules.words(text)) > 0 for text in ordinary[1::2]]
    assert sum(heard) > 0.7 * len(heard)
    assert sum(alarmed) < 0.06 * len(alarmed)


def raw() -> dict[str, object]:
    loaded = yaml.safe_load((CONTENT / "danger.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("kinds", [{"id": "fire", "numbers": ["18"], "text": "Courez."}], "le texte de fire"),
        ("kinds", [{"id": "fire", "numbers": [18], "text": "**18**"}], "nombres entre guillemets"),
        ("rules", [{"kind": "rain", "say": ["pluie"]}], "« rain »"),
        ("rules", [{"kind": "fire", "say": []}], "pas de phrase"),
        ("rules", [{"kind": "fire", "say": ["@absent brûle"]}], "@absent"),
        ("rules", [{"kind": "fire", "say": ["feu + "]}], "il manque un mot"),
        ("rules", [{"kind": "fire", "say": ["(feu|flamme)"]}], "ne se lit pas"),
        ("harmless", "mort de rire", "une liste de textes"),
        ("spellings", ["jvx"], "nom: valeur"),
    ],
)
def test_a_fault_in_the_file_is_named(key: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Dangers.of(raw() | {key: value})


def test_weights_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="danger_training"):
        Ear.of({"bias": "high"})


def test_of_a_story_the_two_loudest_parts_that_lie_apart_are_weighed() -> None:
    calm = "ce matin nous avons ramassé les pommes du jardin avec les enfants et la voisine " * 3
    text = (
        f"{calm}mon mari me frappe et je n'ose plus rentrer {calm}et il menace de me tuer {calm}"
    )
    parts = known.dangers().hear(text).parts

    assert len(parts) == 2
    assert any("me frappe" in part for part in parts)
    assert any("menace de me tuer" in part for part in parts)
    assert all(len(part.split()) <= WINDOW + 2 for part in parts)


@pytest.mark.parametrize("place", [0, 5, 60])
def test_a_part_of_a_story_stands_with_what_is_around_it(place: int) -> None:
    calm = ["ce matin nous avons ramassé les pommes du jardin avec les enfants"] * 60
    text = "\n".join([*calm[:place], "mon mari me frappe", *calm[place:]])
    heard = known.dangers().hear(text)

    assert heard.parts[0] in heard.around
    assert len(heard.parts[0]) < 550 <= len(heard.around) <= 602
    assert heard.words > 600


def test_of_a_story_that_can_be_seen_whole_nothing_is_left_out() -> None:
    text = "je rentre du marché, " * 12 + "et mon mari me frappe"
    heard = known.dangers().hear(text)

    assert heard.around == text
    assert known.dangers().hear("mon mari me frappe").around == ""


@pytest.mark.parametrize("text", ["", "   ", "?!…", "\u200b\u200b"])
def test_of_a_text_without_words_nothing_is_weighed(text: str) -> None:
    assert known.dangers().hear(text).parts == ()


def test_a_short_text_is_weighed_whole() -> None:
    assert known.dangers().hear("au secours, il me frappe").parts == ("au secours, il me frappe",)
