"""Files that somebody chooses on the page: what goes through to the bot, and what is refused."""

from __future__ import annotations

import io
import random
import re
from typing import TYPE_CHECKING

import pytest

from bot.demo import limits
from bot.demo.uploads import TYPES
from tests.browser.stage import STATIC
from tests.demo.conftest import Answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Bot

    from bot.demo.person import Person
    from tests.demo.conftest import Wire

BYTES = "application/octet-stream"
SHEET = b"\xef\xbb\xbfCarte;Action\r\nKTR WX2;1\r\n"


async def upload(
    wire: Wire,
    name: str,
    content: bytes | io.BytesIO | AsyncIterator[bytes],
    *,
    person: str = "citoyenne",
    **headers: str,
) -> Answer:
    url = f"{wire.root}/demo/file"
    headers = {"Content-Type": BYTES} | headers
    asked = wire.session.post(
        url, params={"person": person, "name": name}, data=content, headers=headers
    )
    async with asked as response:
        return Answer(response.status, await response.json())


async def test_the_bot_downloads_what_was_chosen(wire: Wire, bot: Bot) -> None:
    answer = await upload(wire, "Liste d'Ambert.CSV", SHEET)

    (update,) = await bot.get_updates()
    assert answer.body == {"update_id": update.update_id}
    assert update.message is not None
    paper = update.message.document
    assert paper is not None
    assert (paper.file_name, paper.mime_type) == ("Liste d_Ambert.CSV", "text/csv")
    assert paper.file_size == len(SHEET)
    file = await bot.get_file(paper.file_id)
    assert bytes(await file.download_as_bytearray()) == SHEET

    shown = (await wire.state())["messages"][-1]
    assert (shown["kind"], shown["document"]["name"]) == ("document", "Liste d_Ambert.CSV")
    async with wire.session.get(f"{wire.root}{shown['document']['url']}") as response:
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.content_type == BYTES
        assert await response.read() == SHEET


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("virus.exe", b"MZ", 415),
        ("page.html", b"<script>alert(1)</script>", 415),
        ("image.svg", b"<svg onload='alert(1)'/>", 415),
        ("liste.csv.js", b"x", 415),
        (".csv", b"x", 415),
        ("liste", b"x", 415),
        ("", b"x", 400),
        ("x" * 252 + ".csv", b"x", 400),
        ("vide.csv", b"", 422),
        ("lourd.csv", io.BytesIO(bytes(limits.PAGE_FILE_BYTES + 1)), 413),
    ],
)
async def test_other_files_are_refused(
    wire: Wire, name: str, content: bytes | io.BytesIO, status: int
) -> None:
    assert (await upload(wire, name, content)).status == status
    assert (await wire.state())["messages"] == []


async def test_a_length_that_is_not_told_is_measured(wire: Wire) -> None:
    async def pour() -> AsyncIterator[bytes]:
        for _ in range(limits.PAGE_FILE_BYTES // 65_536 + 2):
            yield bytes(65_536)

    assert (await upload(wire, "lourd.csv", pour())).status == 413
    assert (await wire.state())["messages"] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Origin": "https://exemple.fr"}, 403),
        ({"Host": "exemple.fr"}, 403),
    ],
)
async def test_another_site_sends_no_file(
    wire: Wire, headers: dict[str, str], status: int
) -> None:
    assert (await upload(wire, "liste.csv", SHEET, **headers)).status == status


async def test_strangers_and_who_blocked_the_bot_send_none(wire: Wire, camille: Person) -> None:
    assert (await upload(wire, "liste.csv", SHEET, person="personne")).status == 400
    await camille.blocks(wait=False)
    assert (await upload(wire, "liste.csv", SHEET)).status == 400


async def test_whatever_a_name_holds_it_leads_nowhere_else(wire: Wire, bot: Bot) -> None:
    chance = random.Random(63)
    signs = "../\\\0\r\n%2e<>&\"'\u202e\u200bé😀;|$`"
    names = ["../../etc/passwd.csv", "C:\\x.csv", "a\0b.csv", "\u202evsc.csv", "<b>.csv"]
    names += ["".join(chance.choices(signs, k=20)) + "x.csv" for _ in range(20)]
    for number, name in enumerate(names):
        assert (await upload(wire, name, b"%d" % number)).status == 200, name
    for number, update in enumerate(await bot.get_updates(limit=100)):
        assert update.message is not None
        assert update.message.document is not None
        file = await bot.get_file(update.message.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"%d" % number
        assert re.fullmatch(r"[\w. ()-]+", str(update.message.document.file_name))


async def test_random_bytes_break_nothing(wire: Wire) -> None:
    chance = random.Random(5)
    for kind in TYPES:
        assert (await upload(wire, f"x{kind}", chance.randbytes(2000))).status == 200
    assert len((await wire.state())["messages"]) == len(TYPES)


def test_the_page_knows_the_limits_of_the_server() -> None:
    (field,) = re.findall(r'<input type="file".*?>', (STATIC / "index.html").read_text("utf-8"))
    assert f'accept="{",".join(TYPES)}"' in field
    assert f'data-most="{limits.PAGE_FILE_BYTES}"' in field
