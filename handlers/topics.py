"""The curated answers: a topic, the ten objectives, and what stands behind « En savoir plus »."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.announce.service import held_words
from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from content.model import OBJECTIVES, SMALL_TALK, UNRATED
from content.render import to_html
from content.texts import Html
from handlers.greeting import welcomed
from handlers.visit import Visit, button
from handlers.wording import full_day

if TYPE_CHECKING:
    from content.model import Topic

_RELATED = 2
_REMEMBERED = 512  # screens
_SCREENS = {  # topics that live as a screen of their own
    "mes-engagements": Verb.PLEDGES,
    "progression": Verb.PROGRESS,
    "rappels": Verb.REMINDERS,
    "plan-objectifs": Verb.OBJECTIVES,
}


async def objectives(visit: Visit) -> None:
    """/objectifs: the ten, by their official titles, with a button each."""
    await visit.show(objectives_screen(visit))


async def on_objectives(visit: Visit, _press: Press) -> None:
    """Show the ten objectives."""
    await objectives(visit)


async def on_topic(visit: Visit, press: Press) -> None:
    """Show the topic that a button names."""
    await show_topic(visit, press.text(0))


async def on_more(visit: Visit, press: Press) -> None:
    """Show the longer answer."""
    await show_topic(visit, press.text(0), part="more")


async def on_department(visit: Visit, press: Press) -> None:
    """Show the Département's own part beside that of the person."""
    await show_topic(visit, press.text(0), part="department")


async def show_topic(
    visit: Visit,
    topic_id: str,
    part: str = "short",
    *,
    rated: bool = False,
    to: int | None = None,
    care: bool = False,
) -> None:
    """Show one topic; one that has gone leads to the objectives.

    `rated`: no vote is asked; `to`: see `Visit.say`; `care`: whom to call stands under it.
    """
    if topic_id not in visit.services.content.topics:
        await objectives(visit)
        return
    visit.speak_of(topic_id)
    held = await held_words(visit.services, visit.texts) if part == "department" else None
    screen = topic_screen(visit, topic_of(visit, topic_id), part, rated=rated, held=held)
    if care:
        screen = replace(screen, html=f"{screen.html}\n\n{visit.texts('answer.care')}")
    await visit.show(screen, to=to, light=True)


def topic_of(visit: Visit, topic_id: str) -> Topic:
    """Give a topic in the language we talk, as far as it exists there."""
    return visit.services.answerer.topic(topic_id, english=visit.english)


def topic_screen(
    visit: Visit,
    topic: Topic,
    part: str = "short",
    *,
    rated: bool = False,
    held: Html | None = None,
) -> Screen:
    """One answer with its next step, its source and what can be looked at from there.

    `held`: what stands in place of the Département's part before an election.
    """
    reader = (visit.english, visit.person.simple, topic.due < visit.today)
    depends = (topic, part, rated, held, *reader)
    made = visit.services.library.edition.screens
    screen = made.get(depends)
    if screen is None:
        if len(made) >= _REMEMBERED:
            made.clear()
        screen = _make_screen(visit, topic, part, rated=rated, held=held)
        made[depends] = screen
    if visit.person.is_new:
        return Screen(welcomed(visit, Html(screen.html)), screen.rows)
    return screen


def _make_screen(
    visit: Visit, topic: Topic, part: str, *, rated: bool, held: Html | None
) -> Screen:
    texts = visit.texts
    chatting = topic.id in SMALL_TALK
    blocks = [] if chatting else [f"<b>{Html(_escaped(topic.title))}</b>"]
    if visit.english and topic.id not in visit.services.content.english.topics:
        blocks.insert(0, texts("english.only_french"))
    if part == "more":
        blocks.append(to_html(topic.more))
    elif part == "department":
        blocks += _both_parts(visit, topic, held)
    else:
        blocks.append(to_html(_short(visit, topic)))
    if part == "short" and topic.next_step and not visit.person.simple:
        blocks.append(texts("topic.next_step", step=topic.next_step))
    if topic.source and not chatting:
        date = full_day(texts, topic.reviewed)
        blocks.append(texts("topic.source", source=topic.source, date=date))
        if topic.due < visit.today:
            blocks.append(texts("topic_extra.expired", date=full_day(texts, topic.due)))
    rows = _topic_rows(visit, topic, part)
    if part == "short" and topic.id not in UNRATED and not rated:
        rows = (*rows, _rating(visit, topic))
    return Screen("\n\n".join(blocks), rows)


