from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from openpyxl import Workbook

from bot.paper.tables import MOST_BYTES, UnreadableError, read_table

HEAD = ["Carte", "Action", "Combien de fois", "Combien de personnes"]
ROW = ["K7P 3RX", 2, "chaque semaine", 4]


def excel(*rows: list[Any], far: bool = False) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if far:
        sheet["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_csv_as_people_save_it(encoding: str, mark: str) -> None:
    text = f"Carte{mark}Rythme{mark}été\r\n\r\nK7P{mark}une fois{mark}\r\n"

    assert read_table(text.encode(encoding)) == [
        (1, ["Carte", "Rythme", "été"]),
        (3, ["K7P", "une fois", ""]),
    ]


def test_excel_numbers_read_as_they_look() -> None:
    rows = read_table(excel(HEAD, ROW, [], ["C", 2.0, None, "=1+1"]))

    assert rows[1][0] == 2
    assert rows[1][1][:5] == ["K7P 3RX", "2", "chaque semaine", "4", ""]
    assert rows[2][0] == 4
    assert rows[2][1][1:3] == ["2", ""]


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    assert len(read_table(excel(HEAD, ROW, far=True))) == 2


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/sharedStrings.xml", b"0" * 60_000_000)
    return out.getvalue()


def other_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b";;;\n;;;\n", "empty"),
        (b"x" * (MOST_BYTES + 1), "large"),
        (b"a;b\n" * 3000, "long"),
        (b"%PDF-1.7\0\0binary", "kind"),
        (b"PK\x03\x04 and then nothing", "broken"),
        (bomb(), "large"),
        (other_archive(), "kind"),
        (excel(HEAD, ROW)[:-200], "broken"),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_table(content)
    assert refused.value.reason == reason


def test_a_file_with_flipped_bytes_never_breaks_the_reader() -> None:
    whole, chance = excel(HEAD, *[ROW] * 20), random.Random(63)
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(UnreadableError):
            read_table(bytes(content))


def test_entities_that_grow_are_refused() -> None:
    lol = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
    source = zipfile.ZipFile(io.BytesIO(excel(HEAD, ROW)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in source.namelist():
            archive.writestr(part, lol if "workbook.xml" in part else source.read(part))

    with pytest.raises(UnreadableError):
        read_table(out.getvalue())
