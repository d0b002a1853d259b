"""Reads every plan and prints findings, like a linter; runs nothing.

Plans of other tools are read where they lie (spec-kit, OpenSpec, Kiro, Task Master, Markdown with boxes; docs/formats/foreign.md):
those at the places their tools document, and whatever a PATH names. Only the rules of family PP9 look at them.

Exit code 0 when there is no finding, 1 when there is one (a warning counts too, unless --errors-only leaves warnings
out), 2 when an id, path or code is unknown or there is no plan at all: nothing checked is not a pass.
"""

from __future__ import annotations

import argparse
import gc
import json
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from planproof.cli.face import Face
from planproof.config import find_root, load_config
from planproof.errors import EnvironmentFault, UsageError
from planproof.plan.check import CheckReport, check_tree, select_rules
from planproof.plan.ids import id_level
from planproof.plan.rule import Severity
from planproof.plan.rules import all_rules
from planproof.plan.sharing import cores

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `planproof check`."""
    parser.add_argument("target", nargs="*", metavar="PATH|ID", help="documents, folders or ids (default: everything)")
    parser.add_argument(
        "--format", choices=("text", "json", "sarif", "github"), default="text", help="how findings are written"
    )
    parser.add_argument("--output", metavar="FILE", help="write the report to a file, the summary to standard error")
    parser.add_argument("--no-compilers", action="store_true", help="leave out the rules that ask a compiler")
    parser.add_argument("--select", metavar="CODES", help="only these rules or families: PP108,PP6")
    parser.add_argument("--ignore", metavar="CODES", help="all rules or families but these")
    parser.add_argument("--errors-only", action="store_true", help="leave out warnings, in print and exit code")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Checks, prints, and gives the exit code."""
    # A check builds one large model and ends: looking for cycles in it again and again would cost a quarter of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _run(arguments, face)
    finally:
        if collecting:
            gc.enable()


def _run(arguments: argparse.Namespace, face: Face) -> int:
    face.json_wanted = face.json_wanted or arguments.format == "json"
    root = find_root(Path(arguments.project))
    config = load_config(root)
    report = check_tree(
        root,
        config,
        compilers=not arguments.no_compilers,
        only=[_target(root, name) for name in arguments.target] or None,
        codes=_codes(arguments),
        processes=cores(),
    )
    if arguments.errors_only:
        report = replace(report, findings=tuple(f for f in report.findings if f.severity is Severity.ERROR))
    _print(report, arguments, face)
    return 1 if report.findings else 0


def _target(root: Path, name: str) -> str:
    """An id as it is; a path relative to the project's root."""
    if id_level(name) and not Path(name).exists():
        return name
    path = Path(name).resolve()
    if not path.exists():
        return name
    if not path.is_relative_to(root):
        raise UsageError(f"{name} lies outside the project", hint=f"the project is {root}")
    return path.relative_to(root).as_posix()


def _codes(arguments: argparse.Namespace) -> list[str] | None:
    if not arguments.select and not arguments.ignore:
        return None
    selected = select_rules(_listed(arguments.select)) if arguments.select else all_rules()
    ignored = {rule.code for rule in select_rules(_listed(arguments.ignore))} if arguments.ignore else set()
    return [rule.code for rule in selected if rule.code not in ignored]


def _listed(codes: str) -> list[str]:
    return [code.strip() for code in codes.split(",") if code.strip()]


def _print(report: CheckReport, arguments: argparse.Namespace, face: Face) -> None:
    from planproof.plan.report.text import summary_line, text_lines

    def plain(text: str, _: str) -> str:
        return text

    form = "json" if face.json_wanted else arguments.format
    if form == "json" and not arguments.output:
        from planproof.plan.report.json import diagnostics, summary

        face.document("check", summary(report), diagnostics(report))
        return
    style = plain if arguments.output else face.style
    lines = text_lines(report, style) if form == "text" else _machine_lines(report, form)
    if arguments.output:
        _write(Path(arguments.output), lines)
        face.note(f"{summary_line(report, plain)}: {arguments.output}")
    else:
        for line in lines:
            face.line(line)


def _machine_lines(report: CheckReport, form: str) -> Iterable[str]:
    if form == "github":
        from planproof.plan.report.github import github_lines

        return github_lines(report)
    if form == "sarif":
        from planproof.plan.report.sarif import sarif_document

        return [json.dumps(sarif_document(report), ensure_ascii=False, indent=2)]
    from planproof.cli.face import document_text
    from planproof.plan.report.json import diagnostics, summary

    return [document_text("check", summary(report), diagnostics(report))]


def _write(path: Path, lines: Iterable[str]) -> None:
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault(f"can't be written: {error.strerror}", place=str(path)) from error
