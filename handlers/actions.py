"""Suggestions: three cards that fit the person, each with its why and its three answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb
from content.memory import still_refused
from content.suggest import Life, Suggestion, Wish, suggest, why
from content.texts import Html
from handlers import profile
from handlers.greeting import welcomed
from handlers.topics import objective_title
from handlers.visit import Visit, button
from storage import action_answers, pledges, profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from content.model import Action, Impact

REASONS = ("cher", "chezmoi", "temps", "ici")
_MEMORY = timedelta(days=365)
_COUNT = 3


async def suggestions(visit: Visit) -> None:
    """/agir: three ideas from three objectives."""
    await _offer(visit, 0)


async def on_suggest(visit: Visit, press: Press) -> None:
    """« Que puis-je faire ? », for all objectives or for one."""
    await _offer(visit, max(press.number(0), 0))


async def on_another(visit: Visit, press: Press) -> None:
    """`Autre`: three more; those just shown step back for this turn."""
    await _offer(visit, max(press.number(0), 0), shown=frozenset(visit.shown))


async def on_action(visit: Visit, press: Press) -> None:
    """Show one action."""
    await show_action(visit, press.text(0))


async def show_action(visit: Visit, action_id: str) -> None:
    """Show the card of one action, from a link or a button."""
    action = visit.services.content.actions.get(action_id)
    if action is None:
        await visit.show(Screen(visit.texts("act.gone")))
        return
    html = visit.texts("act.card_single", title=action.title, how=action.how)
    text = "\n".join([html, *_facts(visit, action)])
    await visit.show(Screen(welcomed(visit, Html(text)), (_answers(visit, action),)))


async def on_already(visit: Visit, press: Press) -> None:
    """`Déjà fait`: thanked, counted apart, not offered again this year."""
    action = await _record(visit, press.text(0), "done")
    if action is not None:
        await visit.toast(visit.texts.plain("act.toast_already"))
        html = visit.texts("act.already_thanks", title=action.title)
        await visit.show(Screen(html, (_more(visit),)))


async def on_not_me(visit: Visit, press: Press) -> None:
    """`Pas pour moi`: kept at once; the reason is a further tap, if the person likes."""
    action = await _record(visit, press.text(0), "refused")
    if action is not None:
        await visit.toast(visit.texts.plain("act.toast_not_me"))
        reasons = [
            button(visit.texts, f"act.reason.{r}", Verb.NOT_ME_WHY, action.id, r) for r in REASONS
        ]
        rows = (tuple(reasons[:2]), tuple(reasons[2:]), _more(visit))
        await visit.show(Screen(visit.texts("act.not_me_ask", title=action.title), rows))


async def on_not_me_why(visit: Visit, press: Press) -> None:
    """Keep the reason, for what the Département could unblock."""
    reason = press.text(1) if press.text(1) in REASONS else None
    action = await _record(visit, press.text(0), "refused", reason)
    if action is not None:
        html = visit.texts("act.not_me_thanks", title=action.title)
        await visit.show(Screen(html, (_more(visit),)))


async def _offer(visit: Visit, objective: int, shown: frozenset[str] = frozenset()) -> None:
    wish = await _wish(visit, objective, shown)
    found = suggest(visit.services.catalogue, wish)
    if not found and shown:  # all seen: begin again rather than say no
        found = suggest(visit.services.catalogue, await _wish(visit, objective, frozenset()))
    if not found:
        await _nothing(visit, objective)
        return
    for number, suggestion in enumerate(found, 1):
        intro = _intro(visit, objective, len(found)) if number == 1 else ""
        rows = [_answers(visit, suggestion.action)]
        if correction := _correction(visit, suggestion):
            rows.append((correction,))
        if number == len(found):
            rows.append((button(visit.texts, "act.another", Verb.ANOTHER, objective),))
            rows.append((button(visit.texts, "act.own", Verb.OWN, objective or ""),))
        html = intro + _card(visit, suggestion, number)
        await visit.say(Screen(Html(html), tuple(rows)), number=str(number))
    visit.remember_shown(suggestion.action.id for suggestion in found)
    await profile.ask_one(visit)


async def _nothing(visit: Visit, objective: int) -> None:
    if not objective:
        await visit.say(Screen(visit.texts("act.nothing")))
        return
    rows = ((button(visit.texts, "act.all_objectives", Verb.SUGGEST, 0),),)
    await visit.say(Screen(visit.texts("act.nothing_objective"), rows))


async def _wish(visit: Visit, objective: int, shown: frozenset[str]) -> Wish:
    """Put together what is known: the person's life, what they did, refused or have in hand."""
    since = visit.now - round(_MEMORY.total_seconds())
    answers = await action_answers.of(visit.services.db, visit.person.id, since=since)
    in_hand = await pledges.active(visit.services.db, visit.person.id)
    known = await profiles.of(visit.services.db, visit.person.id)
    done = [(a.action_id, visit.day_of(a.answered_at)) for a in answers if a.kind == "done"]
    done += [(pledge.action_id, visit.today) for pledge in in_hand]
    changed = await profiles.changed(visit.services.db, visit.person.id)
    return Wish(
        life=Life(
            dwelling=known.dwelling,
            owner=known.owner,
            garden=known.garden,
            car=known.car,
            bike=known.bike,
            children=known.children,
            worker=known.worker,
            time=known.time_budget,
            commune=known.commune,
            budget=known.budget,
        ),
        objectives=frozenset({objective} if objective else ()),
        done=tuple(done),
        refused=tuple(
            (a.action_id, visit.day_of(a.answered_at))
            for a in answers
            if a.kind == "refused" and _still_refused(visit, a, changed)
        ),
        today=visit.today,
        month=visit.today.month,
        seed=visit.services.seed(),
        count=_COUNT,
        shown=shown,
    )


