"""Who lives in the simulated year: what they ask for, how they answer, when they go away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from bench.diary import DAY, END, HOUR, QUIET, Diary, Promise, on_the_wall, wall

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.diary import Line
    from bench.town import Came, Town

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
ACTIONS = ("eau-du-robinet", "fermer-robinet", "eteindre-veilles-nuit")
HOURS = (
    *((9, 0), (12, 0), (12, 30), (18, 0), (18, 15), (18, 30), (18, 45), (19, 0), (19, 45)),
    *((7, 30), (6, 0), (20, 15), (21, 0), (22, 30), (23, 45), (0, 15), (2, 30), (2, 0), (3, 0)),
)
EVER = 1 << 40
LATER_STEPS = (1, 1, 2, 3, 5, 8, 13, 30)  # quarters of an hour until somebody answers
KINDS = ("diligent", "now and then", "ignoring", "leaves", "stops")
SHARES = (45, 22, 20, 6, 7)


@dataclass
class Wish:
    """What somebody writes when asked for the moment, and what they mean by it."""

    words: str
    hour: time
    falls: Callable[[date], bool]
    monthly: bool = False

    def as_promise(self, today: date) -> Promise:
        last = today + timedelta(days=181 if self.monthly else 27)
        return Promise(self.hour, self.falls, today, last)


def draw_wish(chance: Random, today: date) -> Wish:
    """Any day, some days, or the same day of each month, at any hour."""
    hour = time(*chance.choice(HOURS))
    said = f"à {hour.hour} h {hour.minute:02}" if hour.minute else f"à {hour.hour} h"
    kind = chance.choices(("daily", "weekly", "monthly"), (12, 66, 22))[0]
    if kind == "daily":
        return Wish(f"tous les jours {said}", hour, lambda _: True)
    if kind == "monthly":
        on = today.day
        return Wish(f"chaque mois {said}", hour, lambda day: _same_day(day, on), monthly=True)
    named = sorted(chance.sample(range(7), chance.choice((1, 1, 1, 2, 3))))
    words = " et ".join(f"le {DAYS[number]}" for number in named)
    return Wish(f"{words} {said}", hour, lambda day: day.weekday() in named)


def _same_day(day: date, on: int) -> bool:
    """Tell whether this is that day of the month, or the last one of a shorter month."""
    return day.day == on or (day.day < on and (day + timedelta(days=1)).day == 1)


@dataclass
class Citizen:
    """One person: acts through the chat alone, and keeps a diary."""

    id: int
    kind: str
    chance: Random
    diary: Diary
    plans: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    wishes: dict[int, Wish] = field(default_factory=dict)
    blocked: bool = False
    acts: int = 0
    draw: Callable[[Random, date], Wish] = draw_wish

    def plan(self, when: int, what: str, *with_: str) -> None:
        self.plans.append((when, what, with_))

    async def live(self, town: Town) -> None:
        """Do what was planned until now, in order."""
        now = town.now
        due = sorted(each for each in self.plans if each[0] <= now)
        self.plans = [each for each in self.plans if each[0] > now]
        for _, what, with_ in due:
            if self.blocked and what != "return":
                continue
            self.acts += 1
            await getattr(self, f"_do_{what}")(town, now, *with_)

    def read(self, came: list[Came], now: int) -> list[list[Line]]:
        """Read what came by itself, and decide whether to answer."""
        messages = []
        for one in came:
            lines = [line for data in one.data if (line := _line(data)) is not None]
            lines = list(dict.fromkeys(lines))
            if lines:
                messages.append(lines)
            for number, label in lines:
                self._consider(number, label, now)
        return messages

    def _consider(self, number: int, label: str, now: int) -> None:
        chance = self.chance
        answers = {"diligent": 0.92, "now and then": 0.5, "ignoring": 0.0}.get(self.kind, 0.95)
        when = now + chance.choice(LATER_STEPS) * 900
        if label == END:
            if chance.random() < max(answers, 0.6):
                self.plan(when, "press", "pg" if chance.random() < 0.8 else "pk", str(number))
        elif label == QUIET:
            if chance.random() < 0.5:
                self.plan(when, "press", "pb", str(number))
        elif chance.random() < answers:
            what = chance.choices(("done", "skip", "lat"), (75, 15, 10))[0]
            self.plan(when, "answer", what, str(number), label)

    # ── acts: what is pressed or written, then noted in the diary ──

    async def _do_take(self, town: Town, now: int, action: str) -> None:
        today = wall(now, town.services.zone).date()
        wish = self.draw(self.chance, today)
        await town.presses(self.id, f"ww:{action}:")
        came = await town.says(self.id, wish.words)
        number = _number_in(came, "pu:")
        if number is None:
            return  # three already, or this one runs
        self.wishes[number] = wish
        self.diary.promise(number, wish.as_promise(today), now)

    async def _do_answer(self, town: Town, now: int, what: str, number: str, label: str) -> None:
        one = self.diary.promises.get(int(number))
        if one is None or one.resting:
            return
        if what == "lat":
            await town.presses(self.id, f"lat:{number}:{label}:hour")
            self.diary.later(int(number), label, now + HOUR)
            return
        await town.presses(self.id, f"{what}:{number}:{label}")
        self.diary.answer(int(number), label, now)

    async def _do_ahead(self, town: Town, now: int) -> None:
        """Done before the hour: told from the list of pledges."""
        for number, one in self.diary.promises.items():
            if not one.resting:
                day = wall(now, town.services.zone).date().isoformat()
                await town.presses(self.id, f"done:{number}:{day}")
                self.diary.answer(number, day, now)
                return

    async def _do_press(self, town: Town, now: int, verb: str, number: str) -> None:
        one = self.diary.promises[int(number)]
        if one.resting:
            return
        await town.presses(self.id, f"{verb}:{number}")
        if verb == "pk":
            self.diary.end(int(number))
        elif verb == "pb":
            self.diary.resume(int(number), now)
        else:
            today = wall(now, town.services.zone).date()
            self.diary.promise(int(number), self.wishes[int(number)].as_promise(today), now)

    async def _do_rest(self, town: Town, _now: int) -> None:
        running = [n for n, one in self.diary.promises.items() if not one.resting]
        if running:
            await town.presses(self.id, f"pp:{running[0]}")
            self.diary.promises[running[0]].resting = True
            self.plan(town.now + 20 * DAY, "wake", str(running[0]))

    async def _do_wake(self, town: Town, now: int, number: str) -> None:
        await town.presses(self.id, f"pr:{number}")
        self.diary.resume(int(number), now)

    async def _do_away(self, town: Town, now: int, days: str) -> None:
        """« je pars jusqu'au 3 août »: that day is the last one of silence."""
        if self.diary.is_silent(now):
            return
        last = wall(now, town.services.zone).date() + timedelta(days=int(days))
        came = await town.says(self.id, f"je pars jusqu'au {last.day} {MONTHS[last.month - 1]}")
        assert any("rr" in one.data for one in came), [one.text for one in came]
        back = on_the_wall(last + timedelta(days=1), time(0), town.services.zone)
        self.diary.silence(now, back, "away")

    async def _do_week(self, town: Town, now: int) -> None:
        if not self.diary.is_silent(now):
            await town.presses(self.id, "rp:7")
            self.diary.silence(now, now + 7 * DAY, "away")

    async def _do_stop(self, town: Town, now: int) -> None:
        await town.says(self.id, self.chance.choice(("stop", "plus de rappels", "arrêtez tout")))
        self.diary.silence(now, EVER, "stop")
        if self.chance.random() < 0.6:
            self.plan(now + self.chance.randint(3, 60) * DAY, "resume")

    async def _do_resume(self, town: Town, now: int) -> None:
        await town.presses(self.id, "rr")
        self.diary.speak(now, "stop", "away")

    async def _do_danger(self, town: Town, now: int) -> None:
        await town.says(self.id, "je veux mourir")
        self.diary.silence(now, now + 7 * DAY, "danger")

    async def _do_block(self, town: Town, now: int) -> None:
        self.blocked = True
        town.post.blocked.add(self.id)
        self.diary.silence(now, EVER, "block")
        if self.chance.random() < 0.5:  # otherwise it is learned at the next message
            await town.blocks(self.id)
        self.plan(now + self.chance.randint(3, 60) * DAY, "return")

    async def _do_return(self, town: Town, now: int) -> None:
        self.blocked = False
        town.post.blocked.discard(self.id)
        await town.says(self.id, "/start")
        self.diary.speak(now, "block")


