"""`rule_explain`: a rule's page, or all rules; as `planproof explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from planproof.mcp.kinds import ListPages, text_pages
from planproof.mcp.pages import Pages
from planproof.mcp.tool import Arguments, Call, Part, Reply, Tool
from planproof.plan.rulebook import page_of, page_text
from planproof.plan.rules import all_rules

__all__ = ["TOOL"]


class ExplainArguments(Arguments):
    """What `rule_explain` takes."""

    code: Annotated[str, Field(max_length=10)] = Field("", description="PP108; every rule in a line without")


class RuleLine(Part):
    """One rule."""

    code: str
    severity: str
    title: str


class ExplainReply(Reply):
    """What `rule_explain` gives."""

    code: str = ""
    severity: str = ""
    text: str = Field("", description="Markdown: what, why, how to mend it, a bad and a good example")
    items: list[RuleLine] = Field([], description="without a code: all rules")


def _run(call: Call, arguments: ExplainArguments) -> Pages:
    if arguments.code:
        page = page_of(arguments.code.upper())
        return text_pages({"code": page.rule.code, "severity": str(page.rule.severity)}, (), page_text(page))
    items = tuple(
        {"code": rule.code, "severity": str(rule.severity), "title": page_of(rule.code).title} for rule in all_rules()
    )
    return ListPages({}, (f"{len(items)} rules",), items, _line, "rules", "rule_explain code=… says more about one")


def _line(item: Mapping[str, object]) -> str:
    return f"{item['code']} {item['severity']}: {item['title']}"


TOOL = Tool(
    "rule_explain",
    "Explain a rule",
    "Why a rule of plan_check fires and how to mend it, with a bad and a good example.",
    ExplainArguments,
    ExplainReply,
    _run,
)
