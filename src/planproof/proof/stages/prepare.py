"""Stage 2, Prepare: the key files exist, the project builds, and code has the signatures that the plan promised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from planproof.plan.digest import text_digest
from planproof.plan.model import Interface
from planproof.plan.symbols import Symbol, declared_symbols, symbols_in_source
from planproof.proof.check import Check
from planproof.proof.commands import command_outcome
from planproof.proof.counted import counted
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.testing import built
from planproof.proof.workbench import Workbench, unproved

__all__ = ["checks", "code_files", "key_files"]

_DOCUMENTS = (".md", ".rst", ".txt")


def checks(bench: Workbench) -> list[Check]:
    """Key files; the build, when the project has one; signatures, when the plan says where its interfaces belong."""
    files = key_files(bench)
    placed = _placed(bench)
    found = [_check("files", "every key file exists", _files, text_digest(*files), files, commands=False)]
    if bench.config.commands.build:
        build = text_digest(bench.config.commands.build)
        found.append(_check("build", "the project builds", _build, build, code_files(bench)))
    if placed:
        promised = text_digest(*(interface.code.content for interface in placed))
        paths = tuple(sorted({str(interface.path) for interface in placed}))
        found.append(
            _check("signatures", "code has the planned signatures", _signatures, promised, paths, commands=False)
        )
    return found


def _check(
    name: str,
    title: str,
    run: Callable[[Workbench], Outcome],
    digest: str,
    covers: tuple[str, ...],
    *,
    commands: bool = True,
) -> Check:
    return Check(f"prepare.{name}", Stage.PREPARE, title, digest, run, covers=covers, commands=commands)


def key_files(bench: Workbench) -> tuple[str, ...]:
    """Every key file that a task names, in order of path."""
    return tuple(sorted({file.path for task in bench.plan.tasks for file in task.key_files}))


def code_files(bench: Workbench) -> tuple[str, ...]:
    """Paths and globs of the code that an iteration's evidence rests on: sources, interfaces, key files but documents.

    A program, a public header or a build file often lies outside the folders whose lines are covered.
    """
    planned = {*key_files(bench), *(str(interface.path) for interface in _placed(bench))}
    return (*bench.config.coverage.sources, *sorted(path for path in planned if not path.endswith(_DOCUMENTS)))


def _placed(bench: Workbench) -> list[Interface]:
    return [interface for interface in bench.plan.interfaces if interface.path]


def _files(bench: Workbench) -> Outcome:
    files = key_files(bench)
    missing = [path for path in files if not (bench.folder / path).exists()]
    counts = {"files": float(len(files)), "missing": float(len(missing))}
    if not files:
        return Outcome(Verdict.VACUOUS, "no task names a key file", counts=counts)
    if missing:
        return Outcome(Verdict.REFUTED, f"missing: {', '.join(missing)}", counts=counts)
    elsewhere = [path for path in files if _lies_elsewhere(bench.folder, path)]
    if elsewhere:
        reason = f"{elsewhere[0]} lies outside this repository, so nobody would see it change"
        return Outcome(Verdict.REFUTED, reason, counts=counts, details={"elsewhere": elsewhere})
    return Outcome(Verdict.PROVED, counted(len(files), "key file exists", "key files exist"), counts=counts)


def _lies_elsewhere(root: Path, path: str) -> bool:
    """Whether a path leads out of the tree through a link, or into a repository of its own."""
    full = root / path
    between = [folder for folder in full.parents if folder != root and folder.is_relative_to(root)]
    return not full.resolve().is_relative_to(root.resolve()) or any((folder / ".git").exists() for folder in between)


def _build(bench: Workbench) -> Outcome:
    run = built(bench)
    return command_outcome(run, fine="the build command passed") if run else unproved("there is no build command")


def _signatures(bench: Workbench) -> Outcome:
    promised, different = 0, []
    for interface in _placed(bench):
        there, problem = _symbols_at(bench, interface)
        for symbol in declared_symbols(interface):
            promised += 1
            wrong = problem or _difference(symbol, there)
            if wrong:
                different.append(f"{interface.path}: {wrong}")
    counts = {"signatures": float(promised), "different": float(len(different))}
    if different:
        return Outcome(Verdict.REFUTED, different[0], counts=counts, details={"different": different})
    if not promised:
        return Outcome(Verdict.VACUOUS, "the interfaces declare nothing that could be compared", counts=counts)
    return Outcome(
        Verdict.PROVED,
        f"{counted(promised, 'signature equals', 'signatures equal')} {'that' if promised == 1 else 'those'} in the plan",
        counts=counts,
    )


def _symbols_at(bench: Workbench, interface: Interface) -> tuple[dict[str, list[Symbol]], str]:
    """The symbols of the file an interface is planned for, by name, overloads together; or why there are none."""
    path = bench.folder / str(interface.path)
    if not path.is_file():
        return {}, "the file does not exist"
    there: dict[str, list[Symbol]] = {}
    for symbol in symbols_in_source(interface.language, path.read_bytes()):
        there.setdefault(symbol.name, []).append(symbol)
    return there, ""


def _difference(planned: Symbol, there: dict[str, list[Symbol]]) -> str:
    """What is wrong with a planned symbol in code; empty when it is as planned."""
    found = there.get(planned.name)
    if not found:
        return f"`{planned.name}` is not declared"
    if all(symbol.signature != planned.signature for symbol in found):
        last = found[-1]
        return f"`{planned.name}` is `{last.signature}` in line {last.line}, planned `{planned.signature}`"
    return ""
