"""What can go wrong with a database, as one family of errors.

Every message is one line for an operator: what happened and, where there is one, the way out.
It never holds a password, nor a value that somebody wrote.
"""

from __future__ import annotations


class StorageError(Exception):
    """The database refused or failed."""


class Locked(StorageError):  # noqa: N818 – the family's name carries "Error", these read as facts
    """Another process holds the database."""


class Newer(StorageError):  # noqa: N818 – as above
    """The database was written by a newer version of this program."""


class Unreachable(StorageError):  # noqa: N818 – as above
    """The server does not answer (yet): worth another try."""


class Unusable(StorageError):  # noqa: N818 – as above
    """Not a database of ours, not there, or not writable: trying again will not help."""


class Conflict(StorageError):  # noqa: N818 – as above
    """A constraint refused the row: it exists already, or what it refers to does not exist."""
