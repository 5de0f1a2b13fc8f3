"""How an announcement goes, in words and as a table: progress, report, who was not reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.announce.cards import Rows, act, facts
from bot.announce.kinds import CORRECTION
from bot.announce.words import moment_words, number_words
from bot.deliver import Screen
from bot.rules import announcing
from bot.rules.sheets import to_csv
from bot.rules.wall_time import wall_of
from content.texts import Html
from storage import announcements, batches
from storage.disclosure import SMALLEST_GROUP, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.context import Services
    from content.texts import Texts
    from storage.announcements import Announcement

FATES = ("sent", "blocked", "failed", "uncertain")
_ALWAYS = frozenset(FATES)
_MORE = {"skipped": "skipped", "expired": "expired", "cancelled": "cancelled_rows"}
# What people did, not what became of our sending: never told of fewer than five.
_OF_PEOPLE = frozenset({"blocked", "skipped"})
_MOST_DELAYED = 1_000_000


@dataclass(frozen=True, slots=True)
class Going:
    """How far an announcement is: rows by status, and how many wait for a later day."""

    counts: Mapping[str, int]
    delayed: int = 0

    @property
    def total(self) -> int:
        """How many people it was meant for."""
        return sum(self.counts.values())

    @property
    def remaining(self) -> int:
        """How many it may still leave for."""
        return announcing.still_open(dict(self.counts))

    @property
    def hides(self) -> bool:
        """Whether a figure about fewer than five people is left out."""
        return any(0 < self.counts.get(fate, 0) < SMALLEST_GROUP for fate in _OF_PEOPLE)

    @property
    def percent(self) -> int:
        """How far it is; 100 only where nothing remains."""
        if not self.remaining:
            return 100
        return min(99, 100 * (self.total - self.remaining) // max(self.total, 1))


async def look(services: Services, one: Announcement) -> Going:
    """Count; once the rows are purged, what was counted at the end."""
    counts = await batches.counts(services.db, one.batch)
    if not counts:
        return Going(one.counts)
    delayed = 0
    if one.state in ("running", "paused"):
        delayed = await batches.delayed(
            services.db, one.batch, now=services.now(), most=_MOST_DELAYED
        )
    return Going(counts, delayed)


async def progress(services: Services, one: Announcement, rate: float) -> Screen:
    """Give the message that tells how it goes, with what can be done. `rate`: a second."""
    texts, going = services.texts, await look(services, one)
    blocks = [title_words(services, one)]
    if one.state == "paused" and one.reason:
        blocks.append(texts(f"announce.why.{one.reason}"))
    blocks.append(_bar(texts, going))
    blocks.append(Html("\n".join(_lines(texts, going))))
    if one.state == "running":
        blocks.append(pace_words(services, going, rate))
    if one.state in ("running", "paused") and going.remaining:
        blocks.append(remaining_words(texts, going))
    blocks += await follow_up_words(services, one)
    return Screen(Html("\n\n".join(blocks)), _rows(texts, one, going))


def title_words(services: Services, one: Announcement) -> Html:
    """« Annonce n° 4 : envoi en cours »."""
    return services.texts(f"announce.progress.{_title(services, one)}", number=one.id)


def pace_words(services: Services, going: Going, rate: float) -> Html:
    """« Rythme : 25 par seconde. Fin estimée : aujourd'hui à 15 h 10. »."""
    end = announcing.estimated_end(services.now(), going.remaining, rate, services.zone)
    pace = number_words(round(rate)) if rate >= 1 else f"{rate:.2g}".replace(".", ",")
    return services.texts("announce.progress.pace", rate=pace, end=moment_words(services, end))


def remaining_words(texts: Texts, going: Going) -> Html:
    """« Reste 812. Personne ne la recevra deux fois. »."""
    return texts("announce.progress.remaining", count=number_words(going.remaining))


async def missed(services: Services, one: Announcement) -> Screen:
    """Say who was not reached: how many, and why, never who."""
    texts, going = services.texts, await look(services, one)
    lines = [
        texts(
            f"announce.progress.{_MORE.get(status, status)}",
            count=figure_words(texts, status, count),
        )
        for status, count in going.counts.items()
        if count and status in (*_ALWAYS, *_MORE) and status != "sent"
    ]
    blocks = [texts("announce.missed_title", number=one.id)]
    blocks.append(Html("\n".join(lines)) if lines else texts("announce.missed_none"))
    reasons = await batches.reasons(services.db, one.batch)
    if reasons:
        said = [
            texts(
                "announce.missed_line",
                reason=reason or texts.plain("announce.missed_other"),
                count=figure_words(texts, "blocked", count),
            )
            for reason, count in reasons.items()
        ]
        blocks.append(Html("\n".join([texts("announce.missed_why"), *said])))
    return Screen(Html("\n\n".join(blocks)), ((act(texts, "open", one.id, "open"),),))


