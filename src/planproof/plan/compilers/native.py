"""Asks a real C or C++ compiler whether each planned header stands alone; nothing is assembled, linked or run.

    planned files ── directives.refusals ──> refused (no compiler sees them)
                  └─ written into an empty directory ── one compiler a file and language, in parallel ──> diagnostics
    headers of the project that they include ── copied there, for reading

A C header is read as C11, and as C++17 too when it has `extern "C"`; a C++ one as C++20. Answers are kept in memory by
the digest of all that the compiler saw, so the five rules that ask about one plan cost one round of compilers.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath

from planproof.plan.compilers import Diagnostic, sandbox
from planproof.plan.compilers.directives import refusals
from planproof.plan.compilers.existing_headers import ExistingHeaders
from planproof.plan.compilers.planned_files import PlannedFile, include_folders, planned_files
from planproof.plan.compilers.sandbox import Outcome, run_limited
from planproof.plan.compilers.toolchain import Compiler, find_compiler
from planproof.plan.model import Interface, Plan

__all__ = ["PLAN_DEADLINE_S", "diagnose_native", "include_flags", "limit_message", "screened", "write_files"]

PLAN_DEADLINE_S = 60.0  # all compilers of one plan together; what is left then is reported as not compiled

_MOST_CHARACTERS = 512 * 1024
_MODES = {"c": ("c11", "C11"), "cpp": ("c++17", "C++17"), "cpp-own": ("c++20", "C++20")}
_ERROR = re.compile(r"(?P<file>[^\n:]+):(?P<line>\d+):(?:(?P<column>\d+):)? (?:fatal )?error: (?P<message>.*)")
_INCLUDED_FROM = re.compile(r"(?:In file included|\s+) from (?P<file>[^\n:]+):(?P<line>\d+)")
_FLAG_REMARK = re.compile(r"\s*\[-[-\w=+]+\]$")
_MOST_CACHED = 4096


@dataclass(frozen=True, slots=True)
class _Answer:
    """One thing that a compiler said of a file: where in it (column in bytes, 0 for none), and the included file that it
    stands in; `source` is empty for the file itself."""

    message: str
    line: int
    column_bytes: int
    kind: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Job:
    """One compiler run: a file read in one language, and the digest of everything the compiler will see."""

    file: PlannedFile
    compiler: Compiler
    standard: str
    spoken: str
    digest: str


_answers: dict[str, list[_Answer]] = {}
_plans: dict[int, tuple[Plan, dict[int, list[Diagnostic]]]] = {}


def diagnose_native(interface: Interface, plan: Plan, headers: ExistingHeaders | None = None) -> list[Diagnostic]:
    """What compilers say of one C or C++ block of a plan.

    Args:
        interface: one of the plan's blocks.
        plan: the plan, whose other planned headers can be included.
        headers: those that the project has, which can be included, too; None for none.

    Returns:
        diagnostics in that block, lines and columns counted in the document; empty when it stands alone.
    """
    known = _plans.get(id(plan))
    if known is None or known[0] is not plan:
        if len(_plans) >= 64:
            _plans.clear()
        known = _plans[id(plan)] = (plan, _diagnose_plan(plan, headers))
    return known[1].get(id(interface), [])


def screened(files: Iterable[PlannedFile]) -> tuple[list[PlannedFile], dict[int, list[Diagnostic]]]:
    """Keeps what no compiler may be shown apart from the rest.

    Returns:
        files that a compiler may read; and for the others their diagnostics, by `id` of the block.
    """
    fit: list[PlannedFile] = []
    refused: dict[int, list[Diagnostic]] = {}
    for file in files:
        diagnostics = _refused_in(file)
        if not diagnostics:
            fit.append(file)
        for piece, diagnostic in diagnostics:
            refused.setdefault(id(piece), []).append(diagnostic)
    return fit, refused


def _refused_in(file: PlannedFile) -> list[tuple[Interface, Diagnostic]]:
    """What stands in a file that no compiler may be shown; each with its block."""
    if len(file.text) > _MOST_CHARACTERS:
        message = f"{len(file.text)} characters: a header of more than {_MOST_CHARACTERS} is not compiled"
        return [_at(file, 1, 0, message, "limit")]
    lines = file.text.split("\n")
    return [
        _at(file, found.line, _bytes_before(lines[found.line - 1], found.column), found.message, "include")
        for found in refusals(file.text)
    ]


def write_files(files: Iterable[PlannedFile], folder: Path) -> None:
    """Writes planned files below `folder`, and copies of existing headers that can't be written to.

    One whose path another file already took, or took as a folder, is left out.
    """
    for file in files:
        target = folder / file.path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", errors="replace", newline="\n") as written:
                written.write(file.text)
            if not file.pieces:
                target.chmod(0o444)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue


def include_flags(files: tuple[PlannedFile, ...]) -> list[str]:
    """The compiler's flags for where planned headers are looked for."""
    own, after = include_folders(files)
    return [flag for folder in own for flag in ("-I", f"./{folder}")] + [
        flag for folder in after for flag in ("-idirafter", f"./{folder}")
    ]


