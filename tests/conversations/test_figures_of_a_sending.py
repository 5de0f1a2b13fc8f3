"""Following an announcement: exact about the sending, never about what fewer than five did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.announce import following
from bot.announce.following import Going
from bot.demo.faults import Fault
from content.texts import Texts
from tests.conversations.test_announcing import let_go, readers

if TYPE_CHECKING:
    from bot.demo.person import Person
    from content.model import Content
    from tests.conversations.conftest import Town

__all__ = ["readers"]  # a fixture
FEW = "moins de 5"


async def test_one_who_blocked_is_never_counted_alone(
    town: Town,
    readers: None,  # noqa: ARG001 – a fixture
    bruno: Person,
    sophie: Person,
    helene: Person,
) -> None:
    town.world.faults.add(Fault("sendMessage", "403", count=0, chat_id=bruno.id))
    await let_go(town, sophie, helene)
    await town.colibris.ticks.tick_now()
    await sophie.says("/annoncer")
    await sophie.presses("n° 1")
    assert "Remis : 1" in sophie.sees
    assert f"Bloqué : {FEW}" in sophie.sees
    assert "Échec : 0" in sophie.sees

    await sophie.presses("Rapport (CSV)")
    table = sophie.received_file("annonce-1")[1].decode("utf-8-sig")
    blocked = [line for line in table.splitlines() if "Bloqué" in line]
    assert len(blocked) == 2  # of all, and of its hour
    assert all(line.endswith(FEW) for line in blocked)
    await sophie.presses("Qui n'a pas été joint ?")
    assert f"Bloqué : {FEW}" in sophie.sees
    assert "Motifs" not in sophie.sees or f": {FEW}" in sophie.sees.split("Motifs")[1]


def test_the_total_gives_nothing_away_by_subtraction(content: Content) -> None:
    texts = Texts(content.sentences)
    exact = Going({"sent": 800, "blocked": 12})
    assert following.total_words(texts, exact) == "812 personnes"
    hiding = Going({"sent": 800, "blocked": 3, "failed": 9})
    assert following.total_words(texts, hiding).startswith("environ 810")
    assert following.total_words(texts, Going({"sent": 1, "skipped": 1})).startswith(FEW)
    assert following.figure_words(texts, "failed", 3) == "3"
    assert following.figure_words(texts, "skipped", 4) == FEW
    assert following.figure_words(texts, "skipped", 5) == "5"
