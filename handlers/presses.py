"""Buttons: every verb and what it does, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rules.presses import Press, Verb, unpack
from bot.rules.roles import Role
from handlers import (
    actions,
    announcing,
    asking,
    challenges,
    check_ins,
    consents,
    content_presses,
    days,
    desk,
    events,
    feedback,
    household,
    impact,
    measures,
    my_data,
    nudges,
    official,
    own_words,
    page,
    pauses,
    pledges,
    pledging,
    profile,
    progress,
    question,
    service,
    start,
    statistics,
    team,
    topics,
    volunteering,
)
from handlers.access import only_press
from handlers.groups import is_private
from handlers.visit import begin

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update

    from bot.context import Context
    from handlers.visit import Visit

PRESSES: dict[Verb, Callable[[Visit, Press], Awaitable[None]]] = {
    Verb.HOME: start.on_home,
    Verb.SIMPLE: start.on_simple,
    Verb.OBJECTIVES: topics.on_objectives,
    Verb.TOPIC: topics.on_topic,
    Verb.MORE: topics.on_more,
    Verb.DEPARTMENT: topics.on_department,
    Verb.OTHER: question.on_other,
    Verb.SUGGEST: actions.on_suggest,
    Verb.ANOTHER: actions.on_another,
    Verb.ACTION: actions.on_action,
    Verb.PLEDGE: pledging.on_pledge,
    Verb.WHEN: pledging.on_when,
    Verb.WHEN_WORDS: pledging.on_when_words,
    **own_words.PRESSES,
    Verb.ALREADY: actions.on_already,
    Verb.NOT_ME: actions.on_not_me,
    Verb.NOT_ME_WHY: actions.on_not_me_why,
    **profile.PRESSES,
    Verb.DONE: check_ins.on_done,
    Verb.SKIP: check_ins.on_skip,
    Verb.LATER: check_ins.on_later,
    Verb.LATER_AT: check_ins.on_later_at,
    Verb.UNDO: check_ins.on_undo,
    **measures.PRESSES,
    **days.PRESSES,
    Verb.PLEDGES: pledges.on_show,
    Verb.PLEDGE_CARD: pledges.on_card,
    Verb.PLEDGE_UNDO: pledges.on_undo,
    Verb.PLEDGE_PAUSE: pledges.on_pause,
    Verb.PLEDGE_RESUME: pledges.on_resume,
    Verb.PLEDGE_STOP: pledges.on_stop,
    Verb.PLEDGE_WHY: pledges.on_why,
    **household.PRESSES,
    Verb.PLEDGE_KEPT: pledges.on_kept,
    Verb.PLEDGE_AGAIN: pledging.on_again,
    Verb.RHYTHM: pledging.on_rhythm,
    Verb.RHYTHM_AS: pledging.on_rhythm_as,
    Verb.RHYTHM_BACK: pledging.on_rhythm_back,
    Verb.PROGRESS: progress.on_show,
    **impact.PRESSES,
    **challenges.PRESSES,
    **pauses.PRESSES,
    **nudges.PRESSES,
    **my_data.PRESSES,
    Verb.CANCEL: question.on_cancel,
    Verb.ANNOUNCE: only_press(Role.STAFF, announcing.on_press),
    **consents.PRESSES,
    **statistics.PRESSES,
    **service.PRESSES,
    **team.PRESSES,
    **official.PRESSES,
    Verb.CHOSEN: feedback.on_chosen,
    Verb.KEEP_WORDING: feedback.on_keep,
    Verb.USEFUL: feedback.on_useful,
    Verb.USELESS: feedback.on_useless,
    Verb.ASK: asking.on_ask,
    Verb.ANSWERS: asking.on_answers,
    Verb.NOT_QUITE: asking.on_not_quite,
    **desk.PRESSES,
    **content_presses.PRESSES,
    **page.PRESSES,
    **events.PRESSES,
    **volunteering.PRESSES,
}


async def pressed(update: Update, context: Context) -> None:
    """Do what a button says; one that we no longer know leads to a current screen.

    Every press is answered in the end, or the button would keep its little clock; where this
    fails, the error handler answers.
    """
    visit = await begin(update, context)
    if visit is None or visit.query is None:
        return
    if not is_private(update):
        await visit.toast(visit.texts.plain("other.group"))
        return
    await press(visit, unpack(visit.query.data or "") or Press(Verb.HOME, ()))
    await visit.toast()
    await visit.close()


async def press(visit: Visit, said: Press) -> None:
    """Do what a button, or the words that stand for it, says."""
    await PRESSES[said.verb](visit, said)
