"""The chat page for everybody: small screens, keyboard, screen readers, weak eyes."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.stage import BRUNO, Stage, lay_out

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCRIPTS = Path(__file__).parent
LONG = "Anticonstitutionnellement" * 12
SIZES = [
    (360, 740),
    (390, 844),
    (640, 400),
    (800, 600),
    (1000, 700),
    (1280, 800),
]  # 640: 1280 at 200 %
SCREENS = [{"viewport": {"width": width, "height": height}} for width, height in SIZES]
THEMES = [{"color_scheme": "light"}, {"color_scheme": "dark"}]

CONTROLS = """() => [...document.querySelectorAll("button, a, textarea, [role=menuitem]")]
    .filter((control) => control.checkVisibility() && !control.closest(".text"))
    .map((control) => [control.outerHTML.slice(0, 90), control.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.width < 44 || box.height < 44))
    .filter(([html]) => !html.includes("skip"))
    .map(([html, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""

OVERLAP = """() => {
    const box = (part) => document.querySelector(part).getBoundingClientRect();
    const [name, clock] = [box("h1"), box("[data-testid=clock-hour]")];
    return name.right > clock.left && name.bottom > clock.top && name.top < clock.bottom;
}"""


async def fill(stage: Stage) -> None:
    """A conversation with everything in it that has a colour or a size."""
    await stage.say(
        f"<b>Bonjour</b>, <code>code</code> <a href='https://exemple.fr'>lien</a> {LONG}\n"
        "<blockquote>Une source</blockquote>\n/agir",
        reply_markup=lay_out(
            [("Je m'engage", "a"), ("Déjà fait", "b")],
            [("Pas pour moi", "c"), ("Autre", "d"), (LONG[:60], "e")],
        ),
    )
    await stage.say("Un message non lu", BRUNO)
    await stage.say(
        "Quel sujet ?",
        reply_markup={"keyboard": [["Eau", "Énergie", "Se déplacer"], ["Une autre idée"]]},
    )


@pytest.mark.parametrize("context", SCREENS, indirect=True)
async def test_every_screen_has_room_for_everything(chat: Page, stage: Stage) -> None:
    await fill(stage)
    await chat.get_by_test_id("composer").fill("Bonjour")
    await chat.get_by_test_id("send").click()
    await expect(chat.locator(".sent")).to_be_visible()
    script = "() => [document.documentElement, document.querySelector('#log')]"
    wide = f"({script})().map((box) => box.scrollWidth - box.clientWidth)"
    assert await chat.evaluate(wide) == [0, 0]
    assert await chat.evaluate(CONTROLS) == []
    assert await chat.evaluate(OVERLAP) is False
    for name in ("clock", "clock-week", "composer", "send", "person-administratrice"):
        await expect(chat.get_by_test_id(name)).to_be_in_viewport()
    await expect(chat.get_by_test_id("message").last).to_be_in_viewport()
    await chat.locator("#command-button").click()
    await expect(chat.get_by_role("menuitem").first).to_be_in_viewport()


@pytest.mark.parametrize("context", THEMES, indirect=True)
async def test_every_text_stands_out_from_its_ground(chat: Page, stage: Stage) -> None:
    await fill(stage)
    await chat.get_by_test_id("composer").fill("Bonjour")
    await chat.get_by_test_id("send").click()
    await expect(chat.locator(".sent")).to_be_visible()
    await chat.locator("#command-button").click()
    script = (SCRIPTS / "contrast.js").read_text("utf-8")
    seen = await chat.evaluate(script)
    assert seen["checked"] > 40
    assert seen["weak"] == []


async def test_the_keyboard_alone_leads_through_the_page(chat: Page, stage: Stage) -> None:
    await stage.say("Bonjour", reply_markup=lay_out([("Oui", "yes")]))
    await expect(chat.get_by_test_id("message")).to_have_count(1)
    order = []
    for _ in range(12):
        await chat.keyboard.press("Tab")
        script = "document.activeElement.dataset.testid || document.activeElement.className"
        order.append(await chat.evaluate(script))
        ring = await chat.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        field = order[-1] == "composer"  # its ring is drawn around the whole field
        assert field or ring == "solid", order
    assert order == [
        "skip",
        "person-citoyenne",
        "clock-hour",
        "clock-morning",
        "clock-week",
        "round",
        "chat",
        "inline",
        "menu-button",
        "round",
        "composer",
        "send",
    ]


async def test_arrow_keys_walk_through_the_people(chat: Page) -> None:
    await chat.get_by_test_id("person-citoyenne").focus()
    await chat.keyboard.press("ArrowDown")
    await expect(chat.get_by_test_id("person-voisin")).to_be_focused()
    await expect(chat.get_by_test_id("person-voisin")).to_have_attribute("aria-selected", "true")
    await chat.keyboard.press("End")
    await expect(chat.get_by_test_id("person-administratrice")).to_be_focused()
    await chat.keyboard.press("ArrowDown")
    await expect(chat.get_by_test_id("person-citoyenne")).to_be_focused()


async def test_a_screen_reader_finds_landmarks_names_and_news(chat: Page, stage: Stage) -> None:
    await fill(stage)
    await expect(chat.get_by_test_id("message")).to_have_count(2)
    for role in ("navigation", "main", "tablist", "tabpanel", "log"):
        await expect(chat.get_by_role(role)).to_have_count(1)
    await expect(chat.get_by_role("log")).to_have_attribute("aria-live", "polite")
    await expect(chat.get_by_role("tab")).to_have_count(5)
    await expect(chat.locator("html")).to_have_attribute("lang", "fr")
    tree = await chat.locator("body").aria_snapshot()
    nameless = re.findall(
        r"^\s*- (?:button|textbox|tab|link|img)(?: \[.*\])?:?$", tree, re.MULTILINE
    )
    assert nameless == []
    assert "Colibris 63 :" in tree


async def test_a_spoiler_opens_by_keyboard(chat: Page, stage: Stage) -> None:
    await stage.say("La réponse : <tg-spoiler>dix objectifs</tg-spoiler>")
    spoiler = chat.get_by_role("button", name=stage.words["message.spoiler"])
    await spoiler.focus()
    await chat.keyboard.press("Enter")
    await expect(chat.locator(".spoiler.revealed")).to_have_text("dix objectifs")
