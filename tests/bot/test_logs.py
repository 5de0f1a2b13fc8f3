from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest

from bot import logs

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "123456:AAsecretsecretsecretsecretsecret"
SHORT = "63:t"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("debug", (TOKEN, SHORT), stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def fail(words: str) -> None:
    raise RuntimeError(words)


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_one_object_with_its_details(out: io.StringIO) -> None:
    logging.getLogger("bot.outbox").info("sent", extra={"entry": 12})

    (line,) = lines(out)
    assert line["event"] == "sent"
    assert line["entry"] == 12
    assert line["level"] == "info"


@pytest.mark.parametrize(
    "name", ["bot.polling", "httpx", "telegram.ext.Application", "aiohttp.client"]
)
def test_the_token_is_in_no_line_whoever_logs_it(out: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    url = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
    logger.warning('HTTP Request: POST %s "200 OK"', url)
    logger.warning("plain " + TOKEN + " and " + SHORT)  # noqa: G003 – as others may log
    logger.warning("extra", extra={"url": url})
    try:
        fail(url)
    except RuntimeError:
        logger.exception("failed")

    assert TOKEN not in out.getvalue()
    assert SHORT not in out.getvalue()
    assert "secretsecret" not in out.getvalue()
    assert len(lines(out)) == 4


def test_another_token_than_ours_is_taken_out_too(out: io.StringIO) -> None:
    logging.getLogger("x").warning("https://h/bot999999:BBsecretsecretsecretsecret/getMe")

    assert "BBsecret" not in out.getvalue()


def test_what_an_unexpected_error_quotes_stays_out(out: io.StringIO) -> None:
    words = "Camille wrote: je suis malade"
    try:
        fail(words)
    except RuntimeError:
        logging.getLogger("x").exception("handler failed")

    (line,) = lines(out)
    assert "malade" not in out.getvalue()
    assert "RuntimeError" in str(line["trace"])


def test_a_hostile_value_forges_no_second_line(out: io.StringIO) -> None:
    logging.getLogger("x").info("a\n{} b", extra={"why": "c\nd\r\n"})

    assert len(out.getvalue().splitlines()) == 1


def test_chatty_libraries_are_quiet(out: io.StringIO) -> None:
    for name in ("httpx", "telegram.ext.ExtBot", "apscheduler.scheduler", "aiosqlite"):
        logging.getLogger(name).info("chatter")

    assert out.getvalue() == ""


def test_people_have_a_pseudonym_that_changes_each_day() -> None:
    keys = iter((b"monday", b"tuesday"))
    disguise = logs.Disguise(lambda: next(keys))

    monday = disguise.name(7412583906, 0.0)
    assert monday == disguise.name(7412583906, 86_399.0)
    assert monday != disguise.name(7412583907, 1.0)
    assert monday != disguise.name(7412583906, 86_400.0)
    assert "7412583906" not in monday


def test_no_line_carries_the_id_of_a_person(out: io.StringIO) -> None:
    log = logging.getLogger("x")
    log.info("for 7412583906", extra={"person": 7412583906, "update": 123456789})
    log.info("moved", extra={"reason": "chat -1001234567890 is gone", "chat": -1001234567890})

    assert "7412583906" not in out.getvalue()
    assert "1001234567890" not in out.getvalue()
    assert lines(out)[0]["update"] == 123456789
