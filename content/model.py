"""The values that content is made of: what a topic, an action, a commune or an answer holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

Outcome = Literal["answer", "clarify", "unknown"]
Frequency = Literal["once", "daily", "weekly", "monthly"]
Cost = Literal["gratuit", "€", "€€", "economise"]
Need = Literal["garden", "owner", "car", "children", "bike", "worker"]

OBJECTIVES = range(1, 11)
SMALL_TALK = frozenset({"bonjour", "merci", "au-revoir"})
URGENCE: Final = "urgence"
"""A person in danger: answered sooner than others, never merely offered."""

OUT: Final = "hors-sujet"
"""What is none of the topics: an honest no."""

UNRATED = SMALL_TALK | {URGENCE, OUT}
"""Topics under which nobody is asked whether they helped."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in the content, for the person who edits it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(Exception):
    """The content cannot be used; `faults` names every reason found, with file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that a citizen can ask about. `short`, `more`, `department` are Markdown.

    `valid_until`: the day until which the answer holds, where it is not a year after its review.
    `simple` says the short answer again, for people who read with difficulty.
    """

    id: str
    title: str
    short: str
    more: str
    department: str
    source: str
    reviewed: date
    owner: str
    related: tuple[str, ...]
    next_step: str
    file: str
    valid_until: date | None = None
    simple: str = ""

    @property
    def due(self) -> date:
        """The day by which it is to be read again."""
        if self.valid_until is not None:
            return self.valid_until
        day = self.reviewed
        # Nobody reviews on 29 February twice in a row.
        return day.replace(
            year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day
        )


@dataclass(frozen=True, slots=True)
class English:
    """What exists in English: topics by id, sentences by key, and words that tell the language."""

    topics: Mapping[str, Topic] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    only_english: frozenset[str] = frozenset()
    surely: frozenset[str] = frozenset()
    only_french: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Impact:
    """What an action changes, in `unit` for each `per`, with its hypothesis and its source.

    `at_most` asks for « jusqu'à » instead of « environ ».
    """

    value: float
    unit: str
    per: str
    basis: str
    source: str
    confidence: Literal["high", "medium", "low"]
    at_most: bool
    kind: Literal["physical", "social"]


@dataclass(frozen=True, slots=True)
class Action:
    """A white stone: something that a person can do, and the life it fits in."""

    id: str
    objective: int
    title: str
    pledge: str
    how: str
    effort: str
    frequency: Frequency
    months: frozenset[int]
    needs: frozenset[Need]
    cost: Cost
    impact: Impact | None
    counts: str | None
    source: str
    local: str | None
    file: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Actions that are never offered together (`offer`) or never added up (`sum`, `offer` too)."""

    group: str
    kind: Literal["offer", "sum"]
    actions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Commune:
    """One of the 463 communes; `insee` is its id, `population` that of 2023."""

    insee: str
    name: str
    postal_codes: tuple[str, ...]
    epci_code: str
    epci_name: str
    population: int


@dataclass(frozen=True, slots=True)
class DangerKind:
    """A kind of danger: the numbers to call, the fitting one first, and the fixed text.

    `simple` and `english` say the same in their way; empty where nobody wrote that yet.
    """

    id: str
    numbers: tuple[str, ...]
    text: str
    simple: str = ""
    english: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the search makes of a question. `choices`: topic ids, best first, at most three."""

    outcome: Outcome
    topic: str | None
    choices: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets for a question; the fields of `colibris ask --json`.

    `html` is for Telegram, `text` the same in plain words. `kind` and `numbers` are set for
    a danger, `prepared` for a text of `prepared.fr.yaml`; `private`: nothing for the desk.
    `english`: the question was, and so is whatever there is to say in English. `care`: it may hide
    a danger, so that whom to call stands under the answer.
    """

    outcome: Outcome
    topic: str | None
    choices: tuple[str, ...]
    confidence: float
    text: str
    html: str
    kind: str | None = None
    numbers: tuple[str, ...] = ()
    prepared: str | None = None
    private: bool = False
    english: bool = False
    care: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationField:
    """One line of the organisation file; an unconfirmed one is empty and never shown."""

    key: str
    value: str
    confirmed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """One purpose and the columns that serve it: « table.column » with what it is, in French."""

    id: str
    title: str
    about: str
    basis: str
    purpose: str
    retention: str
    recipients: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Register:
    """The record of processing. `remains`: columns that may name somebody who left, and why."""

    entries: tuple[Kept, ...] = ()
    remains: Mapping[str, str] = field(default_factory=dict)

    def of_people(self) -> tuple[Kept, ...]:
        """Return what concerns everybody."""
        return tuple(entry for entry in self.entries if entry.about == "person")

    def explain(self, column: str) -> str:
        """Say what « table.column » is; empty for one that nobody explained."""
        return next((e.columns[column] for e in self.entries if column in e.columns), "")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that was read from `content/`, checked."""

    root: Path
    topics: Mapping[str, Topic]
    phrasings: Mapping[str, tuple[str, ...]]
    actions: Mapping[str, Action]
    exclusions: tuple[Exclusion, ...]
    held_back: Mapping[str, str]
    communes: Mapping[str, Commune]
    former_names: Mapping[str, str]
    places: Mapping[str, tuple[float, float]]
    organisation: Mapping[str, OrganisationField]
    sentences: Mapping[str, str] = field(repr=False)
    privacy: Register = field(default_factory=Register, repr=False)
    english: English = field(default_factory=English, repr=False)

    def actions_of(self, objective: int) -> tuple[Action, ...]:
        """Return the actions of one objective, in the order of their file."""
        return tuple(a for a in self.actions.values() if a.objective == objective)
