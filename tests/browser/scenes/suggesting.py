"""Rows 13 to 23: being offered what fits, and saying what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.labels import plain
from bot.rules.presses import Verb, unpack
from tests.browser.scenes import scene

if TYPE_CHECKING:
    from bot.demo.messages import Message
    from content.model import Action
    from tests.browser.hands import Hands

_MOST = 9  # which ideas come first is left to chance


@scene(13, 19)
async def tells_of_her_life_by_taps_over_time(her: Hands) -> None:
    await her.says("bonjour")
    await her.chooses("/agir")
    assert "Avez-vous un jardin ?" in her.sees
    await her.presses("Non")
    for _ in range(her.pages):
        assert not any("garden" in idea.needs for idea in ideas(her))
        await her.presses("Autre")
    her.shows(13)

    # The next day one more question, which has many right answers.
    await her.goes_to("2026-05-13", "10:00")
    await her.chooses("/agir")
    assert "Dans quelle commune vivez-vous" in her.sees
    await her.says("63340")
    assert "Laquelle est la vôtre" in her.sees
    assert len(her.buttons) == 20
    await her.presses("Villeneuve")
    await her.says("/profil")
    assert "Vous n'avez pas de jardin" in her.sees
    assert "Vous vivez ici : Villeneuve" in her.sees

    # She was wrong; a position is forgotten, a slip of the pen is understood.
    await her.presses_like("Effacer : Vous vivez ici")
    await her.shares_location()
    assert "j'oublie aussitôt votre position" in her.sees
    await her.says("Amber")
    await her.says("/profil")
    assert "Vous vivez ici : Ambert" in her.sees
    her.shows(19)


@scene(14, 15, 16, 17, 18, 20, 21, 22, 23)
async def looks_at_ideas_and_says_what_is_not_for_her(her: Hands) -> None:
    await her.says("/profil")
    await her.presses("Vélo")
    await her.presses("Oui")
    # What an idea rests on is said, and taken back on the spot.
    await her.says("/start o_6")
    await her.presses("Que puis-je faire ?")
    for _ in range(_MOST):
        if "parce que vous avez un vélo" in her.sees:
            break
        await her.presses("Autre")
    await her.presses("Ce n'est plus vrai")
    assert "C'est oublié" in her.sees
    await her.says("/profil")
    assert "Vous avez un vélo" not in her.sees
    her.shows(14)

    await her.chooses("/agir")
    first = ideas(her)
    assert len(first) == 3
    await her.presses("Autre")
    assert not {idea.id for idea in ideas(her)} & {idea.id for idea in first}
    her.shows(23)

    assert all(not idea.months or 5 in idea.months for idea in ideas(her))
    for said in (plain(card.text) for card in cards(her)):
        assert "Durée :" in said
        assert "Coût :" in said
        assert "Effet :" in said or "on compte les gestes" in said
    assert not clashes(her)
    her.shows(18, 20, 21, 22)

    # One is done already, one is not for her, and why: neither of them comes back.
    done = ideas(her)[-1]
    await her.presses("Déjà fait")
    assert "c'est déjà fait chez vous" in her.sees
    her.shows(15)
    await her.says(f"/start o_{9 if done.objective != 9 else 8}")
    await her.presses("Que puis-je faire ?")
    refused = ideas(her)[-1]
    await her.presses("Pas pour moi")
    assert "ce n'est pas pour vous" in her.sees
    await her.presses("Trop cher")
    assert "Je ne vous proposerai plus" in her.sees
    her.shows(17)
    for objective in (done.objective, refused.objective):
        await her.says(f"/start o_{objective}")
        await her.presses("Que puis-je faire ?")
        for _ in range(her.pages):
            assert not {done.id, refused.id} & {idea.id for idea in ideas(her)}
            await her.presses("Autre")
    her.shows(16)


def cards(her: Hands) -> list[Message]:
    """The ideas that her last act brought, in their order."""
    chat = her.town.world.chats[her.person.chat_id]
    fresh = [m for m in chat.newest(from_bot=True) if m.revision > chat.acted]
    return [message for message in reversed(fresh) if offered(message)]


def offered(message: Message) -> str:
    """The action that a card offers; empty for another message."""
    said = [unpack(b["callback_data"]) for row in message.rows for b in row]
    return next((press.text(0) for press in said if press and press.verb == Verb.PLEDGE), "")


def ideas(her: Hands) -> list[Action]:
    """The actions of these cards."""
    actions = her.town.colibris.services.content.actions
    return [actions[offered(card)] for card in cards(her)]


def clashes(her: Hands) -> list[str]:
    """The groups of which more than one was offered at a time."""
    shown = {idea.id for idea in ideas(her)}
    groups = her.town.colibris.services.content.exclusions
    return [group.group for group in groups if len(group.actions & shown) > 1]
