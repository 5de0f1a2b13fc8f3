"""Signing in by a code from the phone: once, for a while, the same words for all that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.page.guesses import FROM_ONE_PLACE, WINDOW_S, Guesses
from bot.rules.roles import Role
from storage import roles
from storage.sessions import CODE_S, IDLE_S, LONGEST_S

if TYPE_CHECKING:
    from tests.page.conftest import Browser, Office

SOPHIE = 1004
WRONG = "Ce code n'ouvre pas la page"


async def is_in(browser: Browser) -> bool:
    await browser.opens("/bureau")
    return "Me déconnecter" in browser.sees


async def test_a_code_from_the_phone_opens_the_page_once(office: Office) -> None:
    sophie = office.town.person("agent")
    browser = office.browser()
    await browser.opens("/bureau")
    assert browser.path == "/bureau/entree"
    assert "écrivez /bureau" in browser.sees

    code = await office.code()
    assert "https://bureau.puydedome.test/bureau" in sophie.screen.text
    assert await browser.presses("Entrer", code=f" {code.lower()} ") == 200
    assert browser.path == "/bureau"
    assert "Questions" in browser.links
    await sophie.gets("La page de l'équipe vient de s'ouvrir")

    other = office.browser()
    await other.opens("/bureau/entree")
    assert await other.presses("Entrer", code=code) == 403
    assert WRONG in other.sees

    await browser.presses("Me déconnecter")
    assert "Vous êtes déconnecté" in browser.sees
    assert not await is_in(browser)


async def test_a_wrong_an_old_and_a_former_colleagues_code_meet_the_same_words(
    office: Office,
) -> None:
    browser = office.browser()
    await browser.opens("/bureau/entree")
    seen = []
    for code in (
        "K7P3RX2M",
        "",
        "?" * 40,
        "'; DROP TABLE people",
        "<script>alert(1)</script>",
    ):
        assert await browser.presses("Entrer", code=code) == 403
        seen.append(browser.sees)

    old = await office.code()
    office.town.now += CODE_S
    await browser.presses("Entrer", code=old)
    seen.append(browser.sees)

    code = await office.code()
    db = office.town.colibris.services.db
    await roles.revoke(db, SOPHIE, Role.STAFF, by=None, now=office.town.now)
    await browser.presses("Entrer", code=code)
    seen.append(browser.sees)

    assert set(seen) == {seen[0]}
    assert WRONG in seen[0]
    assert "alert(1)" not in browser.html


async def test_citizens_and_volunteers_get_no_code(office: Office) -> None:
    for who in ("citoyenne", "benevole"):
        person = office.town.person(who)
        await person.says("/bureau")
        assert "<code>" not in person.screen.html
        assert "page de l'équipe" not in person.sees


async def test_who_tries_many_codes_has_to_wait_and_nobody_else_does(office: Office) -> None:
    browser = office.browser()
    await browser.opens("/bureau/entree")
    for _ in range(FROM_ONE_PLACE):
        assert await browser.presses("Entrer", code="K7P3RX2M") == 403
    assert await browser.presses("Entrer", code=await office.code()) == 429
    assert "Trop de codes" in browser.sees

    async with browser.http.post(
        f"{browser.root}/bureau/entree",
        data=browser.forms[-1].fields | {"code": await office.code()},
        headers={"X-Forwarded-For": "10.1.2.3, 192.0.2.7"},  # another place, by the proxy
    ) as answer:
        assert answer.status == 200

    office.town.now += WINDOW_S
    await browser.opens("/bureau/entree")
    assert await browser.presses("Entrer", code=await office.code()) == 200


def test_guesses_from_very_many_places_are_counted_together() -> None:
    guesses = Guesses()
    for place in range(499):
        guesses.note(str(place), 1000)
    assert not guesses.too_many("new", 1000)
    guesses.note("one more", 1000)
    assert guesses.too_many("new", 1000)
    assert not guesses.too_many("new", 1000 + WINDOW_S)


async def test_a_page_left_alone_closes_and_a_long_day_ends(office: Office) -> None:
    browser = await office.enter()
    office.town.now += IDLE_S - 1
    assert await is_in(browser)
    office.town.now += IDLE_S
    assert not await is_in(browser)
    assert "Votre session est terminée" in browser.sees

    browser = await office.enter()
    for _ in range(LONGEST_S // (IDLE_S - 60)):
        office.town.now += IDLE_S - 60
        await browser.opens("/bureau")
    office.town.now += IDLE_S - 60
    assert not await is_in(browser)


async def test_what_the_page_asks_by_itself_keeps_nothing_open(office: Office) -> None:
    browser = await office.enter()
    for _ in range(4):
        office.town.now += IDLE_S // 4
        path = f"{browser.root}/bureau/annonces/1/suivi"
        async with browser.http.get(path, allow_redirects=False) as answer:
            assert answer.status == 303
    assert not await is_in(browser)

    browser = await office.enter()
    office.town.now += IDLE_S - 60
    await browser.opens("/bureau/presence")
    office.town.now += IDLE_S - 60
    assert await is_in(browser)


async def test_a_phone_closes_the_page_and_so_does_the_end_of_a_role(office: Office) -> None:
    sophie = office.town.person("agent")
    browser = await office.enter()
    await sophie.gets("vient de s'ouvrir")
    await sophie.presses("Fermer mes pages ouvertes")
    assert "C'est fermé" in sophie.sees
    assert not await is_in(browser)

    browser = await office.enter()
    db, now = office.town.colibris.services.db, office.town.now
    await roles.revoke(db, SOPHIE, Role.STAFF, by=None, now=now)
    assert not await is_in(browser)


async def test_the_cookie_is_for_this_page_alone(office: Office) -> None:
    browser = office.browser()
    async with browser.http.get(f"{browser.root}/bureau/entree") as answer:
        cookie = answer.headers["Set-Cookie"]
        for word in ("HttpOnly", "SameSite=Strict", "Path=/bureau", "Secure"):
            assert word in cookie
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        text = await answer.text()
    assert "<style" not in text
    assert "style=" not in text
    assert "onclick" not in text


async def test_without_an_address_the_bot_says_that_the_page_is_not_open(office: Office) -> None:
    object.__setattr__(office.town.colibris.services, "page_url", "")
    sophie = office.town.person("agent")
    await sophie.says("/bureau")
    assert "n'est pas ouverte sur cette installation" in sophie.sees