def _still_refused(
    visit: Visit, answer: action_answers.ActionAnswer, changed: Mapping[str, int]
) -> bool:
    """Say whether a refusal still holds: a new season or another life may have changed it."""
    action = visit.services.content.actions.get(answer.action_id)
    days = {field: visit.day_of(moment) for field, moment in changed.items()}
    refused_on = visit.day_of(answer.answered_at)
    return action is None or still_refused(
        action, refused_on, visit.today, reason=answer.reason, changed=days
    )


async def _record(
    visit: Visit, action_id: str, kind: action_answers.Kind, reason: str | None = None
) -> Action | None:
    action = visit.services.content.actions.get(action_id)
    if action is None:
        await visit.show(Screen(visit.texts("act.gone")))
        return None
    await action_answers.record(
        visit.services.db, visit.person.id, action_id, kind, reason=reason, now=visit.now
    )
    return action


def _intro(visit: Visit, objective: int, count: int) -> str:
    texts = visit.texts
    if objective:
        title = objective_title(visit, objective)
        intro = texts("act.intro_objective", number=objective, title=title)
    else:
        intro = texts("act.intro" if count == _COUNT else "act.intro_fewer")
    return f"{intro}\n\n"


def _card(visit: Visit, suggestion: Suggestion, number: int) -> str:
    action = suggestion.action
    lines = [visit.texts("act.card", number=number, title=action.title, how=action.how)]
    lines.append(visit.texts("act.why", why=why(suggestion, visit.texts.plain)))
    return "\n".join([*lines, *_facts(visit, action)])


def _facts(visit: Visit, action: Action) -> list[str]:
    """Cost and effort; the effect with its hypothesis and source, or honestly none."""
    texts = visit.texts
    cost = texts.plain(f"cost.{action.cost}")
    lines: list[str] = [texts("act.facts", effort=action.effort, cost=cost)]
    if action.impact is not None:
        lines.append(_impact(visit, action.impact))
    elif action.counts:
        lines.append(texts("act.counted", unit=action.counts))
    else:
        lines.append(texts("act.no_figure"))
    return lines


def _impact(visit: Visit, impact: Impact) -> Html:
    texts = visit.texts
    value = f"{impact.value:g}".replace(".", texts.plain("number.decimal"))
    key = "act.impact_at_most" if impact.at_most else "act.impact_about"
    return texts(
        "act.impact",
        amount=texts.plain(key, value=value),
        unit=impact.unit,
        per=texts.plain(f"per.{impact.per}"),
        basis=impact.basis.rstrip(".") + ".",
        source=impact.source,
    )


def _answers(visit: Visit, action: Action) -> tuple[Button, ...]:
    texts = visit.texts
    return (
        button(texts, "act.pledge", Verb.PLEDGE, action.id),
        button(texts, "act.already", Verb.ALREADY, action.id),
        button(texts, "act.not_me", Verb.NOT_ME, action.id),
    )


def _correction(visit: Visit, suggestion: Suggestion) -> Button | None:
    """`Ce n'est plus vrai`, where the suggestion rests on what the person said of their life."""
    for because in suggestion.because:
        if because.field in profiles.FIELDS and because.value not in (None, ""):
            return button(visit.texts, "act.no_longer_true", Verb.FORGET, because.field)
    return None


def _more(visit: Visit) -> tuple[Button, ...]:
    return (button(visit.texts, "act.another", Verb.SUGGEST, 0),)