def _both_parts(visit: Visit, topic: Topic, held: Html | None) -> list[Html]:
    """« Votre part » beside « la part du Département »; where no fact is known, that is said."""
    texts = visit.texts
    theirs = held or to_html(topic.department) or texts("topic_extra.department_none")
    blocks = [texts("topic.department"), Html(theirs)]
    acting = visit.services.content.topics.get(f"agir-{objective_of(topic.id)}")
    yours = topic.next_step or (acting.next_step if acting is not None else "")
    if yours:
        blocks[:0] = [texts("topic.yours"), texts("topic.next_step", step=yours)]
    return blocks


def _rating(visit: Visit, topic: Topic) -> tuple[Button, ...]:
    return (
        button(visit.texts, "feedback.useful", Verb.USEFUL, topic.id),
        button(visit.texts, "feedback.useless", Verb.USELESS, topic.id),
    )


def objectives_screen(visit: Visit) -> Screen:
    """List the ten objectives."""
    texts = visit.texts
    lines = [texts("objectives.text"), ""]
    buttons = []
    for number in OBJECTIVES:
        title = objective_title(visit, number)
        lines.append(texts("objectives.line", number=number, title=title))
        buttons.append(Button(str(number), pack(Verb.TOPIC, f"objectif-{number}")))
    rows = (tuple(buttons[:5]), tuple(buttons[5:]))
    return Screen(welcomed(visit, Html("\n".join(lines))), (*rows, act_row(visit)))


def act_row(visit: Visit, objective: int = 0) -> tuple[Button, ...]:
    """« Que puis-je faire ? », for one objective or for all."""
    return (button(visit.texts, "button.act", Verb.SUGGEST, objective),)


def _topic_rows(visit: Visit, topic: Topic, part: str) -> tuple[tuple[Button, ...], ...]:
    texts = visit.texts
    rows: list[tuple[Button, ...]] = []
    objective = objective_of(topic.id)
    if objective:
        rows.append(act_row(visit, objective))
    second = []
    if part == "short" and topic.more:
        second.append(button(texts, "button.more", Verb.MORE, topic.id))
    if part != "department" and topic.id.startswith("objectif-"):
        second.append(button(texts, "button.department", Verb.DEPARTMENT, topic.id))
    if part != "short":
        second.append(button(texts, "button.back", Verb.TOPIC, topic.id))
    rows += [(b,) for b in second]
    if part == "short":
        rows += [(link,) for link in _related(visit, topic, {b.label for (b,) in rows})]
    return tuple(rows)


def _related(visit: Visit, topic: Topic, shown: set[str]) -> list[Button]:
    """Link what is near the topic; of those with one label (« Que puis-je faire ? ») the first."""
    links: dict[str, Button] = {}
    for related in topic.related:
        link = _link(visit, related)
        links.setdefault(link.label, link)
    return [link for label, link in links.items() if label not in shown][:_RELATED]


def _short(visit: Visit, topic: Topic) -> str:
    """Give the short answer, in its simple version to whoever wants that."""
    return topic.simple if visit.person.simple and topic.simple else topic.short


def _link(visit: Visit, topic_id: str) -> Button:
    topic = topic_of(visit, topic_id)
    number = objective_of(topic_id)
    if topic_id == "agir" or (topic_id.startswith("agir-") and number):
        return act_row(visit, number)[0]
    verb = _SCREENS.get(topic_id)
    if verb is not None:
        return Button(topic.title, pack(verb))
    return Button(topic.title, pack(Verb.TOPIC, topic_id))


def objective_title(visit: Visit, number: int) -> str:
    """Give the short title of an objective, without its number: « L'eau, bien commun »."""
    title = topic_of(visit, f"objectif-{number}").title
    for ending in (f"(objectif {number})", f"(objective {number})"):
        title = title.removesuffix(ending)
    return title.strip()


def objective_of(topic_id: str) -> int:
    """Give the number of « objectif-3 » or « agir-3 »; 0 for every other topic."""
    head, _, number = topic_id.partition("-")
    return int(number) if head in ("objectif", "agir") and number.isdigit() else 0


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
