"""Bot API methods with which the bot describes itself: commands, names, menu button."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from bot.demo import limits
from bot.demo.errors import ApiError, bad_request
from bot.demo.people import BOT_ID
from bot.demo.world import find_chat

if TYPE_CHECKING:
    from bot.demo.call import Call
    from bot.demo.profile import Scope
    from bot.demo.world import World

Json = dict[str, Any]

_COMMAND: Final = re.compile(r"/?[a-z0-9_]{1,32}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2}", re.ASCII)
_WIDE: Final = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_IN_CHAT: Final = frozenset({"chat", "chat_administrators", "chat_member"})
_TEXTS: Final = {
    "name": limits.NAME,
    "description": limits.DESCRIPTION,
    "short_description": limits.SHORT_DESCRIPTION,
}
_MENU_BUTTONS: Final = frozenset({"commands", "web_app", "default"})


def get_me(world: World, _call: Call) -> Json:
    """`getMe`."""
    return {
        **world.show_user(BOT_ID),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_commands(world: World, call: Call) -> bool:
    """`setMyCommands`, for a scope and a language."""
    raw = call.structure("commands")
    if not isinstance(raw, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(raw) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    rows = [_check_command(row) for row in raw]
    key = (_read_scope(world, call), _read_language(call))
    if rows:
        world.profile.commands[key] = rows
    else:
        world.profile.commands.pop(key, None)
    world.tell_commands()
    return True


def get_commands(world: World, call: Call) -> list[Json]:
    """`getMyCommands`: those set for exactly this scope and language."""
    return world.profile.commands.get((_read_scope(world, call), _read_language(call)), [])


def delete_commands(world: World, call: Call) -> bool:
    """`deleteMyCommands`."""
    world.profile.commands.pop((_read_scope(world, call), _read_language(call)), None)
    world.tell_commands()
    return True


def set_text(world: World, call: Call, which: str) -> bool:
    """`setMyName`, `setMyDescription`, `setMyShortDescription`; an empty text takes it back."""
    text, language = call.text(which), _read_language(call)
    if len(text) > _TEXTS[which]:
        raise bad_request(f"bot {which.replace('_', ' ')} is too long")
    if text:
        world.profile.texts[which, language] = text
    else:
        world.profile.texts.pop((which, language), None)
    return True


def get_text(world: World, call: Call, which: str) -> Json:
    """`getMyName`, `getMyDescription`, `getMyShortDescription`."""
    return {which: world.profile.text(which, _read_language(call))}


def set_menu_button(world: World, call: Call) -> bool:
    """`setChatMenuButton`, for one chat or for all."""
    button = call.structure("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or str(button.get("type")) not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat_id = call.integer("chat_id", 0)
    if chat_id:
        find_chat(world, chat_id)
    world.profile.menu_buttons[chat_id] = button
    return True


def get_menu_button(world: World, call: Call) -> Json:
    """`getChatMenuButton`."""
    buttons = world.profile.menu_buttons
    default = buttons.get(0, {"type": "commands"})
    return buttons.get(call.integer("chat_id", 0), default)


def _check_command(raw: object) -> Json:
    if not isinstance(raw, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = raw.get("command"), raw.get("description")
    if not isinstance(name, str) or not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not description.strip():
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(description) > limits.COMMAND_DESCRIPTION:
        raise bad_request("command description is too long")
    return {"command": name.removeprefix("/"), "description": description}


def _read_language(call: Call) -> str:
    language = call.text("language_code")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _read_scope(world: World, call: Call) -> Scope:
    raw = call.structure("scope")
    if raw is None:
        return ("default", 0, 0)
    if not isinstance(raw, dict):
        raise _cannot("expected an Object")
    kind = str(raw.get("type"))
    if kind in _WIDE:
        return (kind, 0, 0)
    if kind not in _IN_CHAT:
        raise _cannot("unsupported type specified")
    chat_id, user_id = raw.get("chat_id"), raw.get("user_id", 0)
    if not str(chat_id).lstrip("-").isascii() or not str(chat_id).lstrip("-").isdigit():
        raise bad_request("chat not found")
    if type(user_id) is not int or (kind == "chat_member") != (user_id != 0):
        raise _cannot("user_id is needed with chat_member only")
    return (kind, find_chat(world, int(str(chat_id)[:20])).id, user_id)


def _cannot(reason: str) -> ApiError:
    return bad_request(f"can't parse BotCommandScope: {reason}")
