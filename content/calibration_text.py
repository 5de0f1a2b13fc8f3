"""The text of `search.yaml`, from what `content.calibrate` found."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.calibrate import Outcomes
    from content.confidence import Alarm, Calibration, Logistic


def to_yaml(
    tiers: Mapping[str, tuple[Calibration, Outcomes]],
    certain: float,
    alarm: Alarm,
    voices: Iterable[str],
) -> str:
    """Return the text of `search.yaml`."""
    lines = [
        "# Quand répondre, demander ou dire non. Calculé à partir des formulations seules par :",
        "#   python -m content.calibrate",
        "# Ne se modifie pas à la main ; docs/answers.md explique les mots.",
    ]
    for name, (calibration, found) in tiers.items():
        lines += [f"{name}:", *(f"  {line}" for line in _tier(calibration, found))]
    lines += [
        f"certain: {certain:.2f}",
        *alarm_lines(alarm),
        f"voices: [{', '.join(voices)}]",
    ]
    return "\n".join(lines) + "\n"


def alarm_lines(alarm: Alarm) -> list[str]:
    """Return the lines on when there is an alarm."""
    return [
        "alarm:",
        f"  chance: {_shown(alarm.chance)}",
        f"  enough: {alarm.enough:.3f}",
        f"  hardly: {alarm.hardly:.3f}",
        f"  calm: {alarm.calm:.2f}",
    ]


def _tier(calibration: Calibration, found: Outcomes) -> list[str]:
    names = (field.name for field in fields(found))
    measured = ", ".join(f"{name}: {getattr(found, name):.3f}" for name in names)
    return [
        f"in_scope: {_shown(calibration.in_scope)}",
        f"right: {_shown(calibration.right)}",
        f"ours: {calibration.ours:.3f}",
        f"sure: {calibration.sure:.2f}",
        f"measured: {{{measured}}}",
    ]


def _shown(model: Logistic) -> str:
    rows = ", ".join(
        f"{name}: [{', '.join(f'{number:.4f}' for number in getattr(model, name))}]"
        for name in ("weights", "middle", "spread")
    )
    return f"{{bias: {model.bias:.4f}, {rows}}}"
