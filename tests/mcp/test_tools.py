"""Each tool by the client of the official SDK, which holds every reply against the schema that was listed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client

from planproof.mcp.tools import TOOLS
from planproof.tokens import count_tokens
from tests.mcp.sessions import SOURCE, environment, in_process, over_stdio, said, told, wire_tokens
from tests.proof.conftest import commit_all
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

ID = "M1_E1_I1"
NAMES = [
    "plan_next",
    "plan_show",
    "plan_brief",
    "task_claim",
    "plan_check",
    "rule_explain",
    "plan_interview",
    "facts_find",
    "proof_run",
    "proof_status",
    "evidence_show",
]
READS = [
    ("plan_next", {}),
    ("plan_show", {}),
    ("plan_show", {"id": ID}),
    ("plan_show", {"id": f"{ID}_T1"}),
    ("plan_check", {}),
    ("rule_explain", {}),
    ("rule_explain", {"code": "PP203"}),
    ("facts_find", {}),
    ("facts_find", {"kind": "symbol"}),
    ("task_claim", {"action": "list"}),
    ("proof_status", {}),
    ("proof_status", {"id": ID}),
    ("proof_status", {"id": f"{ID}_T1"}),
    ("evidence_show", {}),
    ("evidence_show", {"verify": True}),
]


async def test_planproof_mcp__tools_listed__then_schemas_and_annotations(planned: SmallProject) -> None:
    async with over_stdio(planned.root) as client:
        tools = (await client.list_tools()).tools
        assert client.server_info
        assert client.server_info.name == "planproof"
    assert [tool.name for tool in tools] == NAMES
    assert len(tools) <= 15
    for tool in tools:
        assert tool.input_schema["properties"]["budget"]["minimum"] == 200
        assert tool.output_schema
        assert tool.output_schema["additionalProperties"] is False
        assert tool.annotations
        assert tool.annotations.read_only_hint is (tool.name not in ("task_claim", "plan_interview", "proof_run"))
        assert (tool.annotations.destructive_hint is True) is (tool.name == "proof_run")


async def test_planproof_mcp__every_list__then_under_25000_tokens(planned: SmallProject) -> None:
    folder = planned.root / "docs/progress_trackings/M1_HELLO/M1_E1_WORDS"
    for number in range(2, 120):
        name = f"M1_E1_I{number}_ANOTHER_ITERATION_WITH_A_LONG_NAME"
        (folder / name).mkdir()
        (folder / name / "ITERATION.md").write_text(f"# Iteration {number}: Another iteration with a long name\n")
    async with in_process(planned.root) as client:
        replies = [
            await client.list_tools(),
            await client.list_resources(),
            await client.list_resource_templates(),
            await client.list_prompts(),
        ]
    text = [reply.model_dump_json(by_alias=True, exclude_none=True) for reply in replies]
    assert sum(map(count_tokens, text)) < 25_000, list(map(count_tokens, text))


async def test_planproof_mcp__each_tool_that_reads__then_within_each_budget(built: SmallProject) -> None:
    async with in_process(built.root) as client:
        for name, arguments in [*READS, ("plan_brief", {"task": f"{ID}_T1"})]:
            for budget in (200, 300, 700, 2_000):
                result = await client.call_tool(name, {**arguments, "budget": budget})
                if name == "plan_brief" and result.is_error:
                    assert "ask with budget=" in told(result)
                else:
                    assert not result.is_error, told(result)
                assert wire_tokens(result) <= budget, (name, arguments, budget)


async def test_planproof_mcp__pages_of_every_tool__then_all_items_once(built: SmallProject) -> None:
    async with in_process(built.root) as client:
        for name, arguments in READS:
            whole = said(await client.call_tool(name, {**arguments, "budget": 100_000}))
            paged = await pages_of(client, name, arguments, 260)
            for key in ("items", "text"):
                if key in whole and len(paged) > 1:
                    assert sum(len(page[key]) for page in paged) == len(whole[key]), (name, arguments)  # type: ignore[arg-type]


async def pages_of(client: Client, name: str, arguments: dict[str, object], budget: int) -> list[dict[str, object]]:
    pages: list[dict[str, object]] = []
    cursor = ""
    while True:
        page = dict(said(await client.call_tool(name, {**arguments, "budget": budget, "cursor": cursor})))
        pages.append(page)
        if "more" not in page:
            return pages
        cursor = page["more"]["cursor"]  # type: ignore[index]


async def test_plan_brief__paged__then_every_section_comes(planned: SmallProject) -> None:
    async with in_process(planned.root) as client:
        whole = said(await client.call_tool("plan_brief", {"task": f"{ID}_T1", "budget": 20_000}))
        pages = await pages_of(client, "plan_brief", {"task": f"{ID}_T1"}, 420)
    assert len(pages) > 1
    assert {each["key"] for page in pages for each in page["sections"]} == {each["key"] for each in whole["sections"]}  # type: ignore[attr-defined]
    words = [line for each in whole["sections"] for line in each["text"].split("\n")]
    paged = [line for page in pages for each in page["sections"] for line in each["text"].split("\n")]  # type: ignore[attr-defined]
    assert set(words) <= set(paged)


async def test_plan_next__task_claimed_by_another__then_passed_over_and_said(planned: SmallProject) -> None:
    async with in_process(planned.root) as client:
        first = said(await client.call_tool("plan_next"))
        assert first["task"] == f"{ID}_T1"
        assert f"plan_brief task={ID}_T1" in first["next"]
        taken = said(await client.call_tool("task_claim", {"task": f"{ID}_T1", "name": "ada"}))
        assert taken["taken"] is True
        other = said(await client.call_tool("task_claim", {"task": f"{ID}_T1", "name": "bob"}))
        assert other["taken"] is False
        assert other["items"][0]["by"] == "ada"
        assert "plan_next" in other["next"]
        after = said(await client.call_tool("plan_next", {"name": "bob"}))
        assert [each["task"] for each in after["items"]] == [f"{ID}_T1"]
        assert after.get("task") != f"{ID}_T1"
        mine = said(await client.call_tool("plan_next", {"name": "ada"}))
        assert mine["task"] == f"{ID}_T1"
        assert said(await client.call_tool("task_claim", {"task": f"{ID}_T1", "action": "renew", "name": "ada"}))[
            "taken"
        ]
        await client.call_tool("task_claim", {"task": f"{ID}_T1", "action": "release", "name": "ada"})
        assert said(await client.call_tool("task_claim", {"action": "list"}))["items"] == []


async def test_task_claim__two_clients_at_once__then_one_gets_it(planned: SmallProject) -> None:
    taken: list[bool] = []

    async def claim(client: Client, name: str) -> None:
        result = said(await client.call_tool("task_claim", {"task": f"{ID}_T1", "name": name}))
        taken.append(bool(result["taken"]))

    async with over_stdio(planned.root) as one, over_stdio(planned.root) as other, anyio.create_task_group() as group:
        group.start_soon(claim, one, "ada")
        group.start_soon(claim, other, "bob")
    assert sorted(taken) == [False, True]


async def test_plan_check__broken_plan__then_findings_with_places_and_the_rule(planned: SmallProject) -> None:
    planned.edit_plan("Users can have themselves greeted by name.", "TBD")
    async with in_process(planned.root) as client:
        reply = said(await client.call_tool("plan_check", {"target": ID}))
        assert reply["errors"] + reply["warnings"] == len(reply["items"]) > 0
        assert all("ITERATION.md:" in each["place"] for each in reply["items"])
        rule = said(await client.call_tool("rule_explain", {"code": reply["items"][0]["code"]}))
        assert rule["code"] == reply["items"][0]["code"]
        assert "## Why" in rule["text"]
        only = said(await client.call_tool("plan_check", {"codes": ["PP203"]}))
        assert only["items"] == []


async def test_proof_run__not_started__then_says_how(planned: SmallProject) -> None:
    planned.evidence.unlink()
    commit_all(planned.root, "not started")
    async with in_process(planned.root) as client:
        refused = await client.call_tool("proof_run", {"id": ID})
        assert refused.is_error
        assert f"proof_run id={ID} start=true" in told(refused)
        status = said(await client.call_tool("proof_status", {"id": ID}))
        assert "start=true" in status["next"]
        started = said(await client.call_tool("proof_run", {"id": ID, "start": True, "stages": [1]}))
        assert started["proved"] is True
        assert {each["stage"] for each in started["items"]} == {1}


async def test_proof_run__not_trusted__then_nothing_ran_and_a_person_is_named(prepared: SmallProject) -> None:
    prepared.settings("python -c 'import greet'", "touch .planproof/ran-by-a-tool")
    async with over_stdio(
        prepared.root, PLANPROOF_TRUST="", XDG_DATA_HOME=str(prepared.root.parent / "data")
    ) as client:
        reply = said(await client.call_tool("proof_run", {"id": ID, "stages": [2]}))
    assert reply["proved"] is False
    assert not (prepared.root / ".planproof" / "ran-by-a-tool").exists()
    assert f"`planproof trust {ID}` at a terminal" in reply["next"]
    assert any("not trusted" in each["reason"] for each in reply["items"])


async def test_proof_run__trusted__then_ran_progress_told_and_evidence_written(prepared: SmallProject) -> None:
    heard: list[tuple[float, str | None]] = []

    async def hear(done: float, _: float | None, text: str | None) -> None:
        heard.append((done, text))

    before = len(prepared.rows())
    async with over_stdio(prepared.root, PLANPROOF_TRUST=prepared.digest()) as client:
        reply = said(await client.call_tool("proof_run", {"id": ID, "stages": [2]}, progress_callback=hear))
        assert reply["proved"] is True, reply
        rows = said(await client.call_tool("evidence_show", {"id": ID, "stage": 2}))["items"]
        shown = [row for row in rows if row.get("output")]
        if shown:
            assert said(await client.call_tool("evidence_show", {"output": shown[0]["row"]}))["text"]
    assert len(prepared.rows()) == before + reply["ran"]
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert heard[-1][0] == reply["ran"]
    assert "2 Prepare" in str(heard[0][1])


async def test_proof_run__wrong_code__then_failing_check_first_and_its_output_named(built: SmallProject) -> None:
    built.edit("src/greet/words.py", "Hello", "Goodbye")
    async with in_process(built.root) as client:
        status = said(await client.call_tool("proof_status", {"id": ID}))
        assert status["proved"] is False
        assert any(each["verdict"] == "stale" for each in status["items"])
        assert f"proof_run id={ID}" in status["next"]
    async with over_stdio(built.root, PLANPROOF_TRUST=built.digest()) as client:
        reply = said(await client.call_tool("proof_run", {"id": ID, "stages": [4]}))
        assert reply["items"][0]["verdict"] == "refuted"
        output = said(await client.call_tool("evidence_show", {"output": reply["items"][0]["row"]}))
    assert "evidence_show output=" in reply["next"]
    assert "Goodbye" in output["text"]


async def test_evidence_show__row_edited_by_hand__then_verify_names_it(built: SmallProject) -> None:
    text = built.evidence.read_text()
    built.evidence.write_text(text.replace('"verdict":"proved"', '"verdict":"refuted"', 1))
    async with in_process(built.root) as client:
        reply = said(await client.call_tool("evidence_show", {"verify": True}))
    assert reply["whole"] is False
    assert "edited" in reply["items"][0]["what"]


async def test_planproof_mcp__client_of_the_handshake_era__then_same_tools(planned: SmallProject) -> None:
    async with over_stdio(planned.root, mode="legacy") as client:
        assert client.protocol_version.startswith("2025-")
        assert [tool.name for tool in (await client.list_tools()).tools] == NAMES
        assert "plan_next" in (client.instructions or "")
        assert said(await client.call_tool("plan_show", {"id": ID}))["id"] == ID


def test_planproof_mcp__raw_lines_over_stdio__then_one_json_document_a_line(planned: SmallProject) -> None:
    requests = [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        },
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "plan_show", "arguments": {}}},
    ]
    ran = subprocess.run(
        planned.command("mcp"),
        cwd=planned.root,
        env=planned.environment(),
        input="".join(json.dumps(each) + "\n" for each in requests) + "this is no message\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {1} <= {each.get("id") for each in answers}
    assert all(each["jsonrpc"] == "2.0" for each in answers)


def started(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A run of the verb that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "planproof", "mcp", *arguments],
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_planproof_mcp__no_such_root__then_one_line(tmp_path: Path) -> None:
    ran = started("--root", str(tmp_path / "gone"))
    assert ran.returncode == 2
    assert "no such folder" in ran.stderr


def test_planproof_mcp__tools_asked_for__then_their_names_sorted() -> None:
    assert started("--list-tools").stdout.split() == sorted(TOOLS) == sorted(NAMES)
    document = json.loads(started("--list-tools", "--json").stdout)
    assert (document["kind"], [each["name"] for each in document["tools"]]) == ("mcp", NAMES)


@pytest.mark.parametrize("package", ["mcp", "pydantic"])
def test_planproof_mcp__extra_not_installed__then_exit_3_and_what_to_install(tmp_path: Path, package: str) -> None:
    (tmp_path / f"{package}.py").write_text(f"raise ModuleNotFoundError('gone', name={package!r})\n")
    ran = started("--root", str(tmp_path), PYTHONPATH=f"{tmp_path}{os.pathsep}{SOURCE}")
    assert ran.returncode == 3, ran.stderr
    assert "pip install 'planproof[mcp]'" in ran.stderr
    assert "Traceback" not in ran.stderr
