"""What must be filled in and confirmed before the installation may call itself open (row 81)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from content.load import ROOT, read
from content.model import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from content.model import OrganisationField

NEEDED: Final = (
    "publisher",
    "website",
    "contact.phone",
    "contact.address",
    "contact.email",
    "contact.card_phone",
    "contact.report_fake",
    "data_protection_officer",
    "host",
    "botfather.account",
    "botfather.two_step_verification",
    "administrators.first",
    "administrators.second",
    "substitutes.announcements",
    "substitutes.questions",
    "substitutes.administrators",
    "opening.validated_by",
    "opening.validated_on",
)
_DAY: Final = "opening.validated_on"


def missing(root: Path = ROOT) -> list[Fault]:
    """Return each line of the organisation file that is still to be filled in; [] is ready."""
    reading = read(root)
    organisation = reading.content.organisation
    found = []
    for key in _keys(organisation):
        why = _why(key, organisation)
        if why:
            file, line = reading.sheet.place(f"organisation:{key}")
            name = "organisation.yaml" if key not in organisation else file
            found.append(Fault(name, line, f"{key} : {why}"))
    return found


def checklist(organisation: Mapping[str, OrganisationField]) -> list[tuple[str, str]]:
    """Return every line that counts, by its key, with what is still to be done; "" is ready."""
    return [(key, _why(key, organisation)) for key in _keys(organisation)]


def is_open(organisation: Mapping[str, OrganisationField]) -> bool:
    """Say whether everything is confirmed; until then the bot says that it is on trial."""
    return not any(_why(key, organisation) for key in _keys(organisation))


def _keys(organisation: Mapping[str, OrganisationField]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*NEEDED, *organisation)))


def _why(key: str, organisation: Mapping[str, OrganisationField]) -> str:
    field = organisation.get(key)
    if field is None:
        return "cette ligne manque"
    if not field.value:
        return f"à remplir. {field.note}".strip()
    if not field.confirmed:
        return f"à confirmer. {field.note}".strip()
    if key == _DAY and not _is_day(field.value):
        return "écrivez la date ainsi : 2026-11-23"
    return ""


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