def _diagnose_plan(plan: Plan, headers: ExistingHeaders | None) -> dict[int, list[Diagnostic]]:
    files = planned_files(plan)
    fit, found = screened(files)
    shown = (*fit, *(headers.reached_by(fit) if headers else ()))
    seen = hashlib.sha256(
        "\0".join(f"{file.path}\0{file.text}" for file in shown).encode("utf-8", "replace")
    ).hexdigest()
    jobs = []
    for file in fit:
        for language, mode in _readings(file):
            compiler = find_compiler(language)
            if compiler is None:
                message = f"no {_MODES[mode][1]} compiler on the PATH, so this was not compiled"
                piece, diagnostic = _at(file, 1, 0, message, "missing-tool")
                found.setdefault(id(piece), []).append(diagnostic)
            else:
                standard, spoken = _MODES[mode]
                digest = hashlib.sha256(f"{seen}\0{file.path}\0{compiler.path}\0{standard}".encode()).hexdigest()
                jobs.append(_Job(file, compiler, standard, spoken, digest))
    _run(jobs, shown)
    told = {job.file.path for job in jobs if any(not answer.source for answer in _answers.get(job.digest, ()))}
    for job in jobs:
        for answer in _answers.get(job.digest, []):
            # An error that an included header is told of at its own place is not told again by all who include it.
            if answer.source in told:
                continue
            spoken = job.spoken
            message = answer.message if spoken == "C11" else f"{answer.message} (as {spoken})"
            piece, diagnostic = _at(job.file, answer.line, answer.column_bytes, message, answer.kind)
            beside = found.setdefault(id(piece), [])
            # A line that C11 refused is not judged again for C++.
            if not any(other.line == diagnostic.line for other in beside if spoken != "C11"):
                beside.append(diagnostic)
    return found


def _readings(file: PlannedFile) -> list[tuple[str, str]]:
    """The compilers and modes a file is read with."""
    if file.language == "cpp":
        return [("cpp", "cpp-own")]
    return [("c", "c"), ("cpp", "cpp")] if file.is_header and 'extern "C"' in file.text else [("c", "c")]


def _run(jobs: list[_Job], files: tuple[PlannedFile, ...]) -> None:
    """Runs what isn't answered yet, as many compilers at once as there are processors."""
    waiting = [job for job in jobs if job.digest not in _answers]
    if not waiting:
        return
    if len(_answers) + len(waiting) > _MOST_CACHED:
        _answers.clear()
        waiting = jobs
    deadline = time.monotonic() + PLAN_DEADLINE_S
    with tempfile.TemporaryDirectory(prefix="planproof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        write_files(files, folder)
        flags = include_flags(files)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            answers = pool.map(lambda job: _ask(job, folder, flags, deadline), waiting)
            _answers.update((job.digest, answer) for job, answer in zip(waiting, answers, strict=True))


def _ask(job: _Job, folder: Path, flags: list[str], deadline: float) -> list[_Answer]:
    """Starts one compiler and reads what it says; past the deadline says that it wasn't started."""
    if time.monotonic() > deadline:
        message = f"not compiled: this plan's compilers already took {PLAN_DEADLINE_S:.0f} s"
        return [_Answer(message, 1, 0, "limit")]
    language = "c++" if job.compiler.language == "cpp" else "c"
    how = ["-x", language, f"-std={job.standard}", "-D_GNU_SOURCE", "-fsyntax-only", "-fmax-errors=20"]
    # A header is included by an empty unit; compiled by itself its `#pragma once` would be worth a warning.
    what = ["-include", f"./{job.file.path}", "-"] if job.file.is_header else [f"./{job.file.path}"]
    outcome = run_limited([job.compiler.path, *job.compiler.flags, *how, *flags, *what], folder)
    return _read(outcome, job.file, folder)


def _read(outcome: Outcome, file: PlannedFile, folder: Path) -> list[_Answer]:
    if outcome.limit:
        return [_Answer(limit_message(outcome.limit), 1, 0, "limit")]
    if outcome.exit_code == 0:
        return []
    through = 1
    found = []
    for text in outcome.messages.replace(f"{folder}/", "").split("\n"):
        if (included := _INCLUDED_FROM.match(text)) and normpath(included["file"]) == file.path:
            through = int(included["line"])
        elif error := _ERROR.match(text):
            message = _FLAG_REMARK.sub("", error["message"])
            source = normpath(error["file"])
            if source == file.path:
                found.append(_Answer(message, int(error["line"]), int(error["column"] or 0), "error"))
            else:
                found.append(_Answer(f"in {source}:{error['line']}: {message}", through, 0, "error", source))
    last = outcome.messages.strip().rsplit("\n", 1)[-1][:200]
    return found or [_Answer(last or f"the compiler ended with {outcome.exit_code}", 1, 0, "error")]


def _bytes_before(line: str, column: int) -> int:
    """The byte column (from 1) of a character column (from 1)."""
    return len(line[: column - 1].encode("utf-8", "replace")) + 1


def limit_message(limit: str) -> str:
    """One line for a limit of `Outcome`, with its figure."""
    sizes = {
        "time": f"{sandbox.LIMITS.wall_s:.0f} s",
        "CPU time": f"{sandbox.LIMITS.cpu_s} s",
        "memory": f"{sandbox.LIMITS.memory_bytes >> 20} MiB",
        "size of its output": f"{sandbox.LIMITS.file_bytes >> 20} MiB",
    }
    if limit in sizes:
        return f"the compiler was ended at its limit of {limit}, {sizes[limit]}"
    return (
        "the compiler crashed" if limit == "crash" else "the compiler's limits could not be set, so it wasn't started"
    )


def _at(file: PlannedFile, line: int, column_bytes: int, message: str, kind: str) -> tuple[Interface, Diagnostic]:
    """A diagnostic moved from a line and byte column of a planned file to its block's place in the document."""
    place = file.place(line, column_bytes)
    return file.locate(line)[0], Diagnostic(message, place.line, place.column, kind)
