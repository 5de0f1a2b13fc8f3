from __future__ import annotations

from typing import TYPE_CHECKING

from content.check import check
from content.load import read
from content.privacy_record import FRAME, PAGE, page
from tests import known

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = """\
bases: {mission: une mission}
entries:
  compte:
    title: Compte
    about: person
    basis: hasard
    purpose: répondre
    retention: un jour
    recipients: personne
    columns:
      people.id: le numéro
      strange: un nom sans table
remains: {}
"""


def test_the_page_is_made_from_the_register() -> None:
    hint = "run: python -m content.privacy_record"
    assert PAGE.read_text("utf-8") == page(known.content().privacy, FRAME.read_text("utf-8")), hint


def test_every_purpose_says_why_how_long_and_who() -> None:
    for entry in known.content().privacy.entries:
        assert entry.title, entry.id
        assert entry.purpose, entry.id
        assert entry.retention, entry.id
        assert entry.recipients, entry.id
        assert entry.basis, entry.id
        assert entry.columns, entry.id


def test_faults_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "privacy.yaml").write_text(BROKEN, "utf-8")

    faults = {str(f) for f in read(tmp_path).sheet.faults if "privacy.yaml" in f.file}
    assert any("hasard" in fault for fault in faults)
    assert any("strange" in fault for fault in faults)


def test_the_register_is_written_as_people_read() -> None:
    assert not [fault for fault in check() if "privacy" in fault.file]
