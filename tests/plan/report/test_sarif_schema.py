"""The SARIF report against the standard's own JSON schema.

The schema beside this file is that of SARIF 2.1.0 (OASIS, rtm.5) as SchemaStore publishes it under Apache-2.0 and the npm package
`@microsoft/jest-sarif` ships it, unchanged but for its white space.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, ValidationError

from planproof.config import Config, Plans
from planproof.plan.check import check_project
from planproof.plan.report.sarif import sarif_document
from planproof.plan.rulebook import EXAMPLE_FOLDER
from planproof.plan.tree import read_project

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0-rtm.5.schema.json").read_text("utf-8"))
CONFIG = Config(plans=Plans(documents=("ITERATION",)))
TEXT = """# Ä links\n\nStatus: Done\n\nTasks done: quickly, TBD. <!-- planproof: allow PP607 waits for the owner -->\n\n```bash\n"""


def document_of(root: Path) -> dict[str, object]:
    folder = root / EXAMPLE_FOLDER
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(TEXT, encoding="utf-8")
    report = check_project(read_project(root, CONFIG), CONFIG, compilers=False)
    assert report.findings
    assert report.silenced
    written = json.dumps(sarif_document(report))
    document: dict[str, object] = json.loads(written)
    return document


def test_sarif_document__findings_and_silenced_ones__then_valid_by_the_standards_schema(tmp_path: Path) -> None:
    Draft4Validator(SCHEMA).validate(document_of(tmp_path))


def test_sarif_document__a_level_that_sarif_does_not_know__then_the_schema_refuses_it(tmp_path: Path) -> None:
    document = json.dumps(document_of(tmp_path)).replace('"level": "error"', '"level": "bad"')
    with pytest.raises(ValidationError):
        Draft4Validator(SCHEMA).validate(json.loads(document))
