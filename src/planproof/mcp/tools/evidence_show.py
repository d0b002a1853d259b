"""`evidence_show`: rows of the ledger, what a command printed, whether the chain is whole; as `planproof evidence`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from planproof.mcp.kinds import ListPages, clipped, text_pages
from planproof.mcp.pages import Pages
from planproof.mcp.tool import Arguments, Call, Part, Reply, Tool
from planproof.proof.ledger.audit import audit
from planproof.proof.ledger.lookup import find_rows, output_named
from planproof.proof.model import Evidence, RowKind

__all__ = ["TOOL"]


class EvidenceArguments(Arguments):
    """What `evidence_show` takes."""

    id: Annotated[str, Field(pattern=r"^(M[0-9]{1,6}_E[0-9]{1,6}_I[0-9]{1,6})?$")] = Field(
        "", description="an iteration; all without"
    )
    stage: Annotated[int, Field(ge=1, le=9)] | None = Field(None, description="only rows of that stage")
    check: Annotated[str, Field(max_length=60)] = Field("", description="only checks whose id begins so: build.")
    output: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{6,64})?$")] = Field(
        "", description="a row, or the beginning of its hash: what its command printed"
    )
    verify: bool = Field(False, description="look for edited, dropped and reordered rows instead")


class Row(Part):
    """A row of evidence, newest first; with `verify` a fault of the chain."""

    row: str
    at: str = ""
    stage: int = 0
    what: str = Field(description="check and subject, or what kind of row it is")
    verdict: str = ""
    reason: str
    output: bool = Field(False, description="whether evidence_show output=ROW has something to show")


class EvidenceReply(Reply):
    """What `evidence_show` gives."""

    rows: int = Field(0, description="how many there are")
    whole: bool | None = Field(None, description="with verify: whether the chain is whole")
    digest: str = Field("", description="of the output shown")
    text: str = Field("", description="the output, secrets masked")
    items: list[Row] = Field([])


def _run(call: Call, arguments: EvidenceArguments) -> Pages:
    if arguments.output:
        digest, content = output_named(call.root, arguments.output, arguments.id)
        return text_pages({"digest": digest[:12]}, (), content.decode("utf-8", "replace"))
    if arguments.verify:
        return _verified(call, arguments.id)
    rows = find_rows(call.root, arguments.id, stage=arguments.stage, check=arguments.check)
    items = tuple(map(_item, reversed(rows)))
    said = f"{len(rows)} rows, newest first" if rows else "no evidence that fits"
    return ListPages({"rows": len(rows)}, (said,), items, _line, "rows", "" if rows else "proof_status")


def _verified(call: Call, iteration: str) -> Pages:
    result = audit(call.root, iteration)
    items = tuple(
        {
            "row": (problem.row or "")[:12],
            "what": f"{problem.kind.value} {clipped(problem.place, 120)}",
            "reason": clipped(f"{problem.message}; {problem.hint}".rstrip("; "), 400),
        }
        for problem in result.problems
    )
    whole = not result.faults
    said = f"{result.rows} rows: " + ("the chain is whole" if whole else f"{len(result.faults)} problems")
    step = "" if whole else "tell the person you work for: evidence was changed by hand"
    return ListPages({"rows": result.rows, "whole": whole}, (said,), items, _fault_line, "problems", step)


def _item(row: Evidence) -> Mapping[str, object]:
    item: dict[str, object] = {"row": row.hash[:12], "at": row.started_at, "stage": row.stage}
    item |= {"what": clipped(f"{row.check or row.kind} {row.subject}".strip(), 160)}
    item |= {"verdict": row.verdict.value} if row.kind is RowKind.CHECK else {}
    item |= {"reason": clipped(row.reason, 400)}
    return item | ({"output": True} if row.output_digest else {})


def _line(item: Mapping[str, object]) -> str:
    output = " [output]" if "output" in item else ""
    verdict = f" {item['verdict']}" if "verdict" in item else ""
    return f"{item['row']} {item['at']} {item['stage']} {item['what']}{verdict}: {item['reason']}{output}"


def _fault_line(item: Mapping[str, object]) -> str:
    return f"{item['what']}: {item['reason']}"


TOOL = Tool(
    "evidence_show",
    "Show evidence",
    "Rows of the ledger, newest first; output=ROW gives what a command printed, verify=true looks for tampering.",
    EvidenceArguments,
    EvidenceReply,
    _run,
)
