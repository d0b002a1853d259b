"""Stage 1, Plan: the documents are at the right paths, no rule finds an error, and the interfaces compile.

These checks read and compile, they run nothing of the plan, so they need no trust.
"""

from __future__ import annotations

from planproof.plan.digest import plan_digest
from planproof.proof.check import Check
from planproof.proof.counted import counted
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.plan_errors import plan_errors
from planproof.proof.workbench import Workbench

__all__ = ["checks"]

_INTERFACE_FAMILY = "PP2"


def checks(bench: Workbench) -> list[Check]:
    """Three checks, all of them on the documents alone."""
    digest = plan_digest(bench.plan)

    def check(name: str, title: str, run: object) -> Check:
        return Check(f"plan.{name}", Stage.PLAN, title, digest, run, commands=False)  # type: ignore[arg-type]

    return [
        check("documents", "every document is at its path", _documents),
        check("findings", "no rule finds an error", _findings),
        check("interfaces", "every interface compiles", _interfaces),
    ]


def _documents(bench: Workbench) -> Outcome:
    wanted = bench.project.document_kinds
    missing = [kind for kind in wanted if bench.plan.document(kind) is None]
    counts = {"documents": float(len(wanted) - len(missing)), "missing": float(len(missing))}
    if missing:
        names = ", ".join(f"{bench.plan.folder}/{kind}.md" for kind in missing)
        return Outcome(Verdict.REFUTED, f"missing: {names}", counts=counts)
    return Outcome(Verdict.PROVED, f"{', '.join(wanted)} in {bench.plan.folder}", counts=counts)


def _errors(bench: Workbench) -> list[tuple[str, str, str]]:
    """Every error-level finding in the plan's own documents: code, place, message."""
    return bench.once("plan errors", lambda: plan_errors(bench.project, bench.config, bench.plan.id))


def _verdict(errors: list[tuple[str, str, str]], fine: str) -> Outcome:
    counts = {"errors": float(len(errors))}
    if not errors:
        return Outcome(Verdict.PROVED, fine, counts=counts)
    code, place, message = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return Outcome(
        Verdict.REFUTED, f"{place} {code} {message}{more}", counts=counts, details={"errors": [list(e) for e in errors]}
    )


def _findings(bench: Workbench) -> Outcome:
    others = [error for error in _errors(bench) if not error[0].startswith(_INTERFACE_FAMILY)]
    return _verdict(others, "no error-level finding")


def _interfaces(bench: Workbench) -> Outcome:
    if not bench.plan.interfaces:
        return Outcome(Verdict.PROVED, "the plan declares no interface of its own", counts={"interfaces": 0.0})
    errors = [error for error in _errors(bench) if error[0].startswith(_INTERFACE_FAMILY)]
    return _verdict(
        errors, f"{counted(len(bench.plan.interfaces), 'interface block compiles', 'interface blocks compile')}"
    )
