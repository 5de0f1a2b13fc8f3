"""The import rules of docs/architecture.md, and what no module may do by itself."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.every import every

ROOT = Path(__file__).parent.parent
OURS = ("bot", "content", "handlers", "storage")
FILES = sorted(path for room in OURS for path in (ROOT / room).rglob("*.py"))

# Who may import what of ours. The longest prefix of a module's name decides.
ALLOWED = {
    "content": ("content",),
    "storage": ("storage",),
    "bot.rules": ("bot.rules",),
    "bot.paper": ("bot.paper",),
    "bot.app": OURS,
    "bot.__main__": OURS,
    "bot.demo": ("bot.demo",),
    "bot.demo.runner": ("bot", "content", "storage"),
    "bot": ("bot", "content", "storage"),
    "handlers": (
        "handlers",
        "content",
        "storage",
        "bot.rules",
        "bot.paper",
        "bot.context",
        "bot.deliver",
        "bot.flood",
        "bot.announce",
        "bot.insight",
        "bot.desk",
        "bot.editing",
        "bot.moments",
        "bot.publishing",
        "bot.menu",
    ),
}
SQL = ("SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "CREATE TABLE")
MAY_READ_CLOCK = {"bot.app", "bot.__main__", "bot.demo.runner"}
CLOCKS = {
    ("time", "time"),
    ("time", "time_ns"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("random", "random"),
    ("random", "choice"),
    ("random", "getrandbits"),
    ("os", "environ"),
    ("os", "getenv"),
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.AST:
    return ast.parse(path.read_text("utf-8"))


every_file = every({name_of(path): path for path in FILES})


def imports_of(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def rule_for(module: str) -> tuple[str, ...]:
    prefix = max((p for p in ALLOWED if within(module, p)), key=len)
    return ALLOWED[prefix]


@every_file
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    module = name_of(path)
    for imported in imports_of(tree_of(path)):
        if imported.split(".")[0] not in OURS:
            continue
        # `from bot import VERSION` names the package itself, which holds nothing else.
        permitted = imported == "bot.VERSION" or any(within(imported, p) for p in rule_for(module))
        assert permitted, f"{module} must not import {imported}"


@every_file
def test_telegram_stays_in_bot_and_handlers(path: Path) -> None:
    module = name_of(path)
    uses = [i for i in imports_of(tree_of(path)) if within(i, "telegram")]
    if within(module, "content") or within(module, "storage") or within(module, "bot.rules"):
        assert not uses
    assert not (uses and within(module, "bot.paper"))


@every_file
def test_sql_stays_in_storage(path: Path) -> None:
    if name_of(path).startswith("storage"):
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not node.value.lstrip().startswith(SQL), f"{path.name}:{node.lineno}"


@every_file
def test_no_module_reads_clock_environment_or_chance_by_itself(path: Path) -> None:
    if name_of(path) in MAY_READ_CLOCK:
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in CLOCKS or (
                name_of(path) == "bot" and node.attr == "environ"
            ), f"{path.name}:{node.lineno} reads {node.value.id}.{node.attr}"


@every_file
def test_rooms_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_only_app_imports_handlers() -> None:
    importers = {
        name_of(path)
        for path in FILES
        if any(within(i, "handlers") for i in imports_of(tree_of(path)))
        and not name_of(path).startswith("handlers")
    }

    assert importers == {"bot.app"}
