"""Many chats that talk at once, and what must stand in the database when they have done."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from tests import known
from tests.faults.hooks import BOT

if TYPE_CHECKING:
    from storage.database import Database
    from tests.faults.hooks import Telegram

TALKERS, REMINDED = 2001, 900_001  # from these numbers on
ASKED = ("c koi l objectif 3", "c koi l objectif 8", "bonjour", "merci")
HANDED_OVER = (
    "où planter une haie ?",
    "qui répare les vélos ?",
    "quand passe le car ?",
    "comment garder la pluie ?",
)
TOPICS = tuple(f"{kind}-{number}" for kind in ("objectif", "agir") for number in range(1, 11))
SUBJECT = "evenements"
_ACTIONS = 9  # a person may have ten pledges
_PLEDGES = """
    SELECT person_id, action_id FROM pledges
    WHERE state = 'active' AND person_id >= $1 AND person_id < $2
"""


@dataclass(slots=True)
class Said:
    """What people said: each fact must be written down, once; of consents the last word."""

    facts: set[tuple[str, int, str]] = field(default_factory=set)
    consents: dict[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What was found. `lost`: said and not there. `doubled`: there twice, or never said."""

    facts: int
    lost: int
    doubled: int
    late: int  # an earlier word of somebody stands over a later one


class Crowd:
    """So many chats; each says something, reads what is shown, thinks, and goes on."""

    def __init__(
        self, telegram: Telegram, chats: int, *, seed: int, thinks_s: tuple[float, float]
    ) -> None:
        self.said = Said()
        self._telegram = telegram
        self._chats = range(TALKERS, TALKERS + chats)
        self._chance = random.Random(seed)
        self._thinks_s = thinks_s
        self._actions = list(islice(known.content().actions, _ACTIONS))

    async def talk(self, until: asyncio.Event) -> None:
        """Let everybody talk until the event, and finish what was begun."""
        async with asyncio.TaskGroup() as talking:
            for chat in self._chats:
                talking.create_task(self._one(chat, until))

    async def _one(self, chat: int, until: asyncio.Event) -> None:
        ways = (self._ask, self._ask, self._vote, self._pledge, self._consent, self._hand_over)
        await asyncio.sleep(self._chance.uniform(0, self._thinks_s[1]))
        while not until.is_set():
            await self._chance.choice(ways)(chat)
            await asyncio.sleep(self._chance.uniform(*self._thinks_s))

    async def _ask(self, chat: int) -> None:
        number = self._telegram.next_number()
        message = {**_message(chat, number, self._chance.choice(ASKED)), "from": _person(chat)}
        await self._telegram.give(chat, "question", {"update_id": number, "message": message})

    async def _vote(self, chat: int) -> None:
        topic = self._chance.choice(TOPICS)
        self.said.facts.add(("vote", chat, topic))
        await self._press(chat, "vote", f"uf:{topic}")

    async def _pledge(self, chat: int) -> None:
        action = self._chance.choice(self._actions)
        self.said.facts.add(("pledge", chat, action))
        await self._press(chat, "pledge", f"w:{action}:none:more")

    async def _consent(self, chat: int) -> None:
        self.said.consents[chat] = wanted = self._chance.random() < 0.5
        await self._press(chat, "consent", f"nc:{SUBJECT}:{int(wanted)}")

    async def _hand_over(self, chat: int) -> None:
        text = self._chance.choice(HANDED_OVER)
        self.said.facts.add(("question", chat, text))
        quote = {"type": "blockquote", "offset": 0, "length": len(text)}
        await self._press(chat, "handing over", "ak:-", text=text, entities=[quote])

    async def _press(
        self, chat: int, what: str, data: str, text: str = "…", **more: object
    ) -> None:
        number = self._telegram.next_number()
        query = {
            "id": str(number),
            "from": _person(chat),
            "chat_instance": str(chat),
            "data": data,
            "message": {**_message(chat, number, text), "from": BOT, **more},
        }
        await self._telegram.give(chat, what, {"update_id": number, "callback_query": query})


async def look(db: Database, said: Said) -> Written:
    """Compare what is written down with what was said, from outside."""
    found: Counter[tuple[str, int, str]] = Counter()
    for row in await db.all(_PLEDGES, TALKERS, REMINDED):
        found["pledge", row["person_id"], row["action_id"]] += 1
    for row in await db.all("SELECT person_id, text FROM questions"):
        found["question", row["person_id"], row["text"]] += 1
    facts = {fact for fact in said.facts if fact[0] != "vote"}
    lost, doubled = len(facts - found.keys()), (found - Counter(facts)).total()
    for topic in TOPICS:  # votes are counted without names
        voted = sum(fact[0] == "vote" and fact[2] == topic for fact in said.facts)
        counted = int(
            await db.value("SELECT sum(useful) FROM feedback WHERE topic = $1", topic) or 0
        )
        lost, doubled = lost + max(voted - counted, 0), doubled + max(counted - voted, 0)
    consents = await db.all("SELECT person_id, wanted FROM consents WHERE subject = $1", SUBJECT)
    last = {row["person_id"]: bool(row["wanted"]) for row in consents}
    late = sum(last.get(chat) != wanted for chat, wanted in said.consents.items())
    return Written(len(said.facts) + len(said.consents), lost, doubled, late)


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "P", "language_code": "fr"}


def _message(chat: int, number: int, text: str) -> dict[str, Any]:
    about = {"id": chat, "type": "private", "first_name": "P"}
    return {"message_id": number, "date": int(time.time()), "chat": about, "text": text}
