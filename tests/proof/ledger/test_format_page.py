"""`docs/formats/evidence.md` can't lie: its example is hashed anew with nothing of ours, its tables come from the types."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from pathlib import Path

from planproof.proof.ledger.chain import ProblemKind, read_links, verify
from planproof.proof.ledger.row import FIELD_NAMES

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "formats" / "evidence.md").read_text(encoding="utf-8")


def example(name: str) -> str:
    found = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)\n```", PAGE, re.DOTALL)
    assert found, f"the page has no example {name}"
    return found[1]


def test_example__hashed_by_its_rule__then_the_hash_it_carries() -> None:
    members = json.loads(example("row"))
    assert example("hashed") == example("row").replace(f'"hash":"{members["hash"]}",', "")
    assert hashlib.sha256(example("hashed").encode()).hexdigest() == example("hash") == members["hash"]


def test_example__spelled_by_its_rule__then_the_same_bytes_from_the_standard_library() -> None:
    members = json.loads(example("row"))
    assert json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == example("row")


def test_example__as_a_ledger__then_verifies() -> None:
    links, problems = read_links([example("row").encode()], "EVIDENCE.jsonl")
    assert problems + verify(links, "M1_E2_I3") == []


def test_page__every_field_and_problem__then_described() -> None:
    rows = set(re.findall(r"^\| `([a-z_-]+)` \|", PAGE, re.MULTILINE))
    assert rows == FIELD_NAMES | {str(kind) for kind in ProblemKind}


def test_page__generated_anew__then_equal() -> None:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert generate.evidence_page() == PAGE
