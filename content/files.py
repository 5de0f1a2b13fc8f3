"""Content files as text and as YAML that remembers its lines.

Whoever edits the content is no programmer: each fault is one plain French sentence with the
file and the line to look at. Nothing here raises on a broken file; faults go into a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml

from content.model import Fault

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    Scalar = str | int | float | bool | date | None

# The C loader reads the whole content ten times faster; both know the same YAML.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM: Final = b"\xef\xbb\xbf"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_PROBLEMS: Final = (
    (
        "mapping values are not allowed",
        "un « : » se trouve dans un texte sans guillemets ; mettez tout le texte entre guillemets",
    ),
    ("unexpected end of stream", "un guillemet ouvert ici n'est jamais refermé"),
    (
        "cannot start any token",
        "tabulation ou signe réservé (% @ `) ; mettez le texte entre guillemets",
    ),
    ("did not find expected key", "décalage ou guillemet mal placé à cet endroit"),
    ("did not find expected ',' or", "une liste [ ] ou { } n'est pas refermée"),
    ("did not find expected '-'", "une ligne de la liste ne commence pas par « - »"),
    ("could not find expected ':'", "il manque « : » après le nom du champ"),
    ("another document", "une ligne « --- » coupe le fichier en deux"),
    ("undefined alias", "une valeur commence par « * » ; mettez le texte entre guillemets"),
    ("unknown escape", "un « \\ » se trouve entre guillemets doubles ; écrivez-le « \\\\ »"),
)


def parse(text: str) -> Any:  # noqa: ANN401 – whatever the text holds
    """Return the plain values of YAML. Raises yaml.YAMLError; for people use `read_yaml`."""
    return yaml.load(text, _LOADER)  # noqa: S506 – safe: one of the two safe loaders


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with the line it stands on; `text` is a scalar exactly as it was written."""

    value: Scalar | list[Node] | dict[str, Node]
    line: int
    text: str = ""

    @property
    def is_scalar(self) -> bool:
        """Tell a single value from a list or a mapping."""
        return not isinstance(self.value, list | dict)


def shown_name(path: Path, root: Path) -> str:
    """Return the name of a file as a fault shows it: « content/topics/x.md »."""
    return f"{root.name}/{path.relative_to(root).as_posix()}"


def read_text(path: Path, root: Path, faults: list[Fault]) -> str | None:
    """Return the text of a file with Unix line ends, or None with a fault that says why not."""
    name = shown_name(path, root)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        faults.append(Fault(name, 1, "ce fichier est absent"))
        return None
    except OSError as error:
        faults.append(Fault(name, 1, f"ce fichier ne peut pas être lu ({error.strerror})"))
        return None
    if raw.startswith(_BOM):
        faults.append(
            Fault(name, 1, "marque invisible (BOM) en tête ; enregistrez en « UTF-8 sans BOM »")
        )
        return None
    try:
        text = raw.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.append(Fault(name, line, "ce fichier n'est pas en UTF-8 ; enregistrez-le en UTF-8"))
        return None
    if control := _CONTROL.search(text):
        line = line_at(text, control.start())
        code = f"U+{ord(control[0]):04X}"
        faults.append(Fault(name, line, f"caractère invisible {code} à effacer"))
        return None
    return text


def line_at(text: str, offset: int, first_line: int = 1) -> int:
    """Return the line on which character `offset` of `text` stands."""
    return first_line + text.count("\n", 0, offset)


def read_yaml(path: Path, root: Path, faults: list[Fault]) -> Node | None:
    """Return what a YAML file holds, or None with a fault."""
    text = read_text(path, root, faults)
    if text is None:
        return None
    return parse_yaml(text, shown_name(path, root), faults)


def parse_yaml(text: str, name: str, faults: list[Fault], first_line: int = 1) -> Node | None:
    """Return what YAML text holds; `first_line` is where it starts in its file."""
    try:
        loader = _LOADER(text)
        try:
            root = loader.get_single_node()
            if root is not None:
                return _Reader(loader, name, faults, first_line).read(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        faults.append(Fault(name, first_line + _line_of(error, text), _in_french(error)))
        return None
    except (yaml.YAMLError, RecursionError):
        faults.append(Fault(name, first_line, "ce fichier n'est pas du YAML lisible"))
        return None
    faults.append(Fault(name, first_line, "ce fichier est vide"))
    return None


def _line_of(error: yaml.MarkedYAMLError, text: str) -> int:
    """Return the line of a YAML error from 0; an open quote is shown where it opens."""
    mark = error.problem_mark or error.context_mark
    if "end of stream" in str(error.problem) and error.context_mark:
        mark = error.context_mark
    last = max(0, text.rstrip("\n").count("\n"))
    return min(mark.line, last) if mark else 0


def _in_french(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem)
    for english, french in _PROBLEMS:
        if english in problem:
            return french
    return f"cette ligne n'est pas du YAML lisible ({problem})"


class _Reader:
    """Turns the nodes of PyYAML into ours, for one document."""

    def __init__(self, loader: Any, name: str, faults: list[Fault], first_line: int) -> None:  # noqa: ANN401 - two loader classes without a common typed base
        self.loader = loader
        self.name = name
        self.faults = faults
        self.first_line = first_line
        self.seen: set[int] = set()

    def read(self, node: yaml.Node, line: int | None = None) -> Node:
        """Return `node` as ours; `line` is that of its key, where it has one."""
        line = line or self.line(node)
        if id(node) in self.seen:
            self.note(line, "les renvois « *nom » ne sont pas acceptés ; recopiez la valeur")
            return Node(None, line)
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return Node(self.read_mapping(node), line)
        if isinstance(node, yaml.SequenceNode):
            return Node([self.read(child) for child in node.value], line)
        return Node(self.read_scalar(node, line), line, node.value)

    def read_mapping(self, node: yaml.MappingNode) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        for key, value in node.value:
            line = self.line(key)
            if not isinstance(key, yaml.ScalarNode):
                self.note(line, "le nom d'un champ est un simple mot")
            elif key.value in fields:
                self.note(line, f"le champ « {key.value} » figure deux fois")
            else:
                fields[key.value] = self.read(value, line)
        return fields

    def read_scalar(self, node: yaml.Node, line: int) -> Scalar:
        try:
            value: Scalar = self.loader.construct_object(node)
        except (ValueError, yaml.constructor.ConstructorError):
            self.note(line, f"la valeur « {node.value} » n'est pas possible")
            return None
        return value

    def line(self, node: yaml.Node) -> int:
        return self.first_line + node.start_mark.line

    def note(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.name, line, message))
