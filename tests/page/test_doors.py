"""Who cannot come in: every route and every form, tried by everybody who has no business there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.living import application_of
from bot.page.app import TABLE
from bot.page.doors import COOKIE
from bot.page.visit import csrf_of
from bot.rules.roles import Role
from storage import people, roles, sessions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.page.conftest import Browser, Office

OPEN = {"/bureau/entree", "/bureau/page.css"}
MARK = "Me déconnecter"
VALUES = {"id": "1", "kind": "topic", "item": "plan", "name": "page.css", "field": "short"}


def fill(path: str) -> str:
    for name, value in VALUES.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def addresses(office: Office) -> set[tuple[str, str]]:
    """Every method and address that the program answers under /bureau, numbers filled in."""
    whole = application_of(office.town.colibris)
    found: set[tuple[str, str]] = set()
    for resource in whole.router.resources():
        if not resource.canonical.startswith("/bureau"):
            continue
        for route in resource:
            canonical = route.resource.canonical if route.resource is not None else ""
            found.add((route.method, fill(canonical)))
    return found


async def sign_in(office: Office, person_id: int) -> Browser:
    """Give somebody a session as if they had a code, whatever their roles."""
    services, browser = office.town.colibris.services, office.browser()
    await people.arrive(services.db, person_id, language="fr", now=office.town.now)
    token = f"token of {person_id}".replace(" ", "-")
    await sessions.offer(services.db, person_id, token, now=office.town.now)
    await sessions.enter(services.db, token, token, now=office.town.now)
    browser.http.cookie_jar.update_cookies({COOKIE: token})
    return browser


async def is_kept_out(browser: Browser, method: str, path: str) -> bool:
    token = next((c.value for c in browser.http.cookie_jar if c.key == COOKIE), "")
    form = {"csrf": csrf_of(token), "texte": "Bonjour", "reponse": "plan", "vu": "x"}
    if method == "POST":
        await browser.posts(path, form)
    else:
        await browser.opens(path)
    return browser.path.startswith("/bureau/entree") and MARK not in browser.sees


async def test_nobody_else_reaches_any_route(office: Office) -> None:
    wanted = addresses(office)
    assert len(wanted) > len(TABLE)
    assert not any("{" in path for _, path in wanted)
    guarded = sorted((m, p) for m, p in wanted if p not in OPEN and m != "HEAD")
    assert len(guarded) >= 14

    outsiders = {"stranger": office.browser()}
    for who, number in (("citizen", 1001), ("volunteer", 1003), ("revoked", 1005)):
        if who == "volunteer":
            await office.town.person("benevole").says("bonjour")
        outsiders[who] = await sign_in(office, number)
    expired = await sign_in(office, 1004)
    db, now = office.town.colibris.services.db, office.town.now
    await roles.grant(db, 1005, Role.ADMINISTRATOR, by=None, now=now)
    await roles.revoke(db, 1005, Role.ADMINISTRATOR, by=None, now=now)
    await roles.grant(db, 1004, Role.STAFF, by=None, now=now)
    await db.run("UPDATE page_sessions SET seen_at = 0 WHERE person_id = 1004")
    outsiders["expired"] = expired

    for who, browser in outsiders.items():
        for method, path in guarded:
            assert await is_kept_out(browser, method, path), (who, method, path)


async def test_staff_reach_every_page(office: Office) -> None:
    browser = await office.enter()
    for method, path in sorted(addresses(office)):
        if method == "GET" and path not in OPEN:
            assert await browser.opens(path) == 200, path
            assert not browser.path.startswith("/bureau/entree"), path


async def test_a_form_of_another_site_does_nothing(office: Office) -> None:
    browser = await office.enter()
    fields = browser.forms[0].fields
    for name, value in (
        ("Origin", "https://evil.test"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ):
        assert await browser.posts("/bureau/sortie", fields, **{name: value}) == 403
        assert "ne vient pas de cette page" in browser.sees
    await browser.opens("/bureau")
    assert MARK in browser.sees


async def test_every_form_must_carry_its_mark(office: Office) -> None:
    browser, other = await office.enter(), await office.enter("administratrice")
    theirs = other.forms[0].fields
    for method, path in sorted(addresses(office)):
        if method != "POST" or path in OPEN:
            continue
        for fields in ({}, {"csrf": ""}, {"csrf": "0" * 40}, theirs, {"csrf": "é"}):
            taken = await browser.posts(path, fields)
            with_file = await browser.send_file(path, fields, b"%PDF-")
            assert sorted((taken, with_file)) == [403, 415], path
    await browser.opens("/bureau")
    assert MARK in browser.sees


async def test_forms_that_are_too_long_broken_or_of_another_kind(office: Office) -> None:
    browser = await office.enter()
    mark = browser.forms[0].fields
    path = "/bureau/questions/1/reponse"
    assert await browser.posts(path, mark | {"texte": "x" * 70_000}) == 413
    assert await browser.posts(path, mark | {f"f{n}": "x" for n in range(100)}) == 400

    async def send(**what: Any) -> int:
        async with browser.http.post(f"{browser.root}{path}", **what) as answer:
            return answer.status

    assert await send(json={"csrf": mark["csrf"]}) == 415
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"csrf=%ff%fe", b"\xff\xfe", b"=&=&=", b"csrf"):
        assert await send(data=body, headers=kind) in (400, 403)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"x" * 1024

    assert await send(data=endless(), headers=kind) == 413


ODD = [
    ("DELETE", "/bureau/questions", 405),
    ("PUT", "/bureau/questions/1/envoyer", 405),
    ("GET", "/bureau/questions/1/envoyer", 405),
    ("POST", "/bureau/questions", 405),
    ("GET", "/bureau/", 404),
    ("GET", "/bureau//etc/passwd", 404),
    ("GET", "/bureau/../../../etc/passwd", 404),
    ("GET", "/bureau/%2e%2e/%2e%2e/bot/app.py", 404),
    ("GET", "/bureau/page.css/../app.py", 404),
    ("GET", "/bureau/questions/99999999999999999999", 404),
    ("GET", "/bureau/questions/-1", 404),
    ("GET", "/bureau/questions/1%00", 404),
    ("GET", "/bureau/questions/٣", 404),
    ("GET", "/bureauextra", 404),
]


async def test_files_sent_in_broken_ways(office: Office) -> None:
    browser = await office.enter()
    csrf = browser.forms[0].fields["csrf"].encode()
    head = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + csrf + b"\r\n"
    part = b'--x\r\nContent-Disposition: form-data; name="%d"\r\n\r\n\r\n'
    nested = b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n"
    wrong = b'--x\r\nContent-Disposition: form-data; name="texte"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    for kind, body in (
        ("multipart/form-data", head),
        ("multipart/form-data; boundary=x", b"nothing of the kind"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", head + nested + b"--x--\r\n"),
        ("multipart/form-data; boundary=x", head + b"".join(part % n for n in range(99))),
        ("multipart/form-data; boundary=x", head + wrong),
        ("multipart/form-data; boundary=x", head[:40]),
        ("multipart/form-data; boundary=" + "x" * 90, head),
    ):
        async with browser.http.post(
            f"{browser.root}/bureau/annonces/nouvelle", data=body, headers={"Content-Type": kind}
        ) as answer:
            assert answer.status in (400, 403), (kind[:40], body[:60])


async def test_odd_addresses_and_methods_lead_nowhere(office: Office) -> None:
    browser = office.browser()
    for method, path, status in ODD:
        async with browser.http.request(method, f"{browser.root}{path}") as answer:
            assert answer.status == status, path
            assert "root:" not in await answer.text()


async def test_what_stands_in_an_address_is_never_shown(office: Office) -> None:
    browser = await office.enter()
    for query in ("fait=<script>alert(1)</script>", "fait=error", "fait=sent&n=<b>", "fait=../x"):
        await browser.opens(f"/bureau/questions?{query}")
        assert browser.status == 200
        assert "alert(1)" not in browser.html
        assert 'class="done"' not in browser.html
