"""The first administrator: a link for whoever installs the bot, printed where they can see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.context import appointment
from bot.rules.roles import Role
from storage import invitations, meta

if TYPE_CHECKING:
    from bot.context import Services

LASTS_S = 7 * 86_400


async def first_link(services: Services, username: str) -> str | None:
    """Make the link whose opener becomes administrator; `None` where nobody needs it.

    Nobody does while there is an administrator, or one is named in the settings and still to
    come. When the last one has gone, the next start prints a link again.
    """
    for person_id, role in services.appointed.items():
        if role is Role.ADMINISTRATOR and not await meta.get(
            services.db, appointment(person_id, role)
        ):
            return None
    token, now = services.secret(), services.now()
    made = await invitations.make_first(
        services.db, token, Role.ADMINISTRATOR, expires_at=now + LASTS_S, now=now
    )
    return f"https://t.me/{username}?start=r_{token}" if made else None
