"""Every command and button of the team, tried by everybody who has no business there.

What is tried is read from the tables themselves: a new one is among them by itself.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from bot.rules.presses import Verb
from bot.rules.roles import Role, allows
from handlers import COMMANDS
from handlers.presses import PRESSES
from storage import roles
from tests.hostile.test_buttons import DOING, FOR_ALL, dump, others, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.demo.person import Person
    from tests.conversations.conftest import Town

LEAST_COMMANDS, LEAST_VERBS, LEAST_BUTTONS = 9, 50, 40
UNKNOWN, GONE = "Je ne connais pas cette commande", "Ce bouton date un peu"


def role_of(handle: Callable[..., Any]) -> Role | None:
    """Give the role that a door of `handlers.access` asks for; None for what is open to all."""
    if not handle.__qualname__.startswith(("only.", "only_press.")):
        return None
    role = inspect.getclosurevars(handle).nonlocals["role"]
    assert isinstance(role, Role)
    return role


def behind(handle: Callable[..., Any]) -> str:
    """Name the module of what is behind a door."""
    inner = inspect.getclosurevars(handle).nonlocals["handle"]
    return str(inner.__module__)


COMMANDS_BEHIND = {name: role for name, do in COMMANDS.items() if (role := role_of(do))}
VERBS_BEHIND = {verb: role for verb, do in PRESSES.items() if (role := role_of(do))}
# Modules of the team that show something to everybody as well.
SHARED = frozenset({"handlers.service", "handlers.leaving", "handlers.statistics"})


def test_what_belongs_to_the_team_has_a_door() -> None:
    """A button that lies in the same module as one behind a door stands behind one, too."""
    rooms = {behind(do) for do in COMMANDS.values() if role_of(do)}
    rooms |= {behind(do) for do in PRESSES.values() if role_of(do)}
    rooms -= SHARED
    loose = [verb for verb, do in PRESSES.items() if not role_of(do) and do.__module__ in rooms]
    assert loose == []
    assert len(COMMANDS_BEHIND) >= LEAST_COMMANDS
    assert len(VERBS_BEHIND) >= LEAST_VERBS


def closed_to(held: frozenset[str]) -> tuple[list[str], list[str]]:
    """Give the commands and the data of buttons that somebody with these roles may not use."""
    commands = [name for name, role in COMMANDS_BEHIND.items() if not allows(held, role)]
    return commands, [
        data
        for verb, role in VERBS_BEHIND.items()
        if not allows(held, role)
        for data in shapes(verb, every=not held)
    ]


def shapes(verb: Verb, *, every: bool) -> Iterator[str]:
    """Give a press of a verb with the ids of what others have; `every`: whatever it may do."""
    yield f"{verb}:1:1"
    if every and verb is Verb.ANNOUNCE:
        yield from (f"{verb}:1:{do}" for do in DOING[::3])
    if every and verb is Verb.SERVICE:
        yield from (f"{verb}:{mode}" for mode in ("standby", "end:30", "reserve", "no_reserve"))


async def test_a_citizen_a_volunteer_and_a_former_colleague_stay_outside(
    town: Town, camille: Person, ines: Person, bruno: Person, sophie: Person, helene: Person
) -> None:
    await settle(town, camille, sophie, helene)
    db = town.colibris.services.db
    for person in (ines, bruno):
        await person.says("bonjour")
    await roles.grant(db, bruno.id, Role.STAFF, by=None, now=town.now)
    await bruno.says("/annoncer")
    assert UNKNOWN not in bruno.sees
    await bruno.says("annuler")
    await roles.revoke(db, bruno.id, Role.STAFF, by=None, now=town.now)

    for person in (camille, ines, bruno):
        await stays_outside(town, person)


def papers(person: Person) -> int:
    """Count what was handed over besides words."""
    return sum(message.kind != "text" for message in person.messages)


async def stays_outside(town: Town, person: Person) -> None:
    """Try every door; nothing is shown, nothing changes."""
    db = town.colibris.services.db
    commands, buttons = closed_to(frozenset(await roles.of(db, person.id)))
    assert len(buttons) > LEAST_BUTTONS
    before, files = await dump(db), papers(person)
    for name in commands:
        town.now += 2
        await person.says(f"/{name}")
        assert person.sees.startswith(UNKNOWN), name
    for data in buttons:
        town.now += 2
        await person.presses_data(data)
        assert GONE in person.screen.text, data
    assert papers(person) == files
    after = await dump(db)
    for table in before.keys() - FOR_ALL:
        mine = others(before[table], person.id)
        assert others(after[table], person.id) == mine, table
