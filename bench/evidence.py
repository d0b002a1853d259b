"""A ledger of any length with a whole chain, written without the locks and syncs of a real run."""

from __future__ import annotations

from pathlib import Path

from planproof.proof.ledger.row import Draft, encode_row, seal
from planproof.proof.model import RowKind, Verdict

__all__ = ["write_rows"]

_FOLDER = Path("docs/progress_trackings/M1_BENCH/M1_E1_BENCH/M1_E1_I1_BENCH")


def write_rows(root: Path, *, rows: int) -> Path:
    """Writes one iteration whose `EVIDENCE.jsonl` has that many rows; returns the file."""
    folder = root / _FOLDER
    folder.mkdir(parents=True)
    (root / "planproof.toml").write_text('[plans]\ndocuments = ["ITERATION"]\n', encoding="utf-8")
    (folder / "ITERATION.md").write_text("# Iteration 1: Bench\n", encoding="utf-8")
    path = folder / "EVIDENCE.jsonl"
    previous: tuple[str, ...] = ()
    with path.open("wb") as file:
        for number in range(rows):
            row = seal(_draft(number), iteration="M1_E1_I1", previous=previous)
            line = encode_row(row)
            file.write(line if line.endswith(b"\n") else line + b"\n")
            previous = (row.hash,)
    return path


def _draft(number: int) -> Draft:
    """A row of the usual size; the first starts the iteration."""
    if number == 0:
        return Draft(kind=RowKind.START, reason="starts", base_commit="0" * 40, started_at="2026-01-01T00:00:00.000Z")
    return Draft(
        stage=4,
        check="build.green",
        subject=f"part_{number % 97}",
        verdict=Verdict.PROVED if number % 3 else Verdict.REFUTED,
        reason=f"{number} tests pass",
        command="python -m pytest -q -p no:cacheprovider --junitxml=results.xml tests/unit/test_part.py",
        exit_code=0,
        started_at="2026-01-01T00:00:00.000Z",
        duration_s=number / 1000,
        counts={"tests": float(number), "passed": float(number)},
        plan_digest=f"{number:064x}",
        code_digest=f"{number + 1:064x}",
        base_commit="0" * 40,
        proof_commit=f"{number:040x}",
        checker="planproof 0.1.0 0123456789abcdef",
        tools={"python": "3.11.7"},
        output_digest=f"{number + 2:064x}",
    )
