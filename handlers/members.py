"""How colleagues are called and what they have in hand. No name is kept: Telegram is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.rules.roles import Role
from handlers.wording import full_day, listed
from storage import handover, roles

if TYPE_CHECKING:
    from collections.abc import Collection

    from handlers.visit import Visit


async def name_of(visit: Visit, person_id: int) -> str:
    """Give the first name that a colleague shows on Telegram, or the number of the account."""
    try:
        chat = await visit.bot.get_chat(person_id)
    except TelegramError:  # they have blocked the bot, or closed their account
        return visit.texts.plain("team.stranger", number=str(person_id))
    name = (chat.first_name or "").strip()
    return name or visit.texts.plain("team.stranger", number=str(person_id))


def role_word(visit: Visit, role: str) -> str:
    """« bénévole », « agent », « administrateur »; an unknown one as it stands."""
    return visit.texts.plain(f"role.{role}") if f"role.{role}" in visit.texts else role


def roles_words(visit: Visit, held: Collection[str]) -> str:
    """« bénévole et agent »."""
    return listed(visit.texts, [role_word(visit, role) for role in Role if role in held])


async def work_words(visit: Visit, person_id: int) -> str:
    """« 2 questions », or « rien »."""
    work = await handover.in_hand(visit.services.db, person_id)
    words = [visit.texts.count(f"handover.{kind}", count) for kind, count in work.items()]
    return listed(visit.texts, words) or visit.texts.plain("handover.none")


def day_words(visit: Visit, moment: int) -> str:
    """« 24 novembre 2026 » for a moment in UTC seconds."""
    return full_day(visit.texts, visit.day_of(moment))


async def team_by_person(visit: Visit) -> dict[int, list[roles.Held]]:
    """Give the roles of each member, in the order in which they joined."""
    team: dict[int, list[roles.Held]] = {}
    for held in await roles.team(visit.services.db):
        team.setdefault(held.person_id, []).append(held)
    return team
