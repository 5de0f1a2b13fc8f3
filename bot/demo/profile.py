"""What the bot says about itself: names, descriptions, and the commands that each person sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.demo.people import BOT_NAME

Json = dict[str, Any]
Scope = tuple[str, int, int]  # kind, chat id, user id (0 where the scope has none)


@dataclass(slots=True)
class Profile:
    """The settings a bot makes with `setMyCommands` and its like."""

    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)  # (which, language)
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # by chat id; 0 is the default

    def text(self, which: str, language: str) -> str:
        """Give "name", "description" or "short_description" in a language, or the default one."""
        fallback = BOT_NAME if which == "name" else ""
        return self.texts.get((which, language)) or self.texts.get((which, ""), fallback)

    def commands_for(self, chat_id: int, user_id: int, language: str) -> list[Json]:
        """Give the commands Telegram would show: the narrowest scope that has any."""
        private = chat_id > 0
        scopes: list[Scope] = [("chat", chat_id, 0)]
        if not private:
            scopes.insert(0, ("chat_member", chat_id, user_id))
        scopes.append(("all_private_chats" if private else "all_group_chats", 0, 0))
        scopes.append(("default", 0, 0))
        for scope in scopes:
            for spoken in (language, ""):
                found = self.commands.get((scope, spoken))
                if found:
                    return found
        return []

    def to_json(self) -> Json:
        """Everything, for the file in which a world is kept."""
        return {
            "commands": [[*scope, lang, rows] for (scope, lang), rows in self.commands.items()],
            "texts": [[which, lang, text] for (which, lang), text in self.texts.items()],
            "menu_buttons": [[chat_id, button] for chat_id, button in self.menu_buttons.items()],
        }

    @classmethod
    def from_json(cls, data: Json) -> Profile:
        """Make the profile that `to_json` described."""
        return cls(
            {
                ((kind, chat, user), lang): rows
                for kind, chat, user, lang, rows in data["commands"]
            },
            {(which, lang): text for which, lang, text in data["texts"]},
            dict(data["menu_buttons"]),
        )