async def report(services: Services, one: Announcement) -> bytes:
    """Give the report as CSV: what it was, what became of it, hour by hour; no identities."""
    texts, going = services.texts, await look(services, one)
    chosen = facts(services, one)
    rows: list[tuple[object, ...]] = [
        (texts.plain("announce.csv.what"), texts.plain("announce.csv.value")),
        (texts.plain("announce.csv.number"), one.id),
        (texts.plain("announce.do.subject"), chosen["subject"]),
        (texts.plain("announce.do.segment"), chosen["segment"]),
        (texts.plain("announce.do.rewrite"), announcing.plain(one.html)),
    ]
    rows += [
        (fate_words(texts, status), _cell(texts, status, going.counts.get(status, 0)))
        for status in (*FATES, *_MORE)
    ]
    rows.append((fate_words(texts, "open"), going.remaining))
    rows.append(())
    rows.append(
        (
            texts.plain("announce.csv.hour"),
            texts.plain("announce.csv.fate"),
            texts.plain("announce.csv.count"),
        )
    )
    for hour, status, count in await batches.by_hour(services.db, one.batch):
        wall = wall_of(hour, services.zone)
        said = _cell(texts, status, count)
        rows.append((f"{wall:%d/%m/%Y %H:%M}", fate_words(texts, status), said))
    return to_csv(rows)


def figure_words(texts: Texts, fate: str, count: int) -> str:
    """« 1 250 »; « moins de 5 » where it is about what so few people did."""
    cell = _cell(texts, fate, count)
    return cell if isinstance(cell, str) else number_words(cell)


def total_words(texts: Texts, going: Going) -> str:
    """« 812 personnes »; less exactly where a figure that is left out would show."""
    if not going.hides:
        return texts.plain("announce.total", count=number_words(going.total))
    least = rounded(going.total)
    if least < SMALLEST_GROUP:
        return texts.plain("announce.people_few", count=SMALLEST_GROUP)
    return texts.plain("announce.total_about", count=number_words(least))


def _cell(texts: Texts, fate: str, count: int) -> str | int:
    few = fate in _OF_PEOPLE and 0 < count < SMALLEST_GROUP
    return texts.plain("stats.few") if few else count


def fate_words(texts: Texts, status: str) -> str:
    """« Remis »: how a state of its rows is called; `open` for those that still wait."""
    key = f"announce.progress.{_MORE.get(status, status)}"
    return texts.plain(key, count="").split(":")[0].strip()


def _title(services: Services, one: Announcement) -> str:
    if one.state == "running" and announcing.rests(services.now(), services.zone):
        return "rests"
    return one.state if one.state in announcements.AFTER else "running"


def _bar(texts: Texts, going: Going) -> Html:
    drawn = announcing.bar(going.total - going.remaining, going.total)
    return texts("announce.progress.bar", bar=drawn, percent=going.percent)


def _lines(texts: Texts, going: Going) -> list[Html]:
    lines = [
        texts(
            f"announce.progress.{status}",
            count=figure_words(texts, status, going.counts.get(status, 0)),
        )
        for status in FATES
    ]
    lines.append(texts("announce.progress.open", count=number_words(going.remaining)))
    if going.delayed:
        lines.append(texts("announce.progress.delayed", count=number_words(going.delayed)))
    lines += [
        texts(
            f"announce.progress.{key}",
            count=figure_words(texts, status, going.counts[status]),
        )
        for status, key in _MORE.items()
        if going.counts.get(status)
    ]
    return lines


async def follow_up_words(services: Services, one: Announcement) -> list[Html]:
    """Say how far a correction or a removal is."""
    found: list[Html] = []
    names = {"removals": recall_batch(one)}
    if one.version > 1:
        names = {"corrections": correction_batch(one)} | names
    for key, name in names.items():
        counts = await batches.counts(services.db, name)
        if total := sum(counts.values()):
            done = number_words(counts.get("sent", 0))
            found.append(
                services.texts(f"announce.progress.{key}", done=done, total=number_words(total))
            )
    return found


def correction_batch(one: Announcement) -> str:
    """Name the edits that bring what was sent to the present version."""
    return f"{CORRECTION}:{one.id}:{one.version}"


def recall_batch(one: Announcement) -> str:
    """Name the deletions of what was sent."""
    return f"{one.batch}:recall"


def _rows(texts: Texts, one: Announcement, going: Going) -> Rows:
    number, sent = one.id, bool(going.counts.get("sent"))
    stop = act(texts, "stop", number, "stop")
    fix = act(texts, "fix", number, "fix")
    match one.state:
        case "running":
            follow = act(texts, "follow", number, "open")
            return ((act(texts, "pause", number, "pause"), stop), (follow,))
        case "paused":
            rows: Rows = ((act(texts, "resume", number, "resume"), stop),)
            return (*rows, (fix,)) if sent else rows
        case "scheduled":
            return ((act(texts, "cancel", number, "drop"),),)
    rows = ((act(texts, "csv", number, "csv"), act(texts, "missed", number, "missed")),)
    if one.state in ("finished", "cancelled") and sent:
        return (*rows, (fix, act(texts, "recall", number, "recall")))
    return rows
