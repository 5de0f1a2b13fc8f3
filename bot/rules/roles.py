"""Who may do what: four roles, each of which may also do what the one before it may."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class Role(StrEnum):
    """A role beside that of a citizen, as it stands in the table `roles`."""

    VOLUNTEER = "volunteer"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


_ORDER = tuple(Role)


def allows(held: Collection[str], wanted: Role) -> bool:
    """Say whether somebody with the roles `held` may do what `wanted` may do."""
    enough = _ORDER[_ORDER.index(wanted) :]
    return any(role in held for role in enough)


def highest(held: Collection[str]) -> Role | None:
    """Give the role that opens most, of those that somebody has."""
    return next((role for role in reversed(_ORDER) if role in held), None)
