"""The webhook: processed before it is answered, the reply in the response, nothing for others."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from bot.living import Part, check
from bot.settings import Settings, SettingsError, read
from bot.webhook import address_of, secret_of
from storage.database import Unreachable
from tests import known
from tests.bot.conftest import TOKEN
from tests.bot.hooked import CAMILLE, SECRET, Town, open_hooked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from content.ask import Answerer
    from content.model import Content


@pytest.fixture(scope="module")
def content() -> Content:
    return known.content()


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return known.answerer()


@pytest.fixture
async def town(
    tmp_path: Path, content: Content, answerer: Answerer, unused_tcp_port: int
) -> AsyncIterator[Town]:
    async with open_hooked(tmp_path, content, answerer, unused_tcp_port) as town:
        yield town


async def test_a_reply_travels_in_the_response(town: Town) -> None:
    camille = town.person()
    await camille.says("c koi l objectif 3")

    assert "objectif 3" in camille.sees.lower()
    assert town.server.hooks.done.calls == ["sendMessage"]
    assert camille.buttons


async def test_a_press_changes_the_message_and_its_answer_travels(town: Town) -> None:
    camille = town.person()
    await camille.says("/objectifs")
    await camille.presses("3")

    assert "objectif 3" in camille.sees.lower()
    assert town.server.hooks.done.calls == ["sendMessage", "answerCallbackQuery"]


async def test_two_messages_come_in_their_order(town: Town) -> None:
    camille = town.person()
    await camille.says("/agir")  # a message for each idea, then how to go on
    texts = [screen.text for screen in camille.messages]

    assert len(texts) > 1, texts
    assert texts[0].startswith("Bienvenue"), texts
    assert town.server.hooks.done.calls == ["sendMessage"]  # the last of them travels


async def test_somebody_else_is_refused_and_nothing_happens(town: Town) -> None:
    body = b'{"update_id": 1, "message": {}}'
    for secret in ("", "wrong", SECRET[:-1], SECRET + "x", "é"):
        assert (await town.posts(body, secret))[0] == 403

    assert town.server.hooks.done.calls == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"update_id": "1"}', b"[" * 100_000, b"{}"],
)
async def test_what_is_no_update_is_refused(town: Town, body: bytes) -> None:
    assert (await town.posts(body))[0] == 400


async def test_an_update_that_cannot_be_read_does_not_come_again(town: Town) -> None:
    status, body = await town.posts(b'{"update_id": 7, "message": {"chat": 5}}')

    assert (status, body) == (200, "")


async def test_what_is_too_large_is_refused(town: Town) -> None:
    assert (await town.posts(io.BytesIO(b" " * (1 << 21))))[0] == 413


async def test_no_other_method_and_no_path_with_the_token(town: Town) -> None:
    assert (await town.gets("/telegram"))[0] == 405
    assert (await town.gets(f"/{TOKEN}"))[0] == 404
    assert town.world.webhook is not None
    assert TOKEN not in town.world.webhook["url"]


async def test_a_database_that_is_away_means_later_and_one_answer(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = town.colibris.services.db
    done = town.server.hooks.done

    def away(real: Any) -> Any:
        async def read(self: Any, sql: str, *args: Any) -> Any:
            if done.again < 3:
                raise Unreachable("gone for a moment")
            return await real(self, sql, *args)

        return read

    for way in ("all", "one"):
        monkeypatch.setattr(type(db), way, away(getattr(type(db), way)))
    camille = town.person()
    await camille.says("c koi l objectif 3")

    assert done.again == 3
    assert len(camille.messages) == 1


async def test_probes_say_how_it_is(town: Town) -> None:
    await town.person().says("c koi l objectif 3")

    assert (await town.gets("/health"))[0] == 200
    assert await town.gets("/ready") == (200, "ok\n")
    status, text = await town.gets("/metrics")
    assert status == 200
    for line in (
        'colibris_updates_total{outcome="settled"} 1.0',
        'colibris_matches_total{outcome="answer",tier="lexical"} 1.0',
        'colibris_outbox_waiting{lane="0"} 0.0',
        'colibris_storage_seconds_count{kind="read"}',
        'colibris_telegram_requests_total{method="setWebhook",outcome="ok"} 1.0',
    ):
        assert line in text
    # As a number of its own: a duration may hold any digits.
    assert re.search(rf"\b{CAMILLE}\b", text) is None


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP"])
async def test_figures_are_not_passed_on_by_a_proxy(town: Town, header: str) -> None:
    assert (await town.gets("/metrics", **{header: "127.0.0.1"}))[0] == 404


async def test_while_it_stops_it_is_not_ready(town: Town) -> None:
    town.colibris.stopping.set()

    assert (await town.gets("/ready"))[0] == 503
    assert (await town.gets("/health"))[0] == 200


def test_the_address_gets_a_path_and_the_secret_tells_nothing() -> None:
    assert address_of("https://bot.example") == "https://bot.example/telegram"
    assert address_of("https://bot.example/x/y") == "https://bot.example/x/y"
    made = secret_of(TOKEN, "")
    assert made == secret_of(TOKEN, "")
    assert made != secret_of(TOKEN + "x", "")
    assert TOKEN not in made
    assert secret_of(TOKEN, SECRET) == SECRET


def test_several_processes_need_what_they_can_share() -> None:
    one = Settings(webhook_url="https://bot.example")
    for part in (Part.WEB, Part.WORKER):
        with pytest.raises(SettingsError, match="PostgreSQL"):
            check(one, part)
    many = replace(one, database="postgresql://x")
    check(many, Part.WEB)
    with pytest.raises(SettingsError, match="COLIBRIS_WEBHOOK_URL"):
        check(replace(many, webhook_url=""), Part.WEB)
    check(replace(many, webhook_url=""), Part.WORKER)


def test_networks_that_may_see_the_figures() -> None:
    found = read({"COLIBRIS_METRICS_FROM": "10.0.0.0/8, ::1/128"})
    assert found.metrics_from == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    for wrong in ("10.0.0.0/99", "everybody", "10.1.2.3/8"):
        with pytest.raises(SettingsError, match="COLIBRIS_METRICS_FROM"):
            read({"COLIBRIS_METRICS_FROM": wrong})
