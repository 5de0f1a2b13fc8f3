"""Reads `actions/*.yaml`, `exclusions.yaml` and `held-back.yaml`: what people can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from content.files import read_yaml, shown_name
from content.model import OBJECTIVES, Action, Cost, Exclusion, Frequency, Impact, Need
from content.records import Record, Sheet, as_list, as_record
from content.vocabulary import ACTION_ID_LENGTH, EFFORTS, IMPACT_PER, is_id

if TYPE_CHECKING:
    from pathlib import Path

    from content.files import Node

_FIELDS: Final = (
    "id",
    "title",
    "pledge",
    "how",
    "effort",
    "frequency",
    "months",
    "needs",
    "cost",
    "impact",
    "counts",
    "source",
    "local",
)
_IMPACT_FIELDS: Final = (
    "value",
    "unit",
    "per",
    "basis",
    "source",
    "confidence",
    "at_most",
    "kind",
)


def read_actions(root: Path, sheet: Sheet) -> dict[str, Action]:
    """Return the actions by id, objective after objective, in the order of their file."""
    actions: dict[str, Action] = {}
    for objective in OBJECTIVES:
        path = root / "actions" / f"objectif-{objective}.yaml"
        name = shown_name(path, root)
        for node in as_list(read_yaml(path, root, sheet.faults), name, sheet):
            action = _read_action(node, name, objective, sheet)
            if action is None:
                continue
            if action.id in actions:
                sheet.note(name, node.line, f"l'id « {action.id} » figure deux fois")
            actions[action.id] = action
    return actions


def read_exclusions(root: Path, sheet: Sheet) -> tuple[Exclusion, ...]:
    """Return the groups of actions that are never offered or never added up together."""
    path = root / "exclusions.yaml"
    name = shown_name(path, root)
    exclusions: list[Exclusion] = []
    for node in as_list(read_yaml(path, root, sheet.faults), name, sheet):
        item = f"exclusion:{len(exclusions)}"
        record = as_record(node, name, item, sheet, ("group", "kind", "actions"))
        if record is None:
            continue
        kind: Any = record.choice("kind", ("offer", "sum"))
        words = record.words("actions")
        if len(words) == 1:
            record.note("actions", "un groupe réunit au moins deux actions")
        exclusions.append(Exclusion(record.text("group"), kind, frozenset(words)))
    return tuple(exclusions)


def read_held_back(root: Path, sheet: Sheet) -> dict[str, str]:
    """Return why each held-back action is not offered by default, by action id."""
    path = root / "held-back.yaml"
    name = shown_name(path, root)
    reasons: dict[str, str] = {}
    for node in as_list(read_yaml(path, root, sheet.faults), name, sheet):
        key = node.value.get("id") if isinstance(node.value, dict) else None
        item = f"held-back:{key.text if key else ''}"
        record = as_record(node, name, item, sheet, ("id", "why"))
        if record is not None:
            action = record.text("id")
            if action in reasons:
                record.note("id", f"l'id « {action} » figure deux fois")
            reasons[action] = record.text("why")
    return reasons


def _read_action(node: Node, name: str, objective: int, sheet: Sheet) -> Action | None:
    key = node.value.get("id") if isinstance(node.value, dict) else None
    record = as_record(node, name, f"action:{key.text if key else ''}", sheet, _FIELDS)
    if record is None:
        return None
    frequency: Any = record.choice("frequency", get_args(Frequency))
    cost: Any = record.choice("cost", get_args(Cost))
    needs: Any = record.words("needs", get_args(Need))
    return Action(
        id=_read_id(record),
        objective=objective,
        title=record.text("title", prose=True),
        pledge=record.text("pledge", prose=True),
        how=record.text("how", prose=True),
        effort=record.choice("effort", EFFORTS),
        frequency=frequency,
        months=record.months("months"),
        needs=frozenset(needs),
        cost=cost,
        impact=_read_impact(record),
        counts=record.text("counts", empty=True, prose=True) or None,
        source=record.text("source", empty=True, prose=True),
        local=record.text("local", empty=True) or None,
        file=name,
    )


def _read_id(record: Record) -> str:
    action = record.text("id")
    if action and not is_id(action):
        record.note("id", f"« {action} » : minuscules sans accent, chiffres et tirets seulement")
    elif len(action) > ACTION_ID_LENGTH:
        record.note("id", f"« {action} » est trop long : {ACTION_ID_LENGTH} caractères au plus")
    return action


def _read_impact(record: Record) -> Impact | None:
    impact = record.inner("impact", _IMPACT_FIELDS)
    if impact is None:
        return None
    confidence: Any = impact.choice("confidence", ("high", "medium", "low"))
    kind: Any = impact.choice("kind", ("physical", "social"))
    return Impact(
        value=impact.number("value"),
        unit=impact.text("unit"),
        per=impact.choice("per", IMPACT_PER),
        basis=impact.text("basis", prose=True),
        source=impact.text("source", prose=True),
        confidence=confidence,
        at_most=impact.flag("at_most"),
        kind=kind,
    )
