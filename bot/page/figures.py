"""The figures on the page: the bars of the picture, the tables, and all of it as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.insight import tables
from bot.insight.chart import chart
from bot.moments import local_time

if TYPE_CHECKING:
    from bot.page.visit import Visit
    from bot.paper.bars import Bars


async def show(visit: Visit) -> web.Response:
    """Show everything that may be known of all; nothing about anybody."""
    found = await tables.read(visit.services)
    words = chart(visit.services, found)
    shown = [table for table in tables.tables(visit.services, found) if table.rows]
    return visit.page(
        "figures",
        panels=[{"title": panel.title, "bars": _drawn(panel)} for panel in words.panels],
        tables=[(table, _numeric(table)) for table in shown],
        day=words.day,
    )


async def sheet(visit: Visit) -> web.Response:
    """Give all tables as one CSV that Excel opens."""
    found = await tables.read(visit.services)
    day = local_time(visit.now, visit.services.zone).date().isoformat()
    name = visit.texts.plain("stats.csv_file", day=day)
    return web.Response(
        body=tables.to_sheet(visit.services, found),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        content_type="text/csv",
        charset="utf-8",
    )


def _numeric(table: tables.Table) -> list[bool]:
    """Say of each column whether it holds numbers, which stand to the right."""
    return [
        place > 0 and any(isinstance(row[place], int) for row in table.rows if place < len(row))
        for place in range(len(table.heads))
    ]


def _drawn(panel: Bars) -> list[dict[str, object]]:
    """Give each bar its length in hundredths of the longest."""
    most = max((bar.figure for bar in panel.bars), default=0) or 1
    return [
        {
            "label": bar.label,
            "amount": bar.amount,
            "width": 100 * bar.figure / most,
            "part": 100 * bar.pale / most,
        }
        for bar in panel.bars
    ]
