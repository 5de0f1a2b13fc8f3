"""In a group: called by name, answered; nothing changed, nobody noted (row 77)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import Update

from bot.flood import GROUP_MOST
from storage import people

if TYPE_CHECKING:
    from bot.demo.person import Person
    from tests.conversations.conftest import Town


@pytest.fixture
def ana(town: Town) -> Person:
    """Camille, in a group."""
    chat_id = town.world.add_group("Marché", [1001, 1002])
    return type(town.person())(town.world, 1001, chat_id=chat_id)


async def test_called_it_answers_keeps_nobody_and_offers_to_go_on_in_private(
    town: Town, ana: Person
) -> None:
    await ana.says("c'est quoi l'objectif 3 ?")
    assert not ana.messages
    await ana.says("@Colibris63_bot c'est quoi l'objectif 3 ?")

    assert "Protéger et partager l'eau" in ana.sees
    assert "Me parler en privé" in ana.buttons
    await ana.says("/agir @colibris63_bot")
    assert "Je m'engage" not in ana.buttons
    assert await people.find(town.colibris.services.db, ana.id) is None


async def test_danger_comes_first_there_too_and_notes_nobody(town: Town, ana: Person) -> None:
    await ana.says("@colibris63_bot mon voisin frappe sa femme")

    assert "17" in ana.sees
    assert await people.find(town.colibris.services.db, ana.id) is None


async def test_a_group_hears_us_twenty_times_a_minute_at_most_but_always_of_danger(
    town: Town, ana: Person
) -> None:
    for _ in range(GROUP_MOST + 5):
        await ana.says("@colibris63_bot objectif 3")
    assert len(ana.messages) == GROUP_MOST

    await ana.says("@colibris63_bot au secours il me frappe")
    assert "17" in ana.sees
    town.now += 60
    await ana.says("@colibris63_bot objectif 3")
    assert "eau" in ana.sees


async def test_on_arrival_it_says_how_to_be_answered_and_of_a_departure_nothing(
    town: Town, ana: Person
) -> None:
    await arrive(town, ana.chat_id, "left", "member")
    assert "Je ne garde rien de ce groupe" in ana.screen.text
    await arrive(town, ana.chat_id, "member", "administrator")
    await arrive(town, ana.chat_id, "member", "left")

    assert len(ana.messages) == 1
    assert await people.find(town.colibris.services.db, ana.id) is None


async def arrive(town: Town, chat_id: int, before: str, after: str) -> None:
    application = town.colibris.application
    bot = {"id": application.bot.id, "is_bot": True, "first_name": "Colibris"}
    right = dict.fromkeys(
        (
            "can_be_edited",
            "is_anonymous",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_invite_users",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
        ),
        False,
    )
    change = {
        "chat": {"id": chat_id, "type": "group", "title": "Marché"},
        "from": {"id": 1001, "is_bot": False, "first_name": "Camille"},
        "date": town.now,
        "old_chat_member": {"user": bot, "status": before, **right},
        "new_chat_member": {"user": bot, "status": after, **right},
    }
    update = Update.de_json({"update_id": 900_000, "my_chat_member": change}, application.bot)
    assert update is not None
    await application.process_update(update)
