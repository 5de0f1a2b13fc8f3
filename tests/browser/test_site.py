"""The static site, page by page, before an accessibility engine (row 85)."""

from __future__ import annotations

import importlib.util
import itertools
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from bot.site.build import build, publish
from bot.site.words import prose
from tests import known

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.conftest import Watch

CONTENT = known.content()
SMALL = {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}}
NEAR = date(2027, 9, 1)
# One page of each kind: all the others come from the same templates and the same style.
KINDS = {"index", "english", "actions", "mentions", "qui-sommes-nous", "objectif-3", "urgence"}
_LINK = re.compile(r'href="([^"]+)"')


def read_engine() -> str:
    """The script of axe-core, which the test tools carry."""
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("axe.min.js").read_text("utf-8")


ENGINE = read_engine()
RUN = """axe.run(document, {preload: false, resultTypes: ["violations"]})
    .then((found) => found.violations.map(({id}) => ({id})))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site")
    build(CONTENT, path)
    return path


@pytest.fixture(scope="module")
def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


@pytest.mark.proof
@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_the_engine_finds_no_fault_on_any_page(
    page: Page, watch: Watch, files: list[Path]
) -> None:
    await examine(page, watch, files)


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_the_engine_finds_no_fault_on_a_page_of_each_kind(
    page: Page, watch: Watch, files: list[Path]
) -> None:
    chosen = [file for file in files if file.stem in KINDS]
    assert len(chosen) == len(KINDS)
    await examine(page, watch, chosen)


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("context", [SMALL], indirect=True)
async def test_nor_in_the_dark_on_a_telephone(page: Page, watch: Watch, files: list[Path]) -> None:
    await examine(page, watch, [file for file in files if file.stem in KINDS])


async def examine(page: Page, watch: Watch, files: list[Path]) -> None:
    watch.allowed.append("outside request: file:///")
    for file in files:
        await page.goto(file.as_uri())
        await page.evaluate(ENGINE)
        found = await page.evaluate(RUN)
        assert [one["id"] for one in found] == [], file.name
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_every_link_inside_leads_somewhere_and_nothing_is_loaded_from_outside(
    files: list[Path],
) -> None:
    for file in files:
        page = file.read_text("utf-8")
        assert "<script" not in page
        for href in _LINK.findall(page):
            if not href.startswith("https://"):
                path, _, anchor = href.partition("#")
                target = (file.parent / path).resolve() if path else file
                assert target.exists(), (file.name, href)
                assert not anchor or f'id="{anchor}"' in target.read_text("utf-8")


def test_every_page_is_built_as_a_reader_expects(files: list[Path]) -> None:
    assert len(files) > len(KINDS)
    for file in files:
        page = file.read_text("utf-8")
        levels = [int(level) for level in re.findall(r"<h(\d)", page)]
        names = re.findall(r'\bid="([^"]+)"', page)
        links = re.findall(r"<a\b[^>]*>(.*?)</a>", page, re.DOTALL)
        assert re.search(r'<html lang="\w+', page), file.name
        assert re.search(r"<title>[^<]+</title>", page), file.name
        assert page.count("<main") == levels.count(1) == 1, file.name
        steps = itertools.pairwise(levels)
        assert all(after <= before + 1 for before, after in steps), (file.name, levels)
        assert len(names) == len(set(names)), file.name
        assert all(re.sub(r"<[^>]+>", "", words).strip() for words in links), file.name
        assert all("alt=" in image for image in re.findall(r"<img\b[^>]*>", page)), file.name


def test_every_answer_and_action_is_there(folder: Path) -> None:
    for topic in CONTENT.topics:
        told = (folder / "reponses" / f"{topic}.html").exists()
        assert told != (topic in {"bonjour", "merci", "au-revoir", "hors-sujet"})
    actions = (folder / "actions.html").read_text("utf-8")
    assert actions.count("<h3>") == len(CONTENT.actions)


def test_hostile_words_stay_words() -> None:
    assert "<script" not in prose("<script>alert(1)</script>")
    assert "href" not in prose("[ici](javascript:alert(1))")


def test_the_command_says_how_many_pages_or_in_one_line_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["site", str(tmp_path / "site")]) == 0
    assert main(["site", str(tmp_path / "site")]) == 0
    (tmp_path / "full").write_text("a file, no folder", "utf-8")
    assert main(["site", str(tmp_path / "full")]) == 2
    assert "full" in capsys.readouterr().err


def test_before_an_election_the_site_leaves_the_departements_part_out(tmp_path: Path) -> None:
    assert publish(tmp_path / "now", date(2026, 5, 12)) == publish(tmp_path / "soon", NEAR)
    build(CONTENT, tmp_path / "held", held=True)
    for number in range(1, 11):
        page = f"reponses/objectif-{number}.html"
        usual, near, held = (
            (tmp_path / folder / page).read_text("utf-8") for folder in ("now", "soon", "held")
        )
        assert "période électorale" not in usual
        assert near == held
        assert "période électorale" in held
        theirs = CONTENT.topics[f"objectif-{number}"].department
        assert not theirs or prose(theirs) in usual
        assert not theirs or prose(theirs) not in held
    english = (tmp_path / "held" / "english.html").read_text("utf-8")
    assert english.count("An election is near") == 10
    assert "période électorale" not in english
