"""Chromium for the tests of the chat page: one per worker, a fresh context for each test."""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    async_playwright,
    expect,
)

from tests.browser.stage import Stage, open_stage

ARGUMENTS = (
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "Chromium manque : apt-get install chromium"
PATIENCE_MS = 30_000  # a machine that does much else is no fault of the page
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Watch:
    """What a page did that it should not; `allowed` holds patterns of console errors to expect."""

    allowed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.hostname != "127.0.0.1":
            self.complaints.append(f"outside request: {request.url}")

    def note_error(self, text: str) -> None:
        self.complaints.append(text)

    def unexpected(self) -> list[str]:
        return [
            line
            for line in self.complaints
            if not any(re.search(pattern, line) for pattern in self.allowed)
        ]


def find_chromium() -> Path | None:
    """The browser of the system; none is ever downloaded."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return Path(path)
    return None


def watch_page(page: Page, watch: Watch) -> None:
    """Note every outside request, console error and uncaught exception of `page`."""
    page.on("request", watch.note_request)
    page.on("console", lambda line: watch.note_error(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: watch.note_error(str(error)))
    page.set_default_timeout(PATIENCE_MS)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(
    browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[BrowserContext]:
    """A fresh context; `@pytest.mark.parametrize("context", [{…}], indirect=True)` sets it up."""
    options = {"viewport": {"width": 1280, "height": 800}} | getattr(request, "param", {})
    opened = await browser.new_context(locale="fr-FR", reduced_motion="reduce", **options)
    yield opened
    await opened.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, watch: Watch) -> AsyncIterator[Page]:
    """An empty page; the test fails if it went outside or complained in the console."""
    opened = await context.new_page()
    watch_page(opened, watch)
    yield opened
    assert watch.unexpected() == []


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """A demo server on a free port; the test speaks for the bot."""
    async with open_stage() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def chat(page: Page, stage: Stage) -> Page:
    """The chat page, ready, with Camille speaking.

    Until the server has said who is there, nothing can be focused or typed into.
    """
    await page.goto(stage.url)
    await expect(page.get_by_test_id("person-citoyenne")).to_have_attribute(
        "aria-selected", "true"
    )
    return page
