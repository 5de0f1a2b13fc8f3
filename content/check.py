"""Everything that should be better in `content/`, said to whoever edits it, line by line.

`check` finds what `content.load` refuses and more: topics that are missing or too long, links
between topics that lead nowhere, words that blame. The rules about words are in `prose_rules`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from content.files import read_yaml
from content.load import ROOT, Reading, read
from content.model import OBJECTIVES, Action, Fault, Topic
from content.near import near_pairs
from content.prose_rules import check_prose
from content.render import to_plain
from content.simple_rules import offenders
from content.vocabulary import COMMUNES, TOPIC_IDS, WITHOUT_NEXT_STEP, is_objective

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

TITLE_LENGTH: Final = 60
SHORT_LENGTH: Final = 600
MORE_LENGTH: Final = 2000
ANSWER_LENGTH: Final = 3500  # Telegram takes 4096, and more is not read
RELATED: Final = 4
FEWEST_ACTIONS: Final = 60


def check(root: Path = ROOT, today: date | None = None) -> list[Fault]:
    """Return every fault of the content under `root`, sorted by file and line; [] is good.

    `today` (in Paris) lets it refuse reviews of tomorrow; without it that rule is left out.
    """
    reading = read(root)
    for topic in reading.content.topics.values():
        _check_topic(topic, reading, today)
    for action in reading.content.actions.values():
        _check_action(action, reading)
    _check_vocabulary(reading)
    _check_catalogue(reading)
    _check_places(reading)
    _check_phrasings(reading)
    check_prose(reading)
    _check_other_yaml(root, reading)
    return sorted(set(reading.sheet.faults), key=lambda f: (f.file, f.line, f.message))


def _check_topic(topic: Topic, reading: Reading, today: date | None) -> None:
    item, blame = f"topic:{topic.id}", reading.sheet.blame
    lengths = (
        ("title", len(topic.title), TITLE_LENGTH, "le titre"),
        ("short", len(to_plain(topic.short)), SHORT_LENGTH, "la réponse courte"),
        ("more", len(to_plain(topic.more)), MORE_LENGTH, "la réponse longue"),
        ("", _length(topic), ANSWER_LENGTH, "la réponse entière"),
    )
    for key, length, most, name in lengths:
        if length > most:
            blame(item, key, f"{name} a {length} caractères, {most} au plus")
    if today is not None and topic.reviewed > today:
        blame(item, "reviewed", f"la date de relecture {topic.reviewed} est dans le futur")
    if topic.owner and f"functions.{topic.owner}" not in reading.content.organisation:
        message = f"la fonction « {topic.owner} » n'existe pas dans organisation.yaml"
        blame(item, "owner", message)
    if topic.id not in WITHOUT_NEXT_STEP and not topic.next_step:
        blame(item, "next_step", "le champ « next_step » manque : une petite chose à faire")
    if topic.id in WITHOUT_NEXT_STEP and topic.next_step:
        blame(item, "next_step", "ce sujet ne propose pas de petite chose à faire")
    if is_objective(topic.id) != bool(topic.department):
        wanted = "manque" if is_objective(topic.id) else "n'a pas sa place ici"
        blame(item, "department", f"la partie « department » {wanted}")
    if not topic.simple:
        blame(item, "simple", "la version simple manque (après la marque <!-- simple -->)")
    for offender in offenders(topic.simple):
        blame(item, "simple", f"version simple, « {offender.sentence} » : {offender.why}")
    _check_related(topic, reading)


def _length(topic: Topic) -> int:
    parts = (to_plain(topic.short), to_plain(topic.more), to_plain(topic.department))
    return sum(map(len, (topic.title, *parts, topic.next_step, topic.source)))


def _check_related(topic: Topic, reading: Reading) -> None:
    item, blame = f"topic:{topic.id}", reading.sheet.blame
    if not 1 <= len(topic.related) <= RELATED:
        blame(item, "related", f"le champ « related » cite 1 à {RELATED} sujets")
    for other in topic.related:
        if other == topic.id:
            blame(item, "related", "un sujet ne renvoie pas à lui-même")
        elif other not in reading.content.topics and other not in TOPIC_IDS:
            blame(item, "related", f"le sujet « {other} » n'existe pas")


def _check_action(action: Action, reading: Reading) -> None:
    item, blame = f"action:{action.id}", reading.sheet.blame
    if len(action.title) > TITLE_LENGTH:
        blame(item, "title", f"le titre a {len(action.title)} caractères, {TITLE_LENGTH} au plus")
    if not action.pledge.startswith(("je ", "j’")):
        blame(item, "pledge", "l'engagement commence par « je » ou « j' », en minuscules")
    if action.pledge.endswith((".", "!", ",")):
        blame(item, "pledge", "l'engagement se termine sans ponctuation : une phrase le continue")
    if " chaque " in action.pledge or " tous les " in action.pledge:
        blame(item, "pledge", "l'engagement ne dit pas son rythme : le bot l'ajoute")
    if action.counts and action.impact:
        blame(item, "counts", "une action est soit chiffrée (impact), soit comptée (counts)")


def _check_vocabulary(reading: Reading) -> None:
    name, content = reading.content.root.name, reading.content
    for topic in TOPIC_IDS:
        if topic not in content.topics:
            reading.sheet.note(f"{name}/topics/{topic}.md", 1, "ce sujet n'a pas de réponse")
        if topic not in content.phrasings:
            message = "ce sujet n'a pas de formulations"
            reading.sheet.note(f"{name}/phrasings/{topic}", 1, message)
    for topic in content.topics:
        if topic not in TOPIC_IDS:
            reading.sheet.blame(f"topic:{topic}", "id", f"le sujet « {topic} » n'est pas prévu")


def _check_catalogue(reading: Reading) -> None:
    sheet, content = reading.sheet, reading.content
    folder = f"{content.root.name}/actions"
    if len(content.actions) < FEWEST_ACTIONS:
        message = f"{len(content.actions)} actions ; il en est promis {FEWEST_ACTIONS} au moins"
        sheet.note(folder, 1, message)
    for objective in OBJECTIVES:
        file = f"{folder}/objectif-{objective}.yaml"
        # A file that could not be read has its fault already.
        if not content.actions_of(objective) and file not in {f.file for f in sheet.faults}:
            sheet.note(file, 1, "cet objectif n'a pas d'action")
    for number, exclusion in enumerate(content.exclusions):
        for action in sorted(exclusion.actions - content.actions.keys()):
            message = f"l'action « {action} » n'existe pas"
            sheet.blame(f"exclusion:{number}", "actions", message)
    for action in content.held_back:
        if action not in content.actions:
            sheet.blame(f"held-back:{action}", "id", f"l'action « {action} » n'existe pas")


def _check_places(reading: Reading) -> None:
    content, folder = reading.content, f"{reading.content.root.name}/territory"
    if len(content.communes) != COMMUNES:
        message = f"{len(content.communes)} communes lisibles, {COMMUNES} attendues"
        reading.sheet.note(f"{folder}/communes.csv", 1, message)
    for former, insee in content.former_names.items():
        if insee not in content.communes:
            message = f"aucune commune n'a le code {insee}"
            reading.sheet.blame(f"former-name:{former}", "insee", message)


def _check_phrasings(reading: Reading) -> None:
    """Note each wording that is there twice: the search could not tell two topics apart."""
    first: dict[str, str] = {}
    strange: Counter[str] = Counter()
    for phrasing in reading.phrasings:
        if phrasing.topic not in TOPIC_IDS and not strange[phrasing.topic]:
            strange[phrasing.topic] += 1
            message = f"le dossier « {phrasing.topic} » ne porte le nom d'aucun sujet"
            reading.sheet.note(phrasing.file, 1, message)
        place = f"{phrasing.file}:{phrasing.line}"
        earlier = first.setdefault(_fold(phrasing.text), place)
        if earlier != place:
            message = f"formulation déjà donnée : {earlier}"
            reading.sheet.note(phrasing.file, phrasing.line, message)
    _check_near_phrasings(reading)


def _check_near_phrasings(reading: Reading) -> None:
    """Note each wording that is all but the same as an earlier one, in any topic."""
    folded = [_fold(phrasing.text) for phrasing in reading.phrasings]
    for earlier, later in near_pairs(folded):
        if folded[earlier] != folded[later]:
            known, phrasing = reading.phrasings[earlier], reading.phrasings[later]
            message = f"formulation presque déjà donnée : {known.file}:{known.line}"
            reading.sheet.note(phrasing.file, phrasing.line, message)


def _check_other_yaml(root: Path, reading: Reading) -> None:
    """Read the YAML files that other parts of the program use, for faults of writing alone."""
    known = {"organisation.yaml", "exclusions.yaml", "held-back.yaml"}
    for path in sorted(root.glob("*.yaml")):
        if path.name not in known and not path.name.endswith(".fr.yaml"):
            read_yaml(path, root, reading.sheet.faults)


def _fold(text: str) -> str:
    """Return a wording without case, accents and marks: what a search can't tell apart.

    A wording of emoji alone stays what it is.
    """
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split()) or " ".join(text.split())
