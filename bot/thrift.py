"""Keeps a process small and its start short, by what its allocator and its collector are told.

Nearly all that is made at the start stays until the end: looking for garbage in it costs a tenth
of the start, and later some milliseconds again and again. And what the C library frees in big
pieces goes back to the system at once: by itself it learns, from reading large files once, to keep
them (docs/performance.md has the figures).
"""

from __future__ import annotations

import ctypes
import gc
from typing import Final

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_PIECE: Final = 64 * 1024
_READ: Final = 320 * 1024
"""More than asyncio asks for at each read of a socket (256 KB): it is cut to what came, and freed.
In a piece of its own that costs three calls of the system and the pages, for each update."""
_USUAL: Final = gc.get_threshold()
_YOUNG: Final = 20_000
"""Objects, made and not freed, at which the collector looks for garbage among the newest. The
updates in hand hold more than the 700 at which it looks by itself: again and again, for nothing.
What goes in circles until then takes some megabytes at most."""


def begin() -> None:
    """Look for no garbage until `settle` or `end`; to be called before the large imports."""
    gc.disable()
    _tell("mallopt", _M_MMAP_THRESHOLD, _PIECE)


def settle() -> None:
    """Set what is there aside: the collector looks at what comes from now on only."""
    gc.freeze()
    gc.set_threshold(_YOUNG)
    gc.enable()
    _tell("mallopt", _M_MMAP_THRESHOLD, _READ)
    _tell("mallopt", _M_TRIM_THRESHOLD, 2 * _READ)
    _tell("malloc_trim", 0)


def end() -> None:
    """Leave the collector as it usually is."""
    gc.set_threshold(*_USUAL)
    gc.enable()


def _tell(name: str, *numbers: int) -> None:
    """Call a function of glibc; another C library may lack it, and does without."""
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*numbers)
