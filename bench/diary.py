"""A person's own diary of what they asked for and received; it knows nothing of the program.

It is written from the promises alone (spec/features.md, rows 32 to 42) and reads a calendar and a
clock on the wall. Each promise has one line that is awaited next: when, and for which day.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

HOUR, DAY = 3600, 86_400
END, QUIET = "end", "quiet"  # the words that close a pledge; « je me tais ? »
Line = tuple[int, str]  # a pledge, and the day or word that it is about

FAULTS = (
    "lost in silence",
    "twice",
    "in quiet hours that were not chosen",
    "in a pause, a stop or a block",
    "after its pledge rested or ended",
    "although it was answered before",
    "several messages where one would do",
    "at a moment that nobody asked for",
)


def wall(moment: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone(zone)


@lru_cache(maxsize=100_000)
def on_the_wall(day: date, hour: time, zone: ZoneInfo) -> int:
    """The first minute of a day whose clock shows this hour, or later where it is left out."""
    start = int(datetime.combine(day, time(0), UTC).timestamp()) - 15 * HOUR
    guess = start + 15 * HOUR + hour.hour * HOUR + hour.minute * 60
    guess -= int((wall(guess, zone).utcoffset() or timedelta()).total_seconds())
    if all(wall(guess + step, zone).utcoffset() == wall(guess, zone).utcoffset()
           for step in (-4 * HOUR, 4 * HOUR)):  # fmt: skip
        return guess
    for minute in range(start, start + 60 * HOUR, 60):
        shown = wall(minute, zone)
        if shown.date() == day and shown.time() >= hour:
            return minute
    raise AssertionError(f"no {hour} on {day}")


def is_quiet(moment: int, zone: ZoneInfo) -> bool:
    return not 9 <= wall(moment, zone).hour < 20


def next_nine(moment: int, zone: ZoneInfo) -> int:
    day = wall(moment, zone).date()
    days = (on_the_wall(day + timedelta(days=n), time(9), zone) for n in range(2))
    return next(nine for nine in days if nine >= moment)


@dataclass
class Promise:
    """« Remind me at this hour, on these days, from the first to the last. »"""

    hour: time
    falls: Callable[[date], bool]
    first: date
    last: date | None
    once: bool = False
    awaited: tuple[int, str] | None = None
    unanswered: int = 0
    slower: int = 0  # 1 weekly, 2 monthly, 3 the question
    resting: bool = False
    answered: set[str] = field(default_factory=set)
    got: Counter[str] = field(default_factory=Counter)
    asked: dict[str, int] = field(default_factory=dict)  # for when each line was wanted


@dataclass
class Diary:
    zone: ZoneInfo
    promises: dict[int, Promise] = field(default_factory=dict)
    silences: list[tuple[int, int, str]] = field(default_factory=list)
    late: list[tuple[int, str, int, int]] = field(
        default_factory=list
    )  # line, from, at the latest
    perhaps: set[Line] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    received: int = 0
    passed: Counter[str] = field(default_factory=Counter)

    # ── what the person does ──

    def promise(self, number: int, wish: Promise, now: int) -> None:
        before = self.promises.get(number)
        if before is not None:
            wish.answered, wish.got, wish.asked = before.answered, before.got, before.asked
        self.promises[number] = wish
        self._await(wish, now)

    def end(self, number: int) -> None:
        self.promises[number].awaited = None
        self.promises[number].resting = True

    def resume(self, number: int, now: int) -> None:
        """Taken up again, or back to the rhythm that was chosen."""
        one = self.promises[number]
        one.resting, one.unanswered, one.slower = False, 0, 0
        self._await(one, now)

    def answer(self, number: int, day: str, now: int) -> None:
        """Any answer brings back the rhythm that was chosen."""
        one = self.promises[number]
        one.answered.add(day)
        slowed, one.unanswered, one.slower = one.slower, 0, 0
        if slowed and one.awaited is not None:
            self._await(one, now)

    def later(self, number: int, day: str, at: int) -> None:
        """« Dans une heure »; unless the next one comes before that."""
        one = self.promises[number]
        if one.awaited is not None and one.awaited[0] <= at and one.awaited[1] != day:
            return
        one.awaited, one.unanswered, one.slower = (at, day), 0, 0
        one.got[day] -= 1  # asked for once more

    def silence(self, since: int, until: int, why: str) -> None:
        self.silences.append((since, until, why))

    def speak(self, now: int, *over: str) -> None:
        """These silences are over; what fell due meanwhile is not made up for."""
        self.silences = [(a, min(b, now) if w in over else b, w) for a, b, w in self.silences]
        for one in self.promises.values():
            one.unanswered = one.slower = 0

    def is_silent(self, moment: int, why: str = "") -> bool:
        return any(a <= moment < b and why in ("", w) for a, b, w in self.silences)

    # ── what comes ──

    def has_work(self, now: int) -> bool:
        """Whether anything is awaited by now."""
        return bool(self.late) or any(
            one.awaited is not None and one.awaited[0] <= now and not one.resting
            for one in self.promises.values()
        )

    def look(
        self,
        now: int,
        messages: Iterable[list[Line]],
        *,
        skipped: Iterable[int] = (),
        until: int = 0,
    ) -> None:
        """Compare what came with what is awaited. `until`: Telegram is away until then."""
        messages = list(messages)
        came = [line for message in messages for line in message]
        put_off = {each[:2] for each in self.late}
        together = [
            m for m in messages if m[0][1] not in (END, QUIET) and not put_off.issuperset(m)
        ]
        self._check(len(together) <= 1, "several messages where one would do", now, came)
        wanted = self._wanted(now, set(skipped))
        for line in came:
            self._read(line, now, wanted)
        for number, label in wanted:
            if until:
                last = until + 45 * 60  # tried again until then; or in the morning
                last = next_nine(last, self.zone) + HOUR if is_quiet(last, self.zone) else last
                self.late.append((number, label, now, last))
            else:
                self._check(False, "lost in silence", now, (number, label))
        self._give_up(now)

    def _wanted(self, now: int, skipped: set[int]) -> set[Line]:
        wanted: set[Line] = set()
        for number, one in self.promises.items():
            while not one.resting and one.awaited is not None and one.awaited[0] <= now:
                moment, label = one.awaited
                if self.is_silent(now):
                    break  # looked at when the silence is over
                if self.is_silent(moment):
                    self.passed["in a pause, a stop or a block"] += 1
                    if label == END and self.is_silent(moment, "block"):
                        one.awaited = None  # sent to who had left without a word, or later on
                        self.perhaps.add((number, END))
                    else:
                        self._skip(one, now)
                elif label in one.answered:
                    self.passed["answered before its hour"] += 1
                    self._skip(one, now)
                elif now - moment > 6 * HOUR:
                    self.passed["more than six hours late, and logged"] += 1
                    self._check(number in skipped, "lost in silence", now, (number, label))
                    self._skip(one, now)
                else:
                    self._due(number, one, now, wanted)
        if any(label not in (END, QUIET) for _, label in wanted):
            self._early(now, wanted)
        return wanted

    def _due(self, number: int, one: Promise, now: int, wanted: set[Line]) -> None:
        """It has to come now; in the quiet hours only within an hour of the hour chosen."""
        assert one.awaited is not None
        moment, label = one.awaited
        if now - moment > HOUR and is_quiet(now, self.zone):
            nine = next_nine(now, self.zone)
            self.late.append((number, label, nine, nine + HOUR))
        else:
            wanted.add((number, label))
        self._went(one, now)

    def _early(self, now: int, wanted: set[Line]) -> None:
        """What else is due within the same hour on the wall comes in the same message."""
        clock = wall(now, self.zone)
        end = now + 3599 - clock.minute * 60 - clock.second
        for number, one in self.promises.items():
            if one.resting or one.awaited is None or one.awaited[1] in (END, QUIET):
                continue
            moment, label = one.awaited
            known = label in one.answered
            if now < moment <= end and not self.is_silent(moment) and not known:
                wanted.add((number, label))
                self._went(one, moment)

    def _skip(self, one: Promise, now: int) -> None:
        assert one.awaited is not None
        moment, label = one.awaited
        if label == END:
            self._close(one, now)
        else:
            self._await(one, max(moment, now - 6 * HOUR - 1))

    def _went(self, one: Promise, now: int) -> None:
        assert one.awaited is not None
        moment, label = one.awaited
        one.asked[label] = moment
        if label in (END, QUIET):
            one.awaited = None
            return
        one.unanswered += 1
        if one.slower < 3 and one.unanswered >= (3, 3, 2)[one.slower]:
            one.unanswered, one.slower = 0, one.slower + 1
        self._await(one, max(now, moment))

    def _await(self, one: Promise, after: int) -> None:
        """Find the next line: the next day that fits, further away for who never answers."""
        day = wall(after, self.zone).date()
        day += timedelta(days=(0, 7, 30, 30)[one.slower])
        day = max(day, one.first)
        while (one.last is None or day <= one.last) and not (one.once and day > one.first):
            if one.falls(day) and (moment := on_the_wall(day, one.hour, self.zone)) > after:
                one.awaited = (moment, QUIET if one.slower == 3 else day.isoformat())
                return
            day += timedelta(days=1)
        self._close(one, after)

    def _close(self, one: Promise, after: int) -> None:
        if one.once:
            one.awaited = None
            return
        day = wall(after, self.zone).date()
        if one.last is None or on_the_wall(day, one.hour, self.zone) <= after:
            day += timedelta(days=1)
        if one.last is not None:
            day = max(day, one.last + timedelta(days=1))
        one.awaited = (on_the_wall(day, one.hour, self.zone), END)

    def _read(self, line: Line, now: int, wanted: set[Line]) -> None:
        number, label = line
        self.received += 1
        one = self.promises.get(number)
        if one is None:
            self._check(False, "at a moment that nobody asked for", now, line)
            return
        late = [each for each in self.late if each[:2] == line and each[2] <= now]
        hoped = line in wanted or line in self.perhaps or bool(late)
        self._check(hoped, "at a moment that nobody asked for", now, line)
        wanted.discard(line)
        self.late = [each for each in self.late if each not in late]
        one.got[label] += 1
        self._check(one.got[label] <= 1 or label in (END, QUIET), "twice", now, line)
        self._check(not self.is_silent(now), "in a pause, a stop or a block", now, line)
        self._check(not one.resting, "after its pledge rested or ended", now, line)
        self._check(label not in one.answered, "although it was answered before", now, line)
        near = abs(now - one.asked.get(label, 0)) <= HOUR or line in self.perhaps
        quiet = is_quiet(now, self.zone)
        self._check(near or not quiet, "in quiet hours that were not chosen", now, line)

    def _give_up(self, now: int) -> None:
        for each in [each for each in self.late if each[3] < now]:
            self.late.remove(each)
            number, label, since, _ = each
            one = self.promises[number]
            gone = one.resting or label in one.answered or self.is_silent(since)
            self._check(gone or self.is_silent(now), "lost in silence", now, each)

    def _check(self, fine: object, fault: str, now: int, what: object) -> None:
        if not fine:
            self.faults[fault] += 1
            self.notes.append(f"{fault}: {what} on {wall(now, self.zone)}")
