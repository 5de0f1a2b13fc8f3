"""The six to eight actions that are read aloud at a stand, and how staff choose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.model import OBJECTIVES
from content.texts import Html
from handlers.event_words import numbered
from handlers.topics import objective_title
from handlers.visit import Visit, button
from storage import events

if TYPE_CHECKING:
    from content.model import Action, Content
    from storage.events import Event

FEWEST, MOST = 6, 8
_CHEAP = ("gratuit", "economise")


def usual_shortlist(content: Content, month: int) -> list[str]:
    """Choose actions that suit most people this month: one an objective, nothing to own or buy."""
    chosen: list[Action] = []
    for objective in OBJECTIVES:
        fitting = (
            action
            for action in content.actions_of(objective)
            if not action.needs
            and action.cost in _CHEAP
            and (not action.months or month in action.months)
            and action.id not in content.held_back
            and not _clashes(content, action, chosen)
        )
        first = next(fitting, None)
        if first is not None and len(chosen) < MOST:
            chosen.append(first)
    return [action.id for action in chosen]


async def on_actions(visit: Visit, press: Press) -> None:
    """Show the shortlist, or the actions of one objective, to add and take away."""
    event = await events.find(visit.services.db, press.number(0))
    if event is not None:
        await visit.show(_screen(visit, event, press.number(1)))


async def on_toggle(visit: Visit, press: Press) -> None:
    """Put an action into the shortlist, or take it out; six to eight stay."""
    event = await events.find(visit.services.db, press.number(0))
    action_id = press.text(2)
    if event is None or action_id not in visit.services.content.actions:
        return
    if action_id in event.shortlist:
        shortlist = [one for one in event.shortlist if one != action_id]
        refusal = "event.actions_last" if len(shortlist) < FEWEST else ""
    else:
        shortlist = [*event.shortlist, action_id]
        refusal = "event.actions_full" if len(shortlist) > MOST else ""
    if refusal:
        await visit.toast(visit.texts.plain(refusal))
        return
    await events.set_shortlist(visit.services.db, event.id, shortlist)
    changed = await events.find(visit.services.db, event.id)
    if changed is not None:
        await visit.show(_screen(visit, changed, press.number(1)))


def _screen(visit: Visit, event: Event, objective: int) -> Screen:
    if objective in OBJECTIVES:
        return _objective_screen(visit, event, objective)
    texts, actions = visit.texts, visit.services.content.actions
    rows = [(_toggle(visit, event, 0, actions[one]),) for one in event.shortlist if one in actions]
    numbers = tuple(
        Button(
            texts.plain("event.objective", number=number),
            pack(Verb.EVENT_ACTIONS, event.id, number),
        )
        for number in OBJECTIVES
    )
    rows += [numbers[:5], numbers[5:]]  # type: ignore[list-item]  # rows of any length
    rows.append((button(texts, "button.back", Verb.EVENT, event.id),))
    html = texts("event.actions", list="\n".join(numbered(visit, event)))
    return Screen(html, tuple(rows))


def _objective_screen(visit: Visit, event: Event, objective: int) -> Screen:
    fitting = visit.services.content.actions_of(objective)
    rows = [(_toggle(visit, event, objective, action),) for action in fitting]
    rows.append((button(visit.texts, "button.back", Verb.EVENT_ACTIONS, event.id, 0),))
    title = objective_title(visit, objective)
    return Screen(Html(visit.texts("event.actions_objective", title=title)), tuple(rows))


def _toggle(visit: Visit, event: Event, objective: int, action: Action) -> Button:
    label = action.title
    if action.id in event.shortlist:
        label = visit.texts.plain("event.action_in", title=label)
    return Button(label, pack(Verb.EVENT_TOGGLE, event.id, objective, action.id))


def _clashes(content: Content, action: Action, chosen: list[Action]) -> bool:
    return any(
        action.id in group.actions and any(other.id in group.actions for other in chosen)
        for group in content.exclusions
        if group.kind == "offer"
    )
