"""The alarm is fitted on what somebody wrote whom the ears do not know."""

from __future__ import annotations

from content.calibrate_alarm import Judged, by_writer, fit_alarm
from content.confidence import OF_DANGER


def judged(writer: str, *, danger: bool, loudness: float) -> Judged:
    return Judged(writer, danger, signs(loudness))


def signs(loudness: float) -> tuple[float, ...]:
    return 0.0, loudness, loudness, -1.0, *[0.0] * (OF_DANGER - 4)


def test_the_alarm_tells_what_is_loud_from_what_is_not() -> None:
    told = [judged("a", danger=True, loudness=1 + n / 50) for n in range(100)]
    calm = [judged("b", danger=False, loudness=-1 - n / 50) for n in range(100)]
    alarm = fit_alarm([*told, *calm])

    assert alarm.chance.chance(signs(3.0)) > alarm.enough > 0.5
    assert alarm.chance.chance(signs(-3.0)) < alarm.hardly <= alarm.enough
    assert 1.0 <= alarm.calm <= 1.1  # of a hundred dangers two may be calmer


def test_what_each_writer_is_missed_and_alarmed_by_is_counted() -> None:
    told = [judged("a", danger=True, loudness=2.0 + n / 10) for n in range(40)]
    calm = [judged("b", danger=False, loudness=-2.0 - n / 5) for n in range(19)]
    lines = list(
        by_writer(
            [*told, *calm, judged("b", danger=False, loudness=4.0)], fit_alarm([*told, *calm])
        )
    )

    assert len(lines) == 2
    assert "dangers missed 1 of 40, others alarmed 0 of 0" in " ".join(lines[0].split())
    assert "dangers missed 0 of 0, others alarmed 1 of 20" in " ".join(lines[1].split())
