"""Arguments that no agent should send: each gets a short error that says what to do, and nothing else happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp.shared.exceptions import MCPError

from planproof.errors import UsageError
from planproof.mcp.tools import TOOLS
from planproof.mcp.tools.plan_check import inside
from planproof.tokens import count_tokens
from tests.mcp.sessions import in_process, told, wire_tokens
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

ID = "M1_E1_I1"
HOSTILE: list[tuple[str, Any]] = [
    ("plan_next", {"iteration": "M9_E9_I9"}),
    ("plan_next", {"name": "漢" * 10_000}),
    ("plan_show", {"id": "../../etc/passwd"}),
    ("plan_show", {"id": "M1_E1_I1/../.."}),
    ("plan_show", {"id": "M1_E1_I1\n"}),
    ("plan_show", {"id": "M" + "1" * 100_000}),
    ("plan_show", {"id": ["M1"]}),
    ("plan_show", {"id": None}),
    ("plan_show", {"budget": 10}),
    ("plan_show", {"budget": -1}),
    ("plan_show", {"budget": 10**30}),
    ("plan_show", {"budget": "many"}),
    ("plan_show", {"cursor": "x" * 1_000_000}),
    ("plan_show", {"cursor": "1.00000000"}),
    ("plan_show", {"unknown": 1, "x" * 5_000: 2}),
    ("plan_brief", {"task": "; rm -rf /"}),
    ("plan_brief", {"task": "M9_E9_I9_T9"}),
    ("plan_check", {"target": "/etc/passwd"}),
    ("plan_check", {"target": "docs/../../outside"}),
    ("plan_check", {"target": "\0"}),
    ("plan_check", {"codes": ["PP108; ls"]}),
    ("plan_check", {"codes": ["PP999"]}),
    ("rule_explain", {"code": "../PP1"}),
    ("facts_find", {"kind": "everything"}),
    ("facts_find", {"kind": "symbol", "name": "\x1b[2J" * 50}),
    ("task_claim", {"task": "M9_E9_I9_T9"}),
    ("task_claim", {}),
    ("task_claim", {"task": f"{ID}_T1", "name": "\x1b[31mred"}),
    ("task_claim", {"task": f"{ID}_T1", "length": "a while"}),
    ("task_claim", {"task": f"{ID}_T1", "action": "steal"}),
    ("proof_run", {"id": "touch /tmp/x"}),
    ("proof_run", {}),
    ("proof_run", {"id": ID, "command": "touch /tmp/x"}),
    ("proof_run", {"id": ID, "checks": ["$(touch x)"]}),
    ("proof_run", {"id": ID, "checks": ["no.such.check"]}),
    ("proof_run", {"id": ID, "stages": [0]}),
    ("proof_run", {"id": ID, "stages": list(range(1, 10)) * 100}),
    ("proof_run", {"id": f"{ID}_T999"}),
    ("evidence_show", {"output": "../../.ssh/id_rsa"}),
    ("evidence_show", {"output": "abcdef0123"}),
    ("evidence_show", {"id": "M9_E9_I9"}),
    ("plan_interview", {"id": "M1_E1_I99"}),
    ("plan_interview", {"id": ID, "answers": {"no such question": "x"}, "skip": ["nor this"]}),
    ("plan_interview", {"id": ID, "answers": {"goal": 3}}),
    ("plan_interview", {"id": ID, "write": True}),
    ("proof_status", {"id": "M9"}),
]


def files_of(root: Path) -> dict[str, int]:
    """Every file of the project but what is local to this machine, with its size."""
    return {
        str(path.relative_to(root)): path.stat().st_size
        for path in root.rglob("*")
        if path.is_file() and ".planproof" not in path.parts and ".git" not in path.parts
    }


async def test_planproof_mcp__hostile_arguments__then_errors_that_help(planned: SmallProject) -> None:
    before = files_of(planned.root)
    async with in_process(planned.root) as client:
        for name, arguments in HOSTILE:
            result = await client.call_tool(name, arguments)
            assert result.is_error, (name, arguments, told(result))
            text = told(result)
            assert wire_tokens(result) <= 200, (name, len(text), text)
            assert "\nnext: " in text or "nearest" in text, (name, arguments, text)
            assert "Traceback" not in text
            assert str(planned.root) not in text, text
            assert "\x1b" not in text
            assert files_of(planned.root) == before, (name, arguments, text)
    assert files_of(planned.root) == before


async def test_planproof_mcp__unknown_tool__then_the_nearest_is_named(planned: SmallProject) -> None:
    async with in_process(planned.root) as client:
        with pytest.raises(MCPError, match="did you mean plan_show"):
            await client.call_tool("plan_shwo")
        with pytest.raises(MCPError) as refused:
            await client.call_tool("x" * 100_000)
        assert count_tokens(str(refused.value)) < 200


def test_inside__links_and_dots__then_refused(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "plan.md").write_text("# Plan\n")
    (tmp_path / "secret.md").write_text("secret\n")
    (root / "out").symlink_to(tmp_path)
    (root / "docs" / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "docs" / "loop").symlink_to(root / "docs" / "loop")
    assert inside(root, "docs/plan.md") == "docs/plan.md"
    assert inside(root, "docs") == "docs"
    for wrong in (
        "out/secret.md",
        "docs/link.md",
        "docs/loop",
        "docs/../docs/plan.md",
        "../secret.md",
        str(root / "docs" / "plan.md"),
        "docs/plan.md\0",
        "gone.md",
        "a" * 5_000,
        "\udcff",
    ):
        with pytest.raises(UsageError, match="no path inside the project"):
            inside(root, wrong)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_planproof_mcp__any_json_as_arguments__then_a_reply_within_its_budget(
    planned: SmallProject, data: st.DataObject
) -> None:
    async with in_process(planned.root) as client:
        for name, tool in TOOLS.items():
            known = sorted(set(tool.arguments.model_fields) - {"start", "write", "approve"})
            names = st.sampled_from(known) | st.text(max_size=8)
            arguments = data.draw(st.dictionaries(names, VALUES, max_size=3), label=name)
            result = await client.call_tool(name, arguments)
            assert wire_tokens(result) <= 2_000


def test_hostile_table__every_tool__then_is_in_it() -> None:
    assert {name for name, _ in HOSTILE} == set(TOOLS)
