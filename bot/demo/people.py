"""Who lives in the demo: five people with fixed ids, and the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

BOT_ID: Final = 63
BOT_USERNAME: Final = "colibris63_bot"
BOT_NAME: Final = "Colibris 63"


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody who can write to the bot. The id of the private chat is the person's own."""

    id: int
    name: str
    first_name: str
    language: str = "fr"
    role: str = ""  # one of `bot.rules.roles`, or a citizen

    def to_api(self) -> dict[str, Any]:
        """Give the Bot API's `User`."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language,
        }


PEOPLE: Final = (
    Human(1001, "citoyenne", "Camille"),
    Human(1002, "voisin", "Bruno"),
    Human(1003, "benevole", "Inès", role="volunteer"),
    Human(1004, "agent", "Sophie", role="staff"),
    Human(1005, "administratrice", "Hélène", role="administrator"),
)
