"""Acting as a person, against a small bot that confirms an update only once it is processed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.demo.labels import Labels, fold
from bot.demo.person import NotOnScreenError, NotSettledError, Person

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.demo.world import World


async def answer(bot: Bot, update: Update) -> None:
    """Echo texts with two buttons; a press edits its message."""
    if update.callback_query is not None:
        await update.callback_query.answer("noté")
        await update.callback_query.edit_message_text(f"choix : {update.callback_query.data}")
    elif update.message is not None:
        row = [
            InlineKeyboardButton("🌱 Je m’engage", callback_data=f"e:{update.update_id}"),
            InlineKeyboardButton("Déjà fait", callback_data="f"),
        ]
        text = f"« {update.message.text or 'rien'} »"
        await bot.send_message(
            update.message.chat_id, text, reply_markup=InlineKeyboardMarkup([row])
        )


@asynccontextmanager
async def living(bot: Bot) -> AsyncIterator[None]:
    async def live() -> None:
        offset = 0
        while True:
            for update in await bot.get_updates(offset=offset, timeout=30):
                await answer(bot, update)
                offset = update.update_id + 1

    task = asyncio.create_task(live())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def alive(bot: Bot) -> AsyncIterator[None]:
    async with living(bot):
        yield


@pytest.mark.usefixtures("alive")
async def test_the_answer_is_on_the_screen_when_says_returns(camille: Person) -> None:
    await camille.says("bonjour")

    assert camille.sees == "« bonjour »"
    assert camille.screen.text == "« bonjour »"
    assert "je m'engage" in camille.buttons
    assert "Arrêter" not in camille.buttons


@pytest.mark.usefixtures("alive")
async def test_the_newest_message_with_the_button_is_pressed(camille: Person) -> None:
    await camille.says("un")
    await camille.says("deux")

    await camille.presses("JE M'ENGAGE")
    assert camille.sees == "choix : e:2"
    assert camille.toast == "noté"

    await camille.presses("Je m'engage")
    assert camille.sees == "choix : e:1"
    assert [screen.text for screen in camille.messages] == ["choix : e:1", "choix : e:2"]


@pytest.mark.usefixtures("alive")
async def test_a_missing_button_tells_what_is_on_the_screen(camille: Person) -> None:
    await camille.says("bonjour")

    with pytest.raises(NotOnScreenError, match=r"no button says 'Annuler'.*bonjour.*Déjà fait"):
        await camille.presses("Annuler")


async def test_an_empty_screen_says_so(camille: Person) -> None:
    with pytest.raises(NotOnScreenError, match="not written to citoyenne yet"):
        _ = camille.screen
    assert camille.sees == ""
    assert list(camille.buttons) == []


@pytest.mark.usefixtures("alive")
async def test_old_and_forged_presses_reach_the_bot(camille: Person) -> None:
    await camille.says("bonjour")

    await camille.presses_data("forgé")

    assert camille.sees == "choix : forgé"


@pytest.mark.usefixtures("alive")
async def test_attachments_and_edits_reach_the_bot(world: World, camille: Person) -> None:
    kinds = ["photo", "voice", "sticker", "location", "contact", "document", "video"]
    for kind in kinds:
        await camille.attaches(kind)
        assert camille.sees == "« rien »"
    await camille.says("faute")
    await camille.edits("corrigé")

    own = world.chats[1001].newest(from_bot=False)
    assert [message.kind for message in reversed(own)] == [*kinds, "text"]
    assert (own[0].text, own[0].edited is not None) == ("corrigé", True)
    assert camille.sees == ""


async def test_what_comes_by_itself_can_be_waited_for(bot: Bot, camille: Person) -> None:
    waiting = asyncio.create_task(camille.gets("c'est l'heure"))
    await asyncio.sleep(0)
    assert not waiting.done()

    await bot.send_message(1001, "Rappel : c’est l’heure")

    await waiting
    with pytest.raises(NotSettledError, match="nothing with 'autre' came"):
        await camille.gets("autre", seconds=0)


@pytest.mark.parametrize(
    ("label", "same"),
    [
        ("🌱 Je m’engage", "je m'engage"),
        ("✅\u202fC’est\u00a0fait", "C'est fait"),
        ("👨‍👩‍👧 En famille", "en famille"),
        ("2️⃣ Deux", "2 deux"),
        ("👍", "👍"),
    ],
)
def test_labels_fold_as_people_read(label: str, same: str) -> None:
    assert fold(label) == fold(same)
    assert same in Labels([label])


@pytest.mark.parametrize("other", ["Je m'engage plus", "e m'engage", "", "👍"])
def test_different_labels_stay_different(other: str) -> None:
    assert other not in Labels(["🌱 Je m’engage", "👎"])