def settle(number: int, town: Town, days: int, seed: int) -> Citizen:
    """Let somebody arrive: who they are and what they will do in `days` days."""
    chance = Random(seed * 1_000_003 + number)
    kind = chance.choices(KINDS, SHARES)[0]
    one = Citizen(100_000 + number, kind, chance, Diary(town.services.zone))
    start = town.now

    def moment(first: float, last: float) -> int:
        return start + chance.randint(int(first * days), int(last * days)) * DAY + chance.randint(
            0, 95
        ) * 900  # fmt: skip

    one.plan(moment(0, 0.15), "take", ACTIONS[0])
    for action in ACTIONS[1:]:
        if chance.random() < 0.35:
            one.plan(moment(0.05, 0.8), "take", action)
    for what, share in (("ahead", 0.3), ("ahead", 0.3), ("week", 0.15), ("rest", 0.12)):
        if chance.random() < share:
            one.plan(moment(0.1, 0.9), what)
    if chance.random() < 0.4:
        one.plan(moment(0.2, 0.8), "away", str(chance.randint(2, 40)))
    if chance.random() < 0.01:
        one.plan(moment(0.2, 0.8), "danger")
    if kind == "leaves":
        one.plan(moment(0.2, 0.6), "block")
    if kind == "stops":
        one.plan(moment(0.2, 0.6), "stop")
    return one


def _line(data: str) -> Line | None:
    """Read from a button what the message is about."""
    verb, _, rest = data.partition(":")
    number, _, label = rest.partition(":")
    if verb == "done":
        return int(number), label
    if verb == "pk":
        return int(number), END
    if verb == "pv" and label == "none":
        return int(number), QUIET
    return None


def _number_in(came: list[Came], prefix: str) -> int | None:
    for one in came:
        for data in one.data:
            if data.startswith(prefix):
                return int(data.removeprefix(prefix))
    return None
