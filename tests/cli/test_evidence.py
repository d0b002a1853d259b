"""`planproof evidence` as a person or an agent runs it: a real process, its streams and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import planproof as planproof_package
from planproof.proof.ledger.blobs import BlobStore
from planproof.proof.ledger.row import Draft
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import Evidence, Verdict

PLACE = "docs/progress_trackings/M1_SHOP/M1_E1_CART/M1_E1_I1_LINKS/EVIDENCE.jsonl"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    folder = (tmp_path / PLACE).parent
    folder.mkdir(parents=True)
    (tmp_path / "planproof.toml").write_text("")
    return Ledger(tmp_path, folder)


def filled(ledger: Ledger) -> list[Evidence]:
    output = BlobStore(ledger.root).put(b"5 failed\n")
    return [
        ledger.append(
            Draft(stage=3, check="specify.red", subject="M1_E1_I1", verdict=Verdict.PROVED, reason="all red")
        ),
        ledger.append(Draft(stage=4, check="build.green", subject="M1_E1_I1", output_digest=output)),
        ledger.append(Draft(stage=4, check="build.bodies", subject="M1_E1_I1", verdict=Verdict.REFUTED)),
    ]


def planproof(ledger: Ledger, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "planproof", "evidence", *arguments]
    environment = os.environ | {"PYTHONPATH": str(Path(planproof_package.__file__).parents[1])}
    return subprocess.run(
        command, cwd=ledger.root, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def document(ledger: Ledger, *arguments: str) -> tuple[int, dict[str, Any]]:
    run = planproof(ledger, *arguments, "--json")
    return run.returncode, json.loads(run.stdout)


def test_verify__whole_chain__then_says_so_and_exit_0(ledger: Ledger) -> None:
    filled(ledger)
    run = planproof(ledger, "verify")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("3 rows in 1 ledger: the chain is whole\n")


def test_verify__row_edited_by_hand__then_file_line_kind_and_hint_and_exit_1(ledger: Ledger) -> None:
    filled(ledger)
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b'"refuted"', b'"proved"'))
    run = planproof(ledger, "verify", "M1_E1_I1")
    assert run.returncode == 1
    assert f"{PLACE}:3: edited: row " in run.stdout
    assert "  hint: restore the line" in run.stdout
    assert "1 problem" in run.stdout
    code, body = document(ledger, "verify")
    assert code == 1
    assert body["kind"] == "evidence-verify"
    assert not body["whole"]
    (error,) = [one for one in body["diagnostics"] if one["severity"] == "error"]
    assert (error["code"], error["target"]) == ("edited", f"{PLACE}:3")
    assert error["fix"]


def test_show__filters__then_only_those_rows(ledger: Ledger) -> None:
    rows = filled(ledger)
    code, body = document(ledger, "show", "--stage", "4", "--check", "build", "M1_E1_I1")
    assert code == 0
    assert [row["hash"] for row in body["rows"]] == [rows[1].hash, rows[2].hash]
    run = planproof(ledger, "show")
    assert [line.split()[0] for line in run.stdout.splitlines() if not line.startswith(" ")] == [
        row.hash[:12] for row in rows
    ]
    assert "proved" in run.stdout
    assert "all red" in run.stdout


def test_show__output__by_digest_prefix_or_row__then_its_bytes(ledger: Ledger) -> None:
    rows = filled(ledger)
    for name in (rows[1].output_digest, rows[1].output_digest[:8], rows[1].hash[:10]):
        assert planproof(ledger, "show", "--output", name).stdout == "5 failed\n"
    assert document(ledger, "show", "--output", rows[1].hash)[1]["text"] == "5 failed\n"
    run = planproof(ledger, "show", "--output", "abcdef")
    assert (run.returncode, run.stdout) == (2, "")


def test_rebuild__torn_line__then_moved_aside_said_and_exit_0(ledger: Ledger) -> None:
    filled(ledger)
    with open(ledger.path, "ab") as file:
        file.write(b'{"base_commit":"')
    shown = planproof(ledger, "show")
    assert shown.returncode == 3
    assert "torn" in shown.stderr
    assert "evidence rebuild" in shown.stderr
    assert planproof(ledger, "verify").returncode == 1
    code, body = document(ledger, "rebuild")
    assert (code, body["rows"], len(body["torn"])) == (0, 3, 1)
    assert (ledger.root / body["torn"][0]).read_bytes() == b'{"base_commit":"'
    assert planproof(ledger, "verify").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "required"),
        (("burn",), 2, "burn"),
        (("show", "--stage", "12"), 2, "12"),
        (("verify", "M1_E1_I2"), 2, "did you mean M1_E1_I1"),
        (("verify", "M1_E1_I1"), 3, "nothing was recorded yet"),
    ],
)
def test_evidence__wrong_use__then_a_line_a_hint_and_the_exit_code(
    ledger: Ledger, arguments: tuple[str, ...], code: int, words: str
) -> None:
    run = planproof(ledger, *arguments)
    assert run.returncode == code
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""
