"""One test over many things: it looks at them all and names every offender.

A case of `pytest.mark.parametrize` costs some milliseconds before it begins: to be collected in
each worker, told to the other process, set up and reported. Where the things are lines of the
content or files of the program, that is far more than the check itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


def every(things: Mapping[str, T]) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """Make one test out of a check of one thing; `things` by the name that a failure gives."""

    def over(check: Callable[[T], None]) -> Callable[[], None]:
        def test() -> None:
            assert things, "there is nothing to look at"
            faults = {
                name: fault for name, thing in things.items() if (fault := _ask(check, thing))
            }
            assert not faults, "\n".join(f"{name}: {fault}" for name, fault in faults.items())

        test.__name__, test.__qualname__ = check.__name__, check.__qualname__
        test.__module__, test.__doc__ = check.__module__, check.__doc__
        return test

    return over


def _ask(check: Callable[[T], None], thing: T) -> str:
    try:
        check(thing)
    except Exception as fault:  # noqa: BLE001 – whatever goes wrong is told with the thing's name
        return f"{type(fault).__name__}: {fault}"
    return ""
