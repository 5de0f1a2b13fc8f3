"""/equipe: who is in the team, invitations by link, roles taken away at once, the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deliver import Button, Screen
from bot.rules.presses import Press, Verb, pack
from bot.rules.roles import Role, highest
from content.texts import Html
from handlers import leaving
from handlers.access import only_press
from handlers.members import (
    day_words,
    name_of,
    role_word,
    roles_words,
    team_by_person,
    work_words,
)
from handlers.visit import Visit, button
from storage import audit, handover, invitations, roles

if TYPE_CHECKING:
    from storage.audit import Line

LINK_LASTS_S = 7 * 86_400
_MOST_SHOWN = 40
_LOG_LINES = 20


async def show(visit: Visit) -> None:
    """/equipe: everybody with a role, invitations that wait, and what can be done."""
    await visit.show(await _team_screen(visit))


async def on_show(visit: Visit, _press: Press) -> None:
    """Show the team from a button."""
    await show(visit)


async def on_invite(visit: Visit, press: Press) -> None:
    """Make a link for one person; pressed twice by one update, it is one invitation."""
    role = _role(press.text(0))
    if role is None:
        await show(visit)
        return
    token, until = visit.services.secret(), visit.now + LINK_LASTS_S
    await invitations.make(
        visit.services.db,
        token,
        role,
        by=visit.person.id,
        update_id=visit.update.update_id,
        expires_at=until,
        now=visit.now,
    )
    link = f"https://t.me/{visit.bot.username}?start=r_{token}"
    html = visit.texts(
        "invite.link", role=role_word(visit, role), date=day_words(visit, until), link=link
    )
    await visit.say(Screen(html, ((button(visit.texts, "button.back", Verb.TEAM),),)))


async def on_uninvite(visit: Visit, press: Press) -> None:
    """Take an invitation back."""
    await invitations.withdraw(
        visit.services.db, press.number(0), by=visit.person.id, now=visit.now
    )
    await visit.toast(visit.texts.plain("team.withdrawn"))
    await show(visit)


async def on_member(visit: Visit, press: Press) -> None:
    """Show one colleague and the roles that can be taken away."""
    person_id = press.number(0)
    held = (await team_by_person(visit)).get(person_id)
    if held is None:
        await visit.toast(visit.texts.plain("team.no_more"))
        await show(visit)
        return
    lines = [
        visit.texts(
            "role.said", role=role_word(visit, one.role), date=day_words(visit, one.granted_at)
        )
        for one in held
    ]
    html = visit.texts(
        "team.member",
        name=await name_of(visit, person_id),
        roles=Html("\n".join(lines)),
        work=await work_words(visit, person_id),
    )
    rows = [
        (_named(visit, "team.dismiss", one.role, Verb.DISMISS, person_id, one.role),)
        for one in held
    ]
    rows.append((button(visit.texts, "button.back", Verb.TEAM),))
    await visit.show(Screen(html, tuple(rows)))


async def on_dismiss(visit: Visit, press: Press) -> None:
    """Take a role away, at once and everywhere; the work goes back to the team."""
    person_id, role = press.number(0), press.text(1)
    name, work = await name_of(visit, person_id), await work_words(visit, person_id)
    async with visit.services.db.transaction() as tx:
        alone = await roles.lock_holders(tx, Role.ADMINISTRATOR) == [person_id]
        last = alone and role == Role.ADMINISTRATOR
        taken = not last and await roles.revoke(
            tx, person_id, role, by=visit.person.id, now=visit.now
        )
        left = taken and highest(await roles.of(tx, person_id)) in (None, Role.VOLUNTEER)
        returned = left and bool(await handover.in_hand(tx, person_id))
        if left:
            await handover.pass_on(tx, person_id, None)
        if taken and person_id != visit.person.id:
            await leaving.tell_dismissed(visit, tx, person_id, role)
    if last:
        rows = ((button(visit.texts, "button.back", Verb.TEAM),),)
        await visit.show(Screen(visit.texts("team.not_the_last"), rows))
        return
    await visit.services.show_menu(visit.bot, person_id)
    html = visit.texts("team.dismissed", name=name, role=role_word(visit, role))
    if returned:
        html = Html(f"{html}\n{visit.texts('handover.to_all', work=work)}")
    await visit.show(Screen(html, ((button(visit.texts, "button.back", Verb.TEAM),),)))


async def on_log(visit: Visit, _press: Press) -> None:
    """Show the newest lines of the journal."""
    lines = await audit.latest(visit.services.db, _LOG_LINES)
    names: dict[int, str] = {}
    for person_id in {i for line in lines for i in (line.made_by, line.person_id) if i}:
        names[person_id] = await name_of(visit, person_id)
    said = [_log_line(visit, line, names) for line in lines]
    html = "\n".join([visit.texts("audit.title"), *(said or [visit.texts("audit.empty")])])
    await visit.show(Screen(Html(html), ((button(visit.texts, "button.back", Verb.TEAM),),)))


def _log_line(visit: Visit, line: Line, names: dict[int, str]) -> str:
    texts = visit.texts
    service = texts.plain("audit.service")
    who = names.get(line.made_by, service) if line.made_by else service
    key = f"audit.{line.act}" if f"audit.{line.act}" in texts else "audit.other"
    what = texts(
        key,
        who=who,
        whom=names.get(line.person_id or 0, service),
        detail=role_word(visit, line.detail),
    )
    return texts("audit.line", date=day_words(visit, line.made_at), what=what)


async def _team_screen(visit: Visit) -> Screen:
    texts = visit.texts
    team = await team_by_person(visit)
    waiting = await invitations.open_ones(visit.services.db, now=visit.now)
    lines = [texts("team.title"), texts("team.intro"), ""]
    rows: list[tuple[Button, ...]] = []
    for person_id, held in list(team.items())[:_MOST_SHOWN]:
        name = await name_of(visit, person_id)
        if person_id == visit.person.id:
            name = texts.plain("team.me", name=name)
        said = roles_words(visit, {one.role for one in held})
        date = day_words(visit, held[0].granted_at)
        lines.append(texts("team.line", name=name, roles=said, date=date))
        rows.append((Button(name, pack(Verb.MEMBER, person_id)),))
    lines += ["", texts.count("team.waiting", len(waiting))]
    if len(await roles.holders(visit.services.db, Role.ADMINISTRATOR)) == 1:
        lines.append(texts("team.single_administrator"))
    rows += [(_waiting_button(visit, one),) for one in waiting]
    rows += [(button(texts, f"invite.button.{role}", Verb.INVITE, role),) for role in Role]
    rows.append((button(texts, "team.log", Verb.TEAM_LOG),))
    return Screen(Html("\n".join(lines)), tuple(rows))


def _waiting_button(visit: Visit, one: invitations.Invitation) -> Button:
    label = visit.texts.plain(
        "team.withdraw", role=role_word(visit, one.role), date=day_words(visit, one.made_at)
    )
    return Button(label, pack(Verb.UNINVITE, one.id))


def _named(visit: Visit, key: str, role: str, verb: Verb, *parts: object) -> Button:
    return Button(visit.texts.plain(key, role=role_word(visit, role)), pack(verb, *parts))


def _role(text: str) -> Role | None:
    return next((role for role in Role if role.value == text), None)


_ADMINISTRATORS = {
    Verb.TEAM: on_show,
    Verb.TEAM_LOG: on_log,
    Verb.INVITE: on_invite,
    Verb.UNINVITE: on_uninvite,
    Verb.MEMBER: on_member,
    Verb.DISMISS: on_dismiss,
}
PRESSES = {verb: only_press(Role.ADMINISTRATOR, do) for verb, do in _ADMINISTRATORS.items()}
PRESSES[Verb.RESIGN] = only_press(Role.VOLUNTEER, leaving.on_resign)
