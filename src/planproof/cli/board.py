"""The board: where the nine stages and their checks stand, as lines for a person and as data for `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planproof.cli.face import Face
from planproof.proof.model import Evidence, Stage, Verdict
from planproof.proof.status import State, by_stage, stage_verdict
from planproof.proof.visible import visible

__all__ = ["amendments_data", "check_line", "print_amendments", "print_board", "state_diagnostics", "states_data"]

_SIGNS = {
    Verdict.PROVED: ("✓", "green"),
    Verdict.REFUTED: ("✗", "red"),
    Verdict.VACUOUS: ("○", "yellow"),
    Verdict.STALE: ("~", "yellow"),
    Verdict.UNPROVED: ("·", "dim"),
}


def check_line(face: Face, state: State) -> str:
    """One check on one line: sign, id, what it is about, reason, time."""
    sign, colour = _SIGNS[state.verdict]
    name = f"{state.check.id} {state.check.subject}".strip()
    took = f"  {state.row.duration_s:.1f} s" if state.row and state.row.duration_s >= 0.05 else ""
    word = "" if state.verdict is Verdict.PROVED else f"{state.verdict.value}: "
    return f"  {face.style(sign, colour)} {name:<28} {face.style(word, colour)}{state.reason}{face.style(took, 'dim')}"


def print_board(face: Face, title: str, states: Iterable[State], amended: Iterable[Evidence] = ()) -> None:
    """The nine stages with their verdicts, under each that isn't proved the checks that are not; then every amendment."""
    face.line(face.style(title, "bold"))
    for stage, group in by_stage(states).items():
        verdict = stage_verdict(group)
        sign, colour = _SIGNS[verdict]
        proved = sum(state.verdict is Verdict.PROVED for state in group)
        line = f"{stage.value} {stage.name.title():<9} {verdict.value:<9} {proved}/{len(group)}"
        face.line(f" {face.style(sign, colour)} {line}")
        if any(state.row for state in group):
            for state in group:
                if state.verdict is not Verdict.PROVED:
                    face.line("   " + check_line(face, state))
    print_amendments(face, amended)


def print_amendments(face: Face, rows: Iterable[Evidence]) -> None:
    """One line an amendment: after which stage, why, who, and what it was about."""
    for row in rows:
        after = f" after {Stage(row.stage).name.title()}" if row.stage else ""
        by = f", by {visible(str(row.details['by']))}" if row.details.get("by") else ""
        what = f"amended{after}: {visible(row.reason)}{_amended_names(row)}{by} {row.started_at[:10]}"
        face.line(f" {face.style('!', 'yellow')} {what}")


def _amended_names(row: Evidence) -> str:
    """What an amendment was about, the first few by name."""
    names = [
        f"{name} {word}"
        for word, key in (
            ("changed", "changed"),
            ("added", "added"),
            ("removed", "removed"),
            ("changed", "settings_changed"),
        )
        for name in row.details.get(key, ())
    ]
    names += [_part_name(part) for part in row.details.get("parts", ()) if isinstance(part, Mapping)]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return visible(f" ({', '.join(names[:3])}{more})") if names else ""


def _part_name(part: Mapping[str, Any]) -> str:
    """A part of the plan as an amendment keeps it: `task M1_E1_I1_T2 changed`."""
    return " ".join(str(part[key]) for key in ("kind", "name", "how") if part.get(key))


def amendments_data(rows: Iterable[Evidence]) -> list[Mapping[str, Any]]:
    """Every amendment with its reason and the tests it was about."""
    return [{"reason": row.reason, "at": row.started_at, "row": row.hash, **row.details} for row in rows]


def states_data(states: Iterable[State]) -> list[Mapping[str, Any]]:
    """Every stage with its verdict and its checks."""
    return [
        {
            "stage": stage.value,
            "name": stage.name.lower(),
            "verdict": stage_verdict(group).value,
            "checks": [_state_data(state) for state in group],
        }
        for stage, group in by_stage(states).items()
    ]


def _state_data(state: State) -> dict[str, Any]:
    row = state.row
    return {
        "check": state.check.id,
        "subject": state.check.subject,
        "title": state.check.title,
        "verdict": state.verdict.value,
        "reason": state.reason,
        "row": row.hash if row else None,
        "origin": row.origin.value if row else None,
        "provedAt": row.proof_commit if row else None,
        "counts": dict(row.counts) if row else {},
    }


def state_diagnostics(states: Iterable[State]) -> list[Mapping[str, str]]:
    """A diagnostic for each check that was run and is not proved."""
    return [
        {
            "severity": "error",
            "code": state.check.id,
            "message": f"{state.verdict.value}: {state.reason}",
            "target": state.check.subject,
            "fix": "",
        }
        for state in states
        if state.row and state.verdict is not Verdict.PROVED
    ]
