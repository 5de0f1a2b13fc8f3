"""Updates of every kind of the Bot API, made at random: as they should be, or bent somewhere."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st
from telegram import Update

Json = dict[str, Any]

USER: Json = {"id": 1001, "is_bot": False, "first_name": "Camille", "language_code": "fr"}
CHAT: Json = {"id": 1001, "type": "private", "first_name": "Camille"}
GROUP: Json = {"id": -1001234567890, "type": "supergroup", "title": "Les voisins"}
CHANNEL: Json = {"id": -1009876543210, "type": "channel", "title": "Infos"}
FILE: Json = {"file_id": "AgAC", "file_unique_id": "AQAD", "file_size": 12}
PHOTO: Json = FILE | {"width": 90, "height": 90}
PLACE: Json = {"latitude": 45.77, "longitude": 3.08}
POLL: Json = {
    "id": "1",
    "question": "?",
    "options": [{"text": "a", "voter_count": 1}],
    "total_voter_count": 1,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}
BOT: Json = {"id": 63, "is_bot": True, "first_name": "Colibris 63", "username": "colibris63_bot"}
OLD: Json = {"message_id": 5, "date": 1_778_580_000, "chat": CHAT, "from": BOT, "text": "Avant"}
REACTION: Json = {"type": "emoji", "emoji": "👍"}
BOOST: Json = {
    "boost_id": "b",
    "add_date": 1,
    "expiration_date": 2,
    "source": {"source": "premium", "user": USER},
}
INVOICE: Json = {"id": "1", "from": USER, "invoice_payload": "x"}
ADDRESS: Json = {
    "country_code": "FR",
    "state": "",
    "city": "Riom",
    "street_line1": "",
    "street_line2": "",
    "post_code": "63200",
}

CONTENTS: tuple[Json, ...] = (
    {"text": "c'est quoi l'objectif 3 ?"},
    {"text": "/agir 3", "entities": [{"type": "bot_command", "offset": 0, "length": 5}]},
    {"text": "/start r_AAAA", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    {"text": "a", "entities": [{"type": "bold", "offset": 99, "length": -1}]},
    {"text": "et ça ?", "reply_to_message": OLD, "quote": {"text": "Avant", "position": 0}},
    {"photo": [PHOTO], "caption": "mon mari me frappe"},
    {"sticker": PHOTO | {"type": "regular", "is_animated": False, "is_video": False}},
    {"voice": FILE | {"duration": 3}},
    {"audio": FILE | {"duration": 3}},
    {"video": PHOTO | {"duration": 3}},
    {"video_note": FILE | {"duration": 3, "length": 3}},
    {"animation": PHOTO | {"duration": 3}},
    {"document": FILE | {"file_name": "../../etc/passwd", "mime_type": "text/csv"}},
    {"location": PLACE},
    {"venue": {"location": PLACE, "title": "a", "address": "b"}},
    {"contact": {"phone_number": "0473", "first_name": "B"}},
    {"dice": {"value": 3, "emoji": "🎲"}},
    {"poll": POLL},
    {"new_chat_members": [BOT]},
    {"left_chat_member": BOT},
    {"new_chat_title": "b"},
    {"group_chat_created": True},
    {"migrate_to_chat_id": -1001},
    {"pinned_message": OLD},
    {"successful_payment": {"currency": "EUR", "total_amount": 1}},
    {"web_app_data": {"data": "x", "button_text": "y"}},
    {"users_shared": {"request_id": 1, "users": [{"user_id": 5}]}},
    {"forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1}, "text": "a"},
    {"via_bot": BOT, "text": "a"},
    {"media_group_id": "1", "photo": [PHOTO]},
    {"brand_new_content": {"x": 1}},
    {},
)
_PRESSES = ("t:objectif-3", "done:1:2026-05-12", "mx:1", "n:1:ok:abc", "eqr:1001:staff", "", "é:é")


def _message(chat: Json, content: Json) -> Json:
    return {"message_id": 9, "date": 1_778_580_000, "chat": chat, "from": USER, **content}


def _member(status: str) -> Json:
    return {"user": BOT, "status": status, "until_date": 0}


def _changed(chat: Json, status: str) -> Json:
    old, new = _member("member"), _member(status)
    return {"chat": chat, "from": USER, "date": 1, "old_chat_member": old, "new_chat_member": new}


def _pressed(data: str) -> Json:
    return {"id": "7", "from": USER, "message": OLD, "chat_instance": "1", "data": data}


_CHATS = (CHAT, GROUP, CHANNEL)
_ALL_MESSAGES = [_message(chat, content) for chat in _CHATS for content in CONTENTS]
_CHANGES = [
    _changed(chat, status)
    for chat in _CHATS
    for status in ("member", "kicked", "left", "administrator", "restricted", "owner of all")
]
_QUERY: Json = {"id": "1", "from": USER, "query": "eau", "offset": ""}
_JOIN: Json = {"chat": GROUP, "from": USER, "user_chat_id": 1001, "date": 1}
_REACTED: Json = {"chat": CHAT, "message_id": 5, "date": 1, "user": USER}
_BUSINESS: Json = {"id": "b", "user": USER, "user_chat_id": 1001, "date": 1, "is_enabled": True}

BODIES: dict[str, list[Json]] = {
    **dict.fromkeys(
        (
            "message",
            "edited_message",
            "channel_post",
            "edited_channel_post",
            "business_message",
            "edited_business_message",
        ),
        _ALL_MESSAGES,
    ),
    "callback_query": [
        *map(_pressed, _PRESSES),
        {"id": "7", "from": USER, "inline_message_id": "x", "chat_instance": "1", "data": "home"},
        {"id": "7", "from": USER, "chat_instance": "1", "game_short_name": "g"},
        _pressed("home") | {"message": {"chat": CHAT, "message_id": 5, "date": 0}},
    ],
    "my_chat_member": _CHANGES,
    "chat_member": _CHANGES,
    "chat_join_request": [_JOIN],
    "inline_query": [_QUERY],
    "chosen_inline_result": [{"result_id": "1", "from": USER, "query": "eau"}],
    "shipping_query": [INVOICE | {"shipping_address": ADDRESS}],
    "pre_checkout_query": [INVOICE | {"currency": "EUR", "total_amount": 1}],
    "poll": [POLL],
    "poll_answer": [{"poll_id": "1", "user": USER, "option_ids": [0]}],
    "message_reaction": [_REACTED | {"old_reaction": [], "new_reaction": [REACTION]}],
    "message_reaction_count": [
        {"chat": CHAT, "message_id": 5, "date": 1, "reactions": [{"type": REACTION}]}
    ],
    "chat_boost": [{"chat": GROUP, "boost": BOOST}],
    "removed_chat_boost": [
        {"chat": GROUP, "boost_id": "b", "remove_date": 1, "source": BOOST["source"]}
    ],
    "business_connection": [_BUSINESS],
    "deleted_business_messages": [
        {"business_connection_id": "b", "chat": CHAT, "message_ids": [5]}
    ],
    "purchased_paid_media": [{"from": USER, "paid_media_payload": "x"}],
    "brand_new_kind": [{"x": 1}],
}
KINDS = tuple(dict.fromkeys((*Update.ALL_TYPES, *BODIES)))

_NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70),
    st.sampled_from((0, -1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1)),
)
_WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(("\x00", "\ud83d", "'; DROP TABLE people; --", "=1+1", "<b>", "9" * 400)),
)
_KEYS = st.one_of(st.sampled_from(("id", "chat", "from", "text", "data", "type")), st.text())
JUNK = st.recursive(
    st.none() | st.booleans() | _NUMBERS | st.floats(allow_nan=False) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def updates(draw: st.DrawFn) -> Json:
    """Draw one update: of any kind, as it should be, bent in a few places, or plain junk."""
    kind = draw(st.sampled_from(KINDS))
    bodies = BODIES.get(kind)
    if bodies is None or draw(st.integers(0, 9)) == 0:
        return {kind: draw(JUNK)}
    body = {"body": copy.deepcopy(draw(st.sampled_from(bodies)))}
    for _ in range(draw(st.integers(0, 3))):
        _bend(draw, body)
    return {kind: body.get("body")}


def _bend(draw: st.DrawFn, body: Json) -> None:
    """Replace, remove or wrap one value, wherever it stands."""
    places = list(_places(body))
    if not places:
        return
    holder, key = draw(st.sampled_from(places))
    how = draw(st.sampled_from(("junk", "junk", "gone", "list", "twice")))
    if how == "junk":
        holder[key] = draw(JUNK)
    elif how == "gone":
        del holder[key]
    elif how == "list":
        holder[key] = [holder[key]]
    else:
        holder[key] = [holder[key], holder[key]]


def _places(value: Any) -> Any:
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        yield value, key
        if isinstance(value[key], (dict, list)):
            yield from _places(value[key])
