"""The official inspector, another implementation of the protocol, on the same server; from npm, where it can be had."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planproof.mcp.tools import TOOLS
from tests.mcp.sessions import environment
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

PACKAGE = "@modelcontextprotocol/inspector@2.12.0"
TIMEOUT_S = 120


@pytest.fixture(scope="module")
def npx() -> str:
    program = shutil.which("npx")
    if program is None:
        pytest.skip("node is not installed, so the inspector can't run")
    try:
        tried = subprocess.run(
            [program, "--yes", PACKAGE, "--cli", "--version"],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("the inspector did not come from npm in time")
    if tried.returncode:
        pytest.skip(f"the inspector can't be had from npm: {tried.stderr[-200:]}")
    return program


def inspected(npx: str, root: Path, *arguments: str) -> dict[str, Any]:
    server = [sys.executable, "-m", "planproof", "mcp", "--root", str(root)]
    ran = subprocess.run(
        [
            npx,
            "--yes",
            PACKAGE,
            "--cli",
            "-e",
            f"PYTHONPATH={environment()['PYTHONPATH']}",
            *server,
            *arguments,
        ],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout))


def test_planproof_mcp__official_inspector__then_no_schema_problem_and_a_reply(npx: str, planned: SmallProject) -> None:
    listed = inspected(npx, planned.root, "--method", "tools/list", "--strict")
    assert [tool["name"] for tool in listed["tools"]] == list(TOOLS)
    call = ["--method", "tools/call", "--tool-name", "plan_show", "--tool-arg", "id=M1_E1_I1", "budget=300"]
    reply = inspected(npx, planned.root, *call)
    assert reply["structuredContent"]["id"] == "M1_E1_I1"
    assert not reply.get("isError")
