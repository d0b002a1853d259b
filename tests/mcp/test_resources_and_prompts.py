"""Resources and prompts by the client of the SDK: what is listed can be read, and nothing outside the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from mcp.shared.exceptions import MCPError
from mcp.types import TextContent, TextResourceContents

from planproof.errors import UsageError
from planproof.mcp.prompts import PROMPTS
from planproof.mcp.resources import RESOURCE_TOKENS, list_resources, read_resource
from planproof.tokens import count_tokens
from tests.mcp.sessions import in_process
from tests.proof.small_plan import FOLDER
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

ID = "M1_E1_I1"


async def test_resources__each_that_is_listed__then_can_be_read(built: SmallProject) -> None:
    async with in_process(built.root) as client:
        listed = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        texts = {}
        for each in listed:
            (content,) = (await client.read_resource(each.uri)).contents
            assert isinstance(content, TextResourceContents)
            texts[str(each.uri)] = content.text
        (brief,) = (await client.read_resource(f"planproof://brief/{ID}_T1")).contents
    assert set(texts) == {f"planproof://document/{ID}/ITERATION.md", f"planproof://ledger/{ID}"}
    assert texts[f"planproof://document/{ID}/ITERATION.md"] == built.plan.read_text()
    assert "8 Prove     " in texts[f"planproof://ledger/{ID}"]
    assert "newest 20 rows:" in texts[f"planproof://ledger/{ID}"]
    assert isinstance(brief, TextResourceContents)
    assert brief.text.startswith(f"# {ID}_T1 ")
    assert len(templates) == 3


@pytest.mark.parametrize(
    "uri",
    [
        f"planproof://document/{ID}/../../../../planproof.toml",
        f"planproof://document/{ID}/..%2F..%2Fplanproof.toml",
        f"planproof://document/{ID}/EVIDENCE.jsonl",
        f"planproof://document/{ID}/LINK.md",
        f"planproof://document/{ID}/GONE.md",
        "planproof://document/M9_E9_I9/ITERATION.md",
        f"planproof://brief/{ID}",
        f"planproof://brief/{ID}_T99",
        "planproof://ledger/..",
        "planproof://ledger/M9_E9_I9",
        "file:///etc/passwd",
        "planproof://" + "x" * 100_000,
        "planproof://document/%FF/x.md",
        "",
    ],
)
async def test_resources__what_is_none__then_refused_in_one_line(planned: SmallProject, uri: str) -> None:
    (planned.root / FOLDER / "LINK.md").symlink_to("/etc/passwd")
    async with in_process(planned.root) as client:
        with pytest.raises(MCPError) as refused:
            await client.read_resource(uri)
        assert "root:" not in str(refused.value)
        assert count_tokens(str(refused.value)) < 200
        assert all("LINK" not in str(each.uri) for each in (await client.list_resources()).resources)


def test_list_resources__many_iterations__then_pages_with_each_once(planned: SmallProject) -> None:
    for number in range(2, 60):
        folder = planned.root / FOLDER.rpartition("/")[0] / f"M1_E1_I{number}_MORE"
        folder.mkdir()
        (folder / "ITERATION.md").write_text(f"# Iteration {number}: More\n")
    found, cursor = list_resources(planned.root)
    while cursor:
        more, cursor = list_resources(planned.root, cursor)
        found += more
    assert len(found) == len({each.uri for each in found}) == 60
    with pytest.raises(UsageError):
        list_resources(planned.root, "../1")


def test_read_resource__long_document__then_cut_with_where_it_goes_on(planned: SmallProject) -> None:
    lines = [f"line {number} of a very long document" for number in range(3_000)]
    (planned.root / FOLDER / "LONG.md").write_text("\n".join(["# Long", *lines, ""]))
    uri, read = f"planproof://document/{ID}/LONG.md", []
    while True:
        text, _ = read_resource(planned.root, uri)
        assert count_tokens(text) <= RESOURCE_TOKENS
        body, _, last = text.rstrip("\n").rpartition("\n")
        if "left out" not in last:
            read += text.split("\n")[:-1]
            break
        read += body.split("\n")
        uri = last.partition("; ")[2].partition(" ")[0]
    assert read == ["# Long", *lines]


def test_read_resource__binary_or_one_long_line__then_said_and_never_too_long(planned: SmallProject) -> None:
    folder: Path = planned.root / FOLDER
    (folder / "BINARY.md").write_bytes(b"\0\1\2" * 1_000)
    with pytest.raises(UsageError, match="binary"):
        read_resource(planned.root, f"planproof://document/{ID}/BINARY.md")
    (folder / "LINE.md").write_text("漢字" * 200_000)
    text, _ = read_resource(planned.root, f"planproof://document/{ID}/LINE.md")
    assert count_tokens(text) <= RESOURCE_TOKENS


async def test_prompts__each__then_names_tools_that_there_are(planned: SmallProject) -> None:
    given = {
        "plan_iteration": {"id": "M1_E1", "goal": "short\nlinks"},
        "explain_refusal": {"id": ID},
        "implement_task": {},
    }
    async with in_process(planned.root) as client:
        listed = (await client.list_prompts()).prompts
        assert [each.name for each in listed] == list(PROMPTS)
        for prompt in listed:
            (message,) = (await client.get_prompt(prompt.name, given[prompt.name])).messages
            assert isinstance(message.content, TextContent)
            assert count_tokens(message.content.text) < 500
        for name, wrong, said in (
            ("explain_refusal", {}, "needs id"),
            ("explain_refusal", {"id": "../x"}, "is no id"),
            ("implement_task", {"task": "M1"}, "is no id"),
            ("implement_task", {"command": "ls"}, "takes no 'command'"),
            ("no_such_prompt", {}, "there is no such prompt"),
        ):
            with pytest.raises(MCPError, match=said):
                await client.get_prompt(name, wrong)
