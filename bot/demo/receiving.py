"""Bot API methods with which the bot receives updates: long polling, webhook settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from bot.demo import limits
from bot.demo.errors import bad_request, conflict

if TYPE_CHECKING:
    from bot.demo.call import Call
    from bot.demo.world import World

Json = dict[str, Any]

_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
    "first"
)
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_KINDS: Final = re.compile(r"[a-z_]{1,40}", re.ASCII)


async def get_updates(world: World, call: Call) -> list[Json]:
    """`getUpdates`."""
    if world.webhook is not None:
        raise conflict(_ACTIVE)
    offset = call.integer("offset", 0)
    limit = call.integer("limit", limits.UPDATES_AT_ONCE)
    seconds = min(max(call.integer("timeout", 0), 0), limits.LONG_POLL_S)
    _set_allowed(world, call)
    return await world.updates.fetch(offset, limit, seconds)


def set_webhook(world: World, call: Call) -> bool:
    """`setWebhook`: an empty address takes it away. `https` is not asked for on loopback."""
    url = call.text("url")
    if not url:
        return delete_webhook(world, call)
    if not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _set_allowed(world, call)
    if call.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = {
        "url": url,
        "secret_token": secret,
        "max_connections": min(max(call.integer("max_connections", 40), 1), 100),
    }
    world.updates.ring()
    return True


def delete_webhook(world: World, call: Call) -> bool:
    """`deleteWebhook`."""
    if call.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = None
    return True


def get_webhook_info(world: World, _call: Call) -> Json:
    """`getWebhookInfo`."""
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if world.webhook is not None:
        info["url"] = world.webhook["url"]
        info["max_connections"] = world.webhook["max_connections"]
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    return info


def _set_allowed(world: World, call: Call) -> None:
    """Absent: as before. Unknown kinds are let pass, as Telegram does."""
    kinds = call.structure("allowed_updates")
    if kinds is None:
        return
    if not isinstance(kinds, list) or not all(
        isinstance(kind, str) and _KINDS.fullmatch(kind) for kind in kinds
    ):
        raise bad_request("can't parse allowed updates: expected an Array of String")
    world.updates.allow(kinds)
