"""`facts_find`: what is in the repository, each fact with its place; as `planproof facts`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from planproof.config import load_config
from planproof.mcp.kinds import ListPages, clipped
from planproof.mcp.pages import Pages
from planproof.mcp.tool import Arguments, Call, Part, Reply, Tool
from planproof.plan.facts import FactKind, Facts, read_facts
from planproof.plan.facts.lookup import fact_kind, facts_named, typed_kind

__all__ = ["TOOL"]

_NAMES_SHOWN = 4


class FactsArguments(Arguments):
    """What `facts_find` takes."""

    kind: Annotated[str, Field(max_length=40)] = Field(
        "", description=f"one of {', '.join(map(typed_kind, FactKind))}; a summary without"
    )
    name: Annotated[str, Field(max_length=400)] = Field("", description="only facts of exactly that name")


class FoundFact(Part):
    """One fact, or in the summary one kind."""

    name: str
    value: str = ""
    place: str = Field("", description="file:line")
    count: int | None = Field(None, description="in the summary: how many there are")


class FactsReply(Reply):
    """What `facts_find` gives."""

    files: int = Field(description="files of the repository that were looked at")
    items: list[FoundFact]


def _run(call: Call, arguments: FactsArguments) -> Pages:
    kind = fact_kind(arguments.kind) if arguments.kind else None
    facts = read_facts(call.root, load_config(call.root), progress=call.reading("files"))
    head = {"files": len(facts.files)}
    if kind is None:
        items = tuple(_kind_item(facts, each) for each in FactKind)
        return ListPages(
            head, (f"{len(facts.files)} files",), items, _line, "kinds", "facts_find kind=… lists one kind"
        )
    found = facts_named(facts, kind, arguments.name or None)
    facts_items = tuple(
        {
            "name": clipped(fact.name, 160),
            "value": clipped(fact.value, 400),
            "place": f"{fact.place.path}:{fact.place.line}",
        }
        for fact in found
    )
    return ListPages(head, (f"{len(found)} of kind {typed_kind(kind)}",), facts_items, _line, "facts")


def _kind_item(facts: Facts, kind: FactKind) -> Mapping[str, object]:
    found = facts.all(kind)
    names = list(dict.fromkeys(clipped(fact.name, 40) for fact in found))[:_NAMES_SHOWN]
    return {"name": typed_kind(kind), "count": len(found), "value": ", ".join(names)}


def _line(item: Mapping[str, object]) -> str:
    count = f" {item['count']}" if "count" in item else ""
    value = f" = {item['value']}" if item["value"] and not count else f": {item['value']}" if item["value"] else ""
    return f"{item['name']}{count}{value}" + (f"  {item['place']}" if "place" in item else "")


TOOL = Tool(
    "facts_find",
    "Find facts",
    "What the repository holds, with file and line: languages, tools, services, ports, routes, tables, symbols, "
    "settings. Look here before you name something in a plan.",
    FactsArguments,
    FactsReply,
    _run,
)
