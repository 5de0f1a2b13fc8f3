"""What the buttons say: a verb and its arguments in at most 64 bytes, `done:12:2026-11-24`.

The state of a conversation travels in its buttons, so that an old one still means something and
any replica can answer it. A verb is never given a new meaning; a retired one still leads home.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum, unique

MAX_BYTES = 64
_PART = re.compile(r"[A-Za-z0-9_.:-]{0,48}")


@unique
class Verb(StrEnum):
    """Every verb that a button may carry, with its arguments."""

    HOME = "home"
    SIMPLE = "fs"  # 1 or 0
    ABOUT = "qs"
    LEGAL = "ml"
    OBJECTIVES = "objs"
    TOPIC = "t"  # topic
    MORE = "tm"  # topic
    DEPARTMENT = "td"  # topic
    OTHER = "tx"  # « Autre chose »
    SUGGEST = "ag"  # objective or 0
    ANOTHER = "an"  # objective or 0: three more
    ACTION = "a"  # action
    PLEDGE = "e"  # action, « more » beyond three
    WHEN = "w"  # action, choice, « more » beyond three
    WHEN_WORDS = "ww"  # action, pledge or « more »: waits for words
    OWN = "eo"  # objective: waits for words; none: asks for it
    ALREADY = "fd"  # action
    NOT_ME = "fn"  # action
    NOT_ME_WHY = "fw"  # action, reason
    PROFILE = "q"  # field, value
    PROFILE_ASK = "qa"  # field
    FORGET = "qx"  # field
    DONE = "done"  # pledge, day
    SKIP = "skip"  # pledge, day
    LATER = "late"  # pledge, day
    LATER_AT = "lat"  # pledge, day, choice
    UNDO = "undo"  # pledge, day
    MOVE = "dm"  # pledge, day, other day: it was done on that one
    MEASURE = "dq"  # pledge, day, how much
    PLEDGES = "p"
    PLEDGE_CARD = "pc"  # pledge
    PLEDGE_UNDO = "pu"  # pledge: take back what was just taken
    PLEDGE_PAUSE = "pp"  # pledge
    PLEDGE_RESUME = "pr"  # pledge
    PLEDGE_STOP = "px"  # pledge
    PLEDGE_WHY = "py"  # pledge, reason
    PLEDGE_SIZE = "pn"  # pledge, how many people; none: asks
    PLEDGE_KEPT = "pk"  # pledge: it has come to its end, and that is well
    PLEDGE_AGAIN = "pg"  # pledge
    RHYTHM = "pw"  # pledge
    RHYTHM_AS = "pv"  # pledge, choice
    RHYTHM_BACK = "pb"  # pledge: after a slowing down, as often as was chosen
    PROGRESS = "g"  # all, or nothing
    IMPACT = "gi"
    CHALLENGE = "gd"  # what to do, code, with what
    REMINDERS = "r"
    PAUSE_ALL = "rp"  # days
    RESUME_ALL = "rr"
    STOP_ALL = "rs"
    PAUSE_WORDS = "ru"  # waits for words: until when
    NUDGE = "rm"  # 1 or 0: the word of the week
    HOLIDAYS = "rf"  # 1 or 0: reminders on public holidays too
    STOP_WHY = "rw"  # reason
    MY_DATA = "md"
    DATA_WHY = "mw"
    DATA_COPY = "mc"
    ERASE = "mx"  # 0 asks, 1 does
    CANCEL = "x"
    TEAM = "eq"
    TEAM_LOG = "eql"
    INVITE = "eqi"  # role
    UNINVITE = "eqx"  # invitation
    MEMBER = "eqm"  # person
    DISMISS = "eqr"  # person, role
    RESIGN = "eqz"  # successor, or 0 for the whole team
    ANNOUNCE = "n"  # number of an announcement or 0, what to do, with what
    STATS = "fg"  # csv, or nothing
    SERVICE = "sv"  # mode, days; or nothing
    SUBJECTS = "ns"
    SUBJECT = "nc"  # subject, 1 or 0: wanted or not
    LESS = "nl"  # number: fewer of this subject
    CHOSEN = "tc"  # topic: one of those that we asked back with
    KEEP_WORDING = "kw"  # topic
    USEFUL = "uf"  # topic
    USELESS = "ul"  # topic
    ASK = "ak"  # topic or -: hand the quoted question over
    ANSWERS = "yq"  # question, round
    NOT_QUITE = "nq"  # question, round
    DESK = "dk"  # how many groups to leave out
    DESK_CLOSED = "dh"
    DESK_OPEN = "do"  # question
    DESK_TAKE = "dt"  # question, 1 for this one alone
    DESK_SEND = "ds"  # question, digest of the text
    DESK_RELEASE = "dr"  # question
    DESK_DISMISS = "dd"  # question, 1 does
    DESK_ADD = "da"  # question
    DESK_FIND = "df"  # question: waits for words
    DESK_ADD_TO = "dp"  # question, topic
    DESK_NEW = "dn"  # question
    CONTENT = "ct"
    CONTENT_ITEM = "ci"  # kind, item
    CONTENT_CHANGES = "cc"
    CONTENT_DUE = "cd"
    CONTENT_REVIEWED = "cx"  # topic
    CONTENT_EXPORT = "cz"
    CONTENT_EDIT = "ce"  # kind, field, item
    CONTENT_PUBLISH = "cp"  # digest of the draft
    CONTENT_WITHDRAW = "cw"  # kind, item, 1 to withdraw or 0 to put back
    CONTENT_UNDO = "cu"  # change
    CONTENT_HISTORY = "ch"  # kind, item
    CONTENT_RESTORE = "cr"  # change
    CONTENT_FILE = "cf"  # kind, item
    WORDINGS = "wl"
    WORDING_ADD = "wa"  # wording
    WORDING_DROP = "wd"  # wording
    PAGE_CLOSE = "bx"
    EVENTS = "ev"
    EVENT_NEW = "evn"  # 1 for a rehearsal
    EVENT_COMMUNE = "evk"  # commune, while an event is being made
    EVENT = "eve"  # event
    EVENT_CLOSE = "evx"  # event
    EVENT_OPEN = "evo"  # event
    EVENT_POSTER = "evp"  # event
    EVENT_CARDS = "evc"  # event, first, last
    EVENT_LIST = "evl"  # event
    EVENT_MODEL = "evm"  # event
    EVENT_ACTIONS = "eva"  # event, objective or 0
    EVENT_TOGGLE = "evt"  # event, objective or 0, action
    STAND = "st"  # event: ask for the consent of the next person
    CHARTER = "stc"  # 0 shows, 1 has read
    AGREED = "so"  # event, number of the entry, c for a child: choose the action
    STAND_CHOSEN = "sa"  # event, number of the entry, action: how often
    MANY = "sf"  # event, number of the entry, rhythm, action: how many
    REGISTER = "sr"  # event, number of the entry, rhythm, people, action: note it
    STAND_TALLY = "sl"  # event
    PILE = "sp"  # event: waits for the code of the first card
    MINE_TODAY = "sm"
    ENTRY = "se"  # entry
    ENTRY_ASK = "sq"  # entry, field: what else
    ENTRY_SET = "sx"  # entry, field, value
    ENTRY_CARD = "sk"  # entry: waits for the code of its card
    SHEET = "sh"  # list: 1 takes it, 0 leaves it


_VERBS = frozenset(verb.value for verb in Verb)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed."""

    verb: Verb
    parts: tuple[str, ...]

    def number(self, index: int) -> int:
        """Give one argument as a number; -1 for anything else, which no row has as its id."""
        text = self.text(index)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1  # noqa: PLR2004 – BIGINT

    def text(self, index: int) -> str:
        """Give one argument; empty where there is none."""
        return self.parts[index] if index < len(self.parts) else ""


def pack(verb: Verb, *parts: object) -> str:
    """Make the data of a button. Raises `ValueError` for what would not come back unchanged."""
    texts = [str(part) for part in parts]
    if any(":" in text or not _PART.fullmatch(text) for text in texts):
        raise ValueError(f"not fit for a button: {texts}")
    data = ":".join([verb.value, *texts])
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"button data over {MAX_BYTES} bytes: {data}")
    return data


def unpack(data: str) -> Press | None:
    """Read the data of a button; `None` for what we never wrote (forged, or retired)."""
    verb, *parts = data.split(":")
    if verb not in _VERBS or not all(_PART.fullmatch(part) for part in parts):
        return None
    if len(data) > MAX_BYTES:  # in characters: what has come so far is ASCII
        return None
    return Press(Verb(verb), tuple(parts))
