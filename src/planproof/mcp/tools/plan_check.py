"""`plan_check`: findings in plans, as `planproof check`; runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from planproof.config import load_config
from planproof.errors import UsageError
from planproof.mcp.kinds import ListPages, clipped
from planproof.mcp.pages import Pages
from planproof.mcp.tool import Arguments, Call, Part, Reply, Tool
from planproof.plan.check import check_tree, select_rules
from planproof.plan.folding import folded
from planproof.plan.ids import id_level
from planproof.plan.rule import Severity
from planproof.proof.roster import read_roster
from planproof.proof.shown import Shown

__all__ = ["TOOL", "inside"]


class CheckArguments(Arguments):
    """What `plan_check` takes."""

    target: Annotated[str, Field(max_length=400)] = Field(
        "", description="an id, or a path inside the project; everything without"
    )
    codes: Annotated[list[Annotated[str, Field(pattern=r"^PP[0-9]{1,3}$")]], Field(max_length=50)] = Field(
        [], description="only these rules or families: PP108, PP6"
    )
    errors_only: bool = Field(False, description="leave out warnings")


class Found(Part):
    """One finding."""

    code: str
    severity: str
    place: str = Field(description="file:line:column")
    message: str
    fix: str = ""


class CheckReply(Reply):
    """What `plan_check` gives."""

    errors: int
    warnings: int
    documents: int
    items: list[Found]


def inside(root: Path, name: str) -> str:
    """A path that somebody named, relative to the project's root.

    Raises:
        UsageError: it leads out of the project, by `..`, from the top or through a link, or isn't there.
    """
    refused = UsageError(f"{clipped(name, 80)!r} is no id and no path inside the project", hint="plan_show lists ids")
    if "\0" in name or len(name.encode("utf-8", "surrogatepass")) > 4_000:
        raise refused
    path = root / name
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError, UnicodeEncodeError):
        raise refused from None
    if ".." in Path(name).parts or Path(name).is_absolute() or real != root.resolve() / name:
        raise refused
    return Path(name).as_posix()


def _run(call: Call, arguments: CheckArguments) -> Pages:
    target = arguments.target
    only = [target if id_level(target) else inside(call.root, target)] if target else None
    codes = [rule.code for rule in select_rules(arguments.codes)] if arguments.codes else None
    # One process: those that are forked from a server with threads could hang.
    report = check_tree(
        call.root,
        load_config(call.root),
        only=only,
        codes=codes,
        evidence=Shown(call.root),
        progress=call.reading("files"),
    )
    report = folded(report)
    findings = [each for each in report.findings if not arguments.errors_only or each.severity is Severity.ERROR]
    findings.sort(key=lambda each: each.severity is not Severity.ERROR)
    items = tuple(
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "place": str(finding.place),
            "message": clipped(finding.message, 300),
            "fix": clipped(finding.hint, 300),
        }
        for finding in findings
    )
    counts = {"errors": report.errors_count, "warnings": report.warnings_count, "documents": len(report.texts)}
    line = f"{counts['errors']} errors, {counts['warnings']} warnings in {counts['documents']} documents"
    step = "mend these and check again; rule_explain code=… says why" if items else _after(call, target)
    return ListPages(counts, (line,), items, _line, "findings", step)


def _after(call: Call, target: str) -> str:
    """What comes once nothing is found."""
    entry = read_roster(call.root).entry(target) if id_level(target) == "iteration" else None
    if entry and not entry.started:
        return f"commit the plan; proof_run id={entry.id} start=true stages=[1]"
    return "plan_next"


def _line(item: Mapping[str, object]) -> str:
    fix = f"; {item['fix']}" if item["fix"] else ""
    return f"{item['place']} {item['code']} {item['severity']}: {item['message']}{fix}"


TOOL = Tool(
    "plan_check",
    "Check plans",
    "Findings in plans, errors first, each with place and fix. Reads, runs nothing of the project.",
    CheckArguments,
    CheckReply,
    _run,
)
