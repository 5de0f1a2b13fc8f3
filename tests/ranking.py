"""Words that rank people or places (row 48), as they must never be said to anybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from content.normalise import fold

if TYPE_CHECKING:
    from bot.demo.world import World

_RANKING = re.compile(
    r"\bpodiums?\b|\bpalmares\b|\btrophees?\b|\bmedailles?\b|\bchampion|\bvainqueurs?\b"
    r"|\bgagnante?s?\b|\bclassements?\b|\bscores?\b"
    r"|\b(?:au|votre|le) (?:premier|dernier|\d+e) rang\b"
    r"|\bplus (?:que|de) \d+ ?%|\b(?:mieux|plus|moins) que (?:les autres|vos voisins|la moyenne)\b"
    r"|\bles? meilleure?s?\b|\bla meilleure (?:commune|equipe|ville)\b"
    r"|\bvous etes (?:le |la )?(?:premier|premiere|dernier|derniere|meilleure?)\b(?! personne)"
    r"|\bcommunes? les? plus\b|\ben tete\b|\btop ?\d"
)
# To say that there is none is no ranking.
_DENIED = re.compile(r"\b(?:ni|pas de|aucun|aucune|sans) (?:\w+, ni )?$")


def ranking_words(text: str) -> list[str]:
    """Give the words of a text that rank; empty where it says that nobody is ranked."""
    folded = fold(text).replace("\u2019", "'")
    return [m[0] for m in _RANKING.finditer(folded) if not _DENIED.search(folded[: m.start()])]


def nobody_is_ranked(world: World) -> None:
    """Look at all that the bot has said to anybody."""
    for chat in world.chats.values():
        for message in chat.newest(from_bot=True):
            labels = [button["text"] for row in message.rows for button in row]
            assert not ranking_words(" · ".join([message.text, *labels])), message.text
