"""In a group: answer when called by name or replied to; change nothing, keep nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.constants import ChatMemberStatus, ChatType

from bot.deliver import Button, Screen, reply
from bot.flood import GROUP_MOST, Heard
from content.texts import Html

if TYPE_CHECKING:
    from telegram import ChatMemberUpdated, Message, Update
    from telegram.ext import ExtBot

    from bot.context import Context

_THERE = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR})


async def called(update: Update, context: Context) -> None:
    """Answer a question from the content alone, and offer to go on in private."""
    message = update.effective_message
    if message is None or not _calls_us(message, context.bot):
        return
    services = context.services
    heard = services.flood.hear(message.chat_id, services.now(), GROUP_MOST)
    if heard is not Heard.ANSWER:
        return
    words = message.text or message.caption or ""
    found = services.answerer.answer(_without_name(words, context.bot))
    html = Html(found.html) if found.topic is not None else services.texts("other.group")
    await reply(context.bot, message.chat_id, Screen(html, (_private(context),)))


async def joined(change: ChatMemberUpdated, context: Context) -> None:
    """Say once, on arrival, how to be answered here; of a departure there is nothing to keep."""
    arrives = change.new_chat_member.status in _THERE
    if arrives and change.old_chat_member.status not in _THERE:
        words = context.services.texts("other.group_hello", name=context.bot.username)
        await reply(context.bot, change.chat.id, Screen(words, (_private(context),)))


def _private(context: Context) -> tuple[Button, ...]:
    words = context.services.texts.plain("other.group_button")
    return (Button(words, url=f"https://t.me/{context.bot.username}"),)


def _without_name(words: str, bot: ExtBot[Any]) -> str:
    start = words.lower().find(f"@{bot.username}".lower())
    end = start + len(bot.username) + 1
    return words if start < 0 else f"{words[:start]} {words[end:]}".strip()


def _calls_us(message: Message, bot: ExtBot[Any]) -> bool:
    words = message.text or message.caption or ""
    if f"@{bot.username}".lower() in words.lower():
        return True
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


def is_private(update: Update) -> bool:
    """Say whether this is a conversation with one person (or a press in one)."""
    chat = update.effective_chat
    return chat is None or chat.type == ChatType.PRIVATE
