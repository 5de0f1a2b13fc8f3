"""Takes the pictures of the README from the real demo: `make pictures`."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright, expect

if TYPE_CHECKING:
    from playwright.async_api import Page

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = "8064"
SIZES = {
    "conversation": {"width": 390, "height": 844},
    "bureau": {"width": 1280, "height": 800},
}


async def main() -> int:
    """Run the demo, talk a little, and save a picture at each size."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium manque : apt-get install chromium")
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--port", PORT),
            *("--data", folder, "--no-browser"),
            stdout=asyncio.subprocess.PIPE,
        )
        assert demo.stdout is not None
        await demo.stdout.readline()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=chromium,
                    args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                )
                for name, size in SIZES.items():
                    page = await browser.new_page(
                        viewport=size,
                        device_scale_factor=1.5,
                        locale="fr-FR",
                        reduced_motion="reduce",
                    )
                    await talk(page, first=name == "conversation")
                    await page.screenshot(path=IMAGES / f"{name}.png")
                    await page.close()
                await browser.close()
        finally:
            demo.terminate()
            await demo.wait()
    return 0


async def talk(page: Page, *, first: bool) -> None:
    """Ask, pledge, be reminded, answer."""
    await page.goto(f"http://127.0.0.1:{PORT}")
    chat = page.get_by_test_id("chat")
    await page.get_by_test_id("person-citoyenne").click()
    if first:
        await says(page, "/start a_eau-du-robinet")
        await chat.get_by_role("button", name="Je m’engage").last.click()
        await chat.get_by_role("button", name="Chaque soir").last.click()
        await expect(chat).to_contain_text("Un caillou blanc de plus")
        await page.get_by_test_id("clock-morning").click()
        await expect(chat).to_contain_text("Est-ce fait")
        await chat.get_by_role("button", name="C’est fait").last.click()
        await expect(chat).to_contain_text("C’est noté")
        await says(page, "/progression")
    else:
        await says(page, "c koi l objectif 3")
        await expect(chat).to_contain_text("Protéger et partager l’eau")
    await expect(page.locator(".toast")).to_have_count(0, timeout=10_000)


async def says(page: Page, words: str) -> None:
    """Write a message and wait for the answer."""
    messages = page.locator('[data-testid="message"][data-from="bot"]')
    before = await messages.count()
    await page.get_by_test_id("composer").fill(words)
    await page.get_by_test_id("send").click()
    await expect(messages).not_to_have_count(before)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
