"""A fresh template is honest: `check` finds what isn't filled in, and nothing that is wrong with the form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.cli.main import run
from planproof.plan.initialise import DOCUMENT_SETS

# What an unfilled field leads to: the placeholder itself, and a name, number, type, path or expectation that isn't there yet.
UNFILLED = {
    "PP108",
    "PP213",
    "PP218",
    "PP301",
    "PP302",
    "PP303",
    "PP311",
    "PP405",
    "PP413",
    "PP501",
    "PP604",
    "PP706",
} | {
    "PP801",
    "PP802",
}


@pytest.mark.parametrize("document_set", sorted(DOCUMENT_SETS))
def test_new__fresh_iteration__then_only_unfilled_fields_are_found(
    document_set: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = ["--project", str(tmp_path)]
    assert run(["init", "--documents", document_set, *project]) == 0
    assert run(["new", "milestone", "Recorder", *project]) == 0
    assert run(["new", "epic", "M1", "Lanes", *project]) == 0
    assert run(["new", "iteration", "M1_E1", "Thread registry", *project]) == 0
    capsys.readouterr()
    assert run(["check", "--json", *project]) == 1
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    others = [f"{one['target']} {one['code']} {one['message']}" for one in found if one["code"] not in UNFILLED]
    assert others == []
    assert sum(one["code"] == "PP108" for one in found) > 50
