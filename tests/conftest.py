"""Fixtures for every folder of tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.postgres import Server, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

# A machine that is busy for a moment is no fault of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what compares with the facts beside the project where these are not there."""
    if SHARED.is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("shared")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL server for the run, or for each worker of pytest-xdist."""
    with running_server(os.environ) as server:
        yield server
