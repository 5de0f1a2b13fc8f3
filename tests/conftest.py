"""Fixtures for every folder of tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.postgres import Server, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL server for the run, or for each worker of pytest-xdist."""
    with running_server(os.environ) as server:
        yield server
