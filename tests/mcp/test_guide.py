"""The guide says every tool, argument, resource and prompt that there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from planproof.mcp.http import LEAST_TOKEN_CHARACTERS, TOKEN_VARIABLE
from planproof.mcp.prompts import PROMPTS
from planproof.mcp.resources import TEMPLATES
from planproof.mcp.tool import Arguments
from planproof.mcp.tools import TOOLS

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "mcp.md").read_text("utf-8")


def rows(first: str) -> dict[str, str]:
    """The last cell of each row of the table whose first column is called so, by its first cell."""
    table = GUIDE.partition(f"| {first} |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return {row[0].strip("`"): row[-1] for row in cells}


def test_guide__tools__then_each_with_its_arguments() -> None:
    found = {name: re.findall(r"`(\w+)`", cell) for name, cell in rows("tool").items()}
    shared = set(Arguments.model_fields)
    assert found == {
        name: [field for field in tool.arguments.model_fields if field not in shared] for name, tool in TOOLS.items()
    }


def test_guide__resources_and_prompts__then_each_is_there() -> None:
    assert list(rows("resource")) == [template.uri for template in TEMPLATES]
    assert list(rows("prompt")) == list(PROMPTS)


def test_guide__figures_and_names__then_as_in_the_code() -> None:
    assert TOKEN_VARIABLE in GUIDE
    assert f"at least {LEAST_TOKEN_CHARACTERS} characters" in GUIDE
