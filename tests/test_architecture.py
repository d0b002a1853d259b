"""The arrows between rooms point one way: reads every import of `src/planproof` and names each wrong one.

cli, mcp, server -> proof -> plan        proof -> trace        plan and trace don't know each other
"""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "planproof"
ALLOWED = {
    "plan": {"plan"},
    "trace": {"trace"},
    "proof": {"proof", "plan", "trace"},
    "cli": {"cli", "proof", "plan", "trace"},
    "mcp": {"mcp", "proof", "plan", "trace"},
    "server": {"server", "proof", "plan", "trace"},
}
STARTS = {"cli/verbs/mcp.py": "mcp"}  # the one module of a face that may start another one
GROUND = {"errors", "config", "root", "tokens"}  # what every room may stand on


def imports_of(path: Path) -> list[tuple[int, str]]:
    """Every `planproof.…` module that a file imports, with its line, wherever in the file the import stands."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} relative import"
            found.append((node.lineno, node.module or ""))
    return [(line, name) for line, name in found if name.split(".")[0] == "planproof"]


def wrong_arrows(source: Path) -> list[str]:
    wrong = []
    for path in sorted(source.rglob("*.py")):
        room = path.relative_to(source).parts[0]
        for line, name in imports_of(path):
            target = [*name.split("."), ""][1]
            started = STARTS.get(path.relative_to(source).as_posix())
            if room in ALLOWED and target and target not in ALLOWED[room] | GROUND | {started}:
                wrong.append(f"{path.relative_to(source)}:{line} {room} must not import {name}")
            if room.removesuffix(".py") in GROUND and target not in GROUND | {""}:
                wrong.append(f"{path.relative_to(source)}:{line} {room} must stand alone, imports {name}")
    return wrong


def test_imports__all_rooms__then_arrows_point_one_way() -> None:
    assert wrong_arrows(SOURCE) == []


def test_wrong_arrows__plan_imports_proof__then_named(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "bad.py").write_text("def f():\n    from planproof.proof import model\n")
    assert wrong_arrows(tmp_path) == ["plan/bad.py:2 plan must not import planproof.proof"]


def test_wrong_arrows__a_verb_imports_another_face__then_named(tmp_path: Path) -> None:
    (tmp_path / "cli" / "verbs").mkdir(parents=True)
    for verb in ("mcp", "next"):
        (tmp_path / "cli" / "verbs" / f"{verb}.py").write_text("from planproof.mcp.serve import serve_stdio\n")
    assert wrong_arrows(tmp_path) == ["cli/verbs/next.py:1 cli must not import planproof.mcp.serve"]


def test_files__all_of_them__then_each_opens_with_its_reason() -> None:
    silent = [str(path) for path in SOURCE.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []
