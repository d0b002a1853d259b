"""Reads every plan and prints findings, like a linter; runs nothing.

Plans of other tools are read where they lie (spec-kit, OpenSpec, Kiro, Task Master, Markdown with boxes; docs/formats/foreign.md):
those at the places their tools document, and whatever a PATH names. Only the rules of family PP9 look at them.

Exit code 0 when there is no finding, 1 when there is one (a warning counts too, unless --errors-only leaves warnings
out), 2 when an id, path, code or revision is unknown or there is no plan at all: nothing checked is not a pass.

--fix mends what a rule can mend without a person (its page says so) and prints what is left; --diff shows the same as a patch,
writes nothing, and exits with 1 when there is something to mend. --since REV keeps the findings on lines changed since that commit,
uncommitted and untracked documents included. A baseline (--write-baseline FILE, then --baseline FILE or `[check] baseline`)
holds old findings: they are counted and not shown, and an entry that no longer fires is named as stale.

In text, more than five findings of one rule in one document are told as one, with the next few places; they are counted one by
one, and every other format holds each. What all tasks, targets or risks of a plan lack, three or more of them, is one finding in
every format; a baseline holds one for each, so that they are still old when the first is mended. --all shows each of both.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from planproof.cli.face import Face
from planproof.cli.reading_text import reading_progress
from planproof.config import Config, find_root, load_config
from planproof.errors import EnvironmentFault, UsageError
from planproof.plan.check import CheckReport, check_tree, select_rules
from planproof.plan.folding import folded
from planproof.plan.ids import id_level
from planproof.plan.rule import Finding, Severity
from planproof.plan.rules import all_rules
from planproof.plan.sharing import cores
from planproof.proof.shown import Shown

if TYPE_CHECKING:
    import argparse

    from planproof.plan.baseline import BaselineEntry
    from planproof.plan.fixing import Fixes

__all__ = ["DEFAULTS", "FLAGS", "SEVERAL_ARGUMENTS", "configure", "run"]

SEVERAL_ARGUMENTS = "target"
FLAGS = {
    "--no-compilers": "no_compilers",
    "--errors-only": "errors_only",
    "--all": "all",
    "--fix": "fix",
    "--diff": "diff",
}
DEFAULTS = {
    "format": "text",
    "output": None,
    "select": None,
    "ignore": None,
    "since": None,
    "baseline": None,
    "write_baseline": None,
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `planproof check`."""
    parser.add_argument("target", nargs="*", metavar="PATH|ID", help="documents, folders or ids (default: everything)")
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "junit", "github", "summary"),
        default="text",
        help="how findings are written; summary is Markdown for a CI job's page",
    )
    parser.add_argument("--output", metavar="FILE", help="write the report to a file, the summary to standard error")
    parser.add_argument("--no-compilers", action="store_true", help="leave out the rules that ask a compiler")
    parser.add_argument("--select", metavar="CODES", help="only these rules or families: PP108,PP6")
    parser.add_argument("--ignore", metavar="CODES", help="all rules or families but these")
    parser.add_argument("--errors-only", action="store_true", help="leave out warnings, in print and exit code")
    parser.add_argument(
        "--all",
        action="store_true",
        help="show each finding, also where many are alike or all parts lack the same",
    )
    parser.add_argument("--fix", action="store_true", help="mend what can be mended safely, and print what is left")
    parser.add_argument("--diff", action="store_true", help="show what --fix would write, and write nothing")
    parser.add_argument("--since", metavar="REV", help="only findings on lines changed since that commit")
    parser.add_argument("--baseline", metavar="FILE", help="old findings that are counted and not shown")
    parser.add_argument("--write-baseline", metavar="FILE", help="write all findings there as old ones")


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
    _refuse_contradictions(arguments)
    root = find_root(Path(arguments.project))
    check = _Check(arguments, root, load_config(root), reading_progress(face))
    if arguments.diff:
        return _show_fixes(check, face)
    fixed = _fix(check) if arguments.fix else ()
    report = check.report()
    if arguments.write_baseline:
        return _write_baseline(report, arguments.write_baseline, face)
    report, stale = check.without_old(report)
    if not arguments.all:
        report = folded(report)
    _print(report, _Beside(fixed, stale), arguments, face)
    return 1 if report.findings else 0


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    if arguments.fix and arguments.diff:
        raise UsageError("--fix writes and --diff doesn't", hint="give one of them")
    if arguments.write_baseline and (arguments.fix or arguments.diff or arguments.since or arguments.baseline):
        raise UsageError(
            "--write-baseline takes all findings as they are", hint="give it without --fix, --since, --baseline"
        )


class _Check:
    """One run of the rules as the arguments ask for it, which can be repeated after a fix."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        root: Path,
        config: Config,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._progress = progress
        self.arguments = arguments
        self.root = root
        self.config = config
        self._only = [_target(root, name) for name in arguments.target] or None
        self._codes = _codes(arguments)
        self._baseline = None if arguments.write_baseline else self._read_baseline()

    def report(self, instead: Mapping[str, bytes] | None = None) -> CheckReport:
        """What the rules find, with these documents in place of those on disk; old findings are still in it."""
        report = check_tree(
            self.root,
            self.config,
            compilers=not self.arguments.no_compilers,
            only=self._only,
            codes=self._codes,
            processes=cores(),
            instead=instead,
            evidence=Shown(self.root),
            progress=self._progress,
        )
        if self.arguments.errors_only:
            report = replace(report, findings=tuple(f for f in report.findings if f.severity is Severity.ERROR))
        return self._since(report) if self.arguments.since else report

    def without_old(self, report: CheckReport) -> tuple[CheckReport, tuple[BaselineEntry, ...]]:
        """The report without what the baseline holds, and the stale entries of a check of everything."""
        if self._baseline is None:
            return report, ()
        from planproof.plan.baseline import apply_baseline

        report, stale = apply_baseline(report, self._baseline)
        return report, () if self._only or self.arguments.since or self.arguments.errors_only else stale

    def _since(self, report: CheckReport) -> CheckReport:
        from planproof.plan.since import on_changed_lines
        from planproof.proof.git import Repository

        repository = Repository(self.root)
        if not repository.commit_exists(self.arguments.since):
            hint = "name a commit, a branch or a tag that this clone holds (git fetch brings others)"
            raise UsageError(f"no revision {self.arguments.since!r} in this repository", hint=hint)
        return on_changed_lines(report, repository.changed_lines(self.arguments.since))

    def _read_baseline(self) -> tuple[BaselineEntry, ...] | None:
        named = self.arguments.baseline
        path = Path(named) if named else self.root / self.config.check.baseline
        if not named and not self.config.check.baseline:
            return None
        from planproof.plan.baseline import read_baseline

        return read_baseline(path)


class _Beside(NamedTuple):
    """What is printed beside the report: what was mended, and baseline entries that no longer fire."""

    fixed: tuple[Finding, ...] = ()
    stale: tuple[BaselineEntry, ...] = ()


def _fixes(check: _Check) -> Fixes:
    from planproof.plan.fixing import find_fixes

    # Lines move with the first fix, so what changed since a commit is known for one round only.
    rounds = {"rounds": 1} if check.arguments.since else {}
    return find_fixes(check.root, lambda instead: check.without_old(check.report(instead))[0], **rounds)


def _fix(check: _Check) -> tuple[Finding, ...]:
    from planproof.plan.fixing import write_fixes

    fixes = _fixes(check)
    write_fixes(check.root, fixes)
    return fixes.fixed


def _show_fixes(check: _Check, face: Face) -> int:
    from planproof.plan.fixing import fixes_diff
    from planproof.plan.report.json import diagnostic
    from planproof.plan.report.text import visible

    fixes = _fixes(check)
    lines = fixes_diff(fixes)
    for line in lines:
        face.line(visible(line))
    face.document("check-diff", {"diff": "\n".join(lines), "fixable": [diagnostic(f) for f in fixes.fixed]})
    face.note(f"{_count(len(fixes.fixed), 'finding')} can be fixed in {_count(len(fixes.after), 'document')}")
    return 1 if fixes.fixed else 0


def _write_baseline(report: CheckReport, name: str, face: Face) -> int:
    from planproof.plan.baseline import write_baseline

    count = write_baseline(Path(name), report)
    face.line(f"{_count(count, 'finding')} written to {name}")
    face.document("check-baseline", {"file": name, "findings": count})
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


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


def _print(report: CheckReport, beside: _Beside, arguments: argparse.Namespace, face: Face) -> None:
    from planproof.plan.report.text import summary_line, text_lines

    def plain(text: str, _: str) -> str:
        return text

    form = "json" if face.json_wanted else arguments.format
    if form == "json" and not arguments.output:
        face.document("check", *_json_parts(report, beside))
        return
    _say(beside, face, aside=form != "text" or bool(arguments.output))
    style = plain if arguments.output else face.style
    grouped = not arguments.all
    lines = text_lines(report, style, grouped=grouped) if form == "text" else _machine_lines(report, beside, form)
    if arguments.output:
        _write(Path(arguments.output), lines)
        face.note(f"{summary_line(report, plain)}: {arguments.output}")
    else:
        for line in lines:
            face.line(line)


def _say(beside: _Beside, face: Face, *, aside: bool) -> None:
    """What was mended and what is stale: on standard error where a machine reads standard output."""
    if not beside.fixed and not beside.stale:
        return
    from planproof.plan.report.text import visible

    say = face.note if aside else face.line
    for finding in beside.fixed:
        say(f"{visible(str(finding.place))} {finding.code} fixed: {visible(finding.message)}")
    for entry in beside.stale:
        say(f"{visible(entry.path)} {entry.code} stale baseline entry: {visible(entry.message)}")
    if beside.stale:
        say("hint: planproof check --write-baseline FILE leaves stale entries out")


def _json_parts(report: CheckReport, beside: _Beside) -> tuple[dict[str, Any], list[dict[str, str]]]:
    from planproof.plan.report.json import diagnostic, diagnostics, summary

    stale = [{"code": e.code, "path": e.path, "message": e.message, "count": e.count} for e in beside.stale]
    data = {"fixed": [diagnostic(finding) for finding in beside.fixed], "staleBaseline": stale}
    return {**summary(report), **data}, diagnostics(report)


def _machine_lines(report: CheckReport, beside: _Beside, form: str) -> Iterable[str]:
    if form == "github":
        from planproof.plan.report.github import github_lines

        return github_lines(report)
    if form == "summary":
        from planproof.plan.report.summary import summary_markdown

        return summary_markdown(report)
    if form == "junit":
        from planproof.plan.report.junit import junit_lines

        return junit_lines(report)
    if form == "sarif":
        from planproof.plan.report.sarif import sarif_document

        return [json.dumps(sarif_document(report), ensure_ascii=False, indent=2)]
    from planproof.cli.face import document_text

    return [document_text("check", *_json_parts(report, beside))]


def _write(path: Path, lines: Iterable[str]) -> None:
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault(f"can't be written: {error.strerror}", place=str(path)) from error
