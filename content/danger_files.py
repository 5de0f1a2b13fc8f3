"""Reading the parts of `danger.yaml`, with a line in French for whoever wrote something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def entries(data: Mapping[str, object], key: str) -> Iterable[Mapping[str, object]]:
    """Return the list under `key`, whose members are entries. Raises ValueError, in French."""
    found = data.get(key)
    if not isinstance(found, list) or not all(isinstance(e, Mapping) for e in found):
        raise ValueError(f"{key} : une liste de fiches est attendue")
    return found


def mapping(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return the lines « name: value » under `key`. Raises ValueError, in French."""
    found = data.get(key)
    if not isinstance(found, Mapping):
        raise ValueError(  # noqa: TRY004  a fault of the file, as all others here
            f"{key} : des lignes « nom: valeur » sont attendues",
        )
    return found


def texts(data: Mapping[str, object], key: str) -> Mapping[str, str]:
    """Return the lines under `key` as texts. Raises ValueError, in French."""
    return {str(name): str(value) for name, value in mapping(data, key).items()}


def strings_of(entry: Mapping[str, object], key: str) -> list[str]:
    """Return the texts under `key`, none where it is absent. Raises ValueError, in French."""
    return strings(entry.get(key, []), key)


def strings(found: object, key: str) -> list[str]:
    """Take what was found under `key` for a list of texts. Raises ValueError, in French."""
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise ValueError(f"{key} : une liste de textes est attendue (nombres entre guillemets)")
    return found
