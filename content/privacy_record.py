"""The record of processing as a page: `python -m content.privacy_record` writes docs/rgpd.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from content.load import ROOT, load

if TYPE_CHECKING:
    from pathlib import Path

    from content.model import Kept, Register

PAGE: Final = ROOT.parent / "docs" / "rgpd.md"
FRAME: Final = ROOT / "privacy-frame.md"
_MARK: Final = "<!-- registre -->"
_REMAINS: Final = "<!-- restes -->"


def page(register: Register, frame: str) -> str:
    """Return the page: the frame, with the register in place of its two marks."""
    entries = "\n\n".join(_entry(entry) for entry in register.entries)
    remains = "\n".join(f"- `{column}` : {why}." for column, why in register.remains.items())
    return frame.replace(_MARK, entries).replace(_REMAINS, remains)


def write(path: Path = PAGE) -> None:
    """Write the page anew."""
    path.write_text(page(load().privacy, FRAME.read_text("utf-8")), "utf-8")


def _entry(entry: Kept) -> str:
    about = {"person": "les habitants", "team": "l'équipe", "nobody": "personne"}[entry.about]
    head = (
        f"### {entry.title}\n",
        "| | |\n|---|---|",
        f"| Concerne | {about} |",
        f"| Pourquoi | {entry.purpose} |",
        f"| Base légale | {entry.basis} |",
        f"| Durée | {entry.retention} |",
        f"| Destinataires | {entry.recipients} |",
    )
    lines = [f"- `{column}` : {what}" for column, what in entry.columns.items()]
    return "\n".join((*head, "", *lines))


if __name__ == "__main__":
    write()
