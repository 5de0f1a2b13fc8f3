"""PostgreSQL, from version 14: a pool of connections, for any number of processes."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Literal, Self

import asyncpg

from storage.errors import Conflict, StorageError, Unreachable, Unusable
from storage.runner import Statements, enter, only_reads, refuse_inside

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager
    from types import TracebackType

    from storage.runner import Row, Transaction, Value

_OLDEST = 14
_CONNECTIONS = 10
_CONNECT_S = 10.0
_STATEMENT_S = 60.0
_CLOSE_PATIENCE_S = 5.0
_SKIP_LOCKED = " FOR UPDATE SKIP LOCKED"


class PostgresDatabase(Statements):
    """A database on a server. Made by `open_postgres`."""

    engine: Literal["postgres"] = "postgres"
    skip_locked = _SKIP_LOCKED

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False

    async def all(self, sql: str, *args: Value) -> list[Row]:
        """Return every row."""
        if not only_reads(sql):
            refuse_inside()
        with self.counted(), _translated():
            return list(await self.pool.fetch(sql, *args))

    async def run(self, sql: str, *args: Value) -> int:
        """Run a statement in a transaction of its own; return how many rows it touched."""
        refuse_inside()
        with self.counted(), _translated():
            return _rows_touched(await self.pool.execute(sql, *args))

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction on a connection of its own."""
        return PostgresUnit(self)

    async def scrub(self) -> bool:
        """Leave it to the server, which uses the room of deleted rows again by itself."""
        return True

    async def close(self) -> None:
        """Finish what is under way (for a while) and leave the server. Safe to call twice."""
        self._closed = True
        try:
            async with asyncio.timeout(_CLOSE_PATIENCE_S):
                await self._idle.wait()
                await self.pool.close()
        except TimeoutError:
            self.pool.terminate()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count something as under way, so that `close` waits for it; not after `close`."""
        if self._closed:
            raise StorageError("the database is closed")
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()


class PostgresUnit(Statements):
    """A transaction."""

    engine: Literal["postgres"] = "postgres"
    skip_locked = _SKIP_LOCKED

    def __init__(self, database: PostgresDatabase) -> None:
        self.running = False
        self._database = database
        self._connection: Any = None
        self._resources = AsyncExitStack()
        self._failure: StorageError | None = None

    async def __aenter__(self) -> Self:
        enter(self)
        with _translated():
            async with AsyncExitStack() as resources:
                resources.enter_context(self._database.counted())
                acquiring = self._database.pool.acquire()
                self._connection = await resources.enter_async_context(acquiring)
                await resources.enter_async_context(self._connection.transaction())
                self._resources = resources.pop_all()
        self.running = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.running = False
        # Left to itself, PostgreSQL answers the COMMIT of a failed transaction with a ROLLBACK.
        failure = error or self._failure
        failed = None if failure is None else type(failure)
        try:
            with _translated():
                await self._resources.__aexit__(failed, failure, trace)
        except StorageError:
            # A connection that is lost while it undoes has undone; the first failure says more.
            if failure is None:
                raise
        if error is None and self._failure is not None:
            raise self._failure

    async def all(self, sql: str, *args: Value) -> list[Row]:
        """Return every row."""
        with self._checked():
            return list(await self._connection.fetch(sql, *args))

    async def run(self, sql: str, *args: Value) -> int:
        """Run a statement and return how many rows it touched."""
        with self._checked():
            return _rows_touched(await self._connection.execute(sql, *args))

    async def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run a statement for each row of values, sent together."""
        with self._checked():
            await self._connection.executemany(sql, rows)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Self]:
        """Join this one: a transaction within a transaction is the same one."""
        yield self

    @contextmanager
    def _checked(self) -> Iterator[None]:
        if not self.running:
            raise StorageError("this transaction is not open")
        if self._failure is not None:
            raise self._failure
        try:
            with _translated():
                yield
        except StorageError as error:
            self._failure = error
            raise


async def open_postgres(url: str) -> PostgresDatabase:
    """Connect to `postgresql://user@host/name`.

    Raises `Unreachable` where trying again may help (no answer, starting, full), `Unusable` where
    it will not (unknown database, refused user, too old a server).
    """
    where = _without_secrets(url)
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_CONNECT_S,
            command_timeout=_STATEMENT_S,
            server_settings={"application_name": "colibris", "jit": "off"},
        )
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
        kind, line = _why_not(error)
        raise kind(f"{where}: {line}") from None
    async with pool.acquire() as connection:
        major = connection.get_server_version().major
    if major < _OLDEST:
        await pool.close()
        raise Unusable(f"{where}: PostgreSQL {_OLDEST} or newer is needed, this is {major}")
    return PostgresDatabase(pool)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what asyncpg raises into our errors, without the values that its details quote."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        raise Conflict(f"PostgreSQL: {error.args[0]}") from None
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unusable(f"PostgreSQL: {error.args[0]}") from None
    except asyncpg.DataError as error:
        raise StorageError(f"PostgreSQL: a value does not fit ({type(error).__name__})") from None
    except _PASSING as error:
        raise Unreachable(f"PostgreSQL: the connection failed ({type(error).__name__})") from None
    except asyncpg.InterfaceError as error:  # asyncpg itself, before anything reached the server
        line = str(error.args[0]).partition("\n")[0]
        raise (Unreachable if "closed" in line else StorageError)(f"PostgreSQL: {line}") from None
    except asyncpg.PostgresError as error:
        raise StorageError(f"PostgreSQL: {error.args[0]}") from None


_PASSING = (
    OSError,  # TimeoutError too
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)


def _why_not(error: Exception) -> tuple[type[StorageError], str]:
    """Say why a connection did not come about, in one line."""
    match error:
        case asyncpg.CannotConnectNowError() | asyncpg.TooManyConnectionsError():
            return Unreachable, "the server does not take connections at the moment"
        case asyncpg.InvalidCatalogNameError():
            return Unusable, "there is no such database"
        case (
            asyncpg.InvalidAuthorizationSpecificationError() | asyncpg.InsufficientPrivilegeError()
        ):
            return Unusable, "the server refuses this user or password"
        case OSError() | asyncpg.PostgresConnectionError():
            return Unreachable, "the server does not answer"
        case asyncpg.PostgresError():
            return Unusable, f"the server says: {error.args[0]}"
        case _:
            return Unusable, "expected an address like postgresql://user@host/name"


def _without_secrets(url: str) -> str:
    """Keep host and name of an address: what stands before @ or after ? may hold a password."""
    place = url.partition("://")[2].rpartition("@")[2].partition("?")[0]
    return f"postgresql://{place}"


def _rows_touched(status: str) -> int:
    """Read the count that ends the status of a command: `UPDATE 3`, `INSERT 0 1`."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0
