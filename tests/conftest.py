"""Fixtures for every folder of tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.order import in_two_halves
from tests.postgres import Server, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

# A machine that is busy for a moment is no fault of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what compares with facts that are not there; begin with what takes long."""
    if not SHARED.is_dir():
        left_out = [item for item in items if item.get_closest_marker("shared")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    if hasattr(config, "workerinput"):  # one of several: elsewhere they run as they are written
        items[:] = in_two_halves(items)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL server for the run, or for each worker of pytest-xdist."""
    with running_server(os.environ) as server:
        yield server
