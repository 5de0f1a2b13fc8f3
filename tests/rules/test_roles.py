from __future__ import annotations

import pytest

from bot.rules.roles import Role, allows


@pytest.mark.parametrize(
    ("held", "may"),
    [
        ((), ()),
        (("stranger",), ()),
        (("volunteer",), ("volunteer",)),
        (("staff",), ("volunteer", "staff")),
        (("administrator",), ("volunteer", "staff", "administrator")),
        (("volunteer", "administrator"), ("volunteer", "staff", "administrator")),
    ],
)
def test_a_role_may_do_what_the_ones_before_it_may(
    held: tuple[str, ...], may: tuple[str, ...]
) -> None:
    assert tuple(role.value for role in Role if allows(held, role)) == may
