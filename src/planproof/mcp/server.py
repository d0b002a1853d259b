"""The protocol's requests, each answered by a tool, a resource or a prompt of this package.

    tools/call  -> arguments held against their model -> the tool's function in a worker thread -> the longest cut that fits

What a person would be told as an error becomes a tool error: a sentence, and what to do. A call that is cancelled, or whose client
goes away, ends the commands that it has started before it ends itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
from mcp.server import Server, ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    PromptArgument,
    PromptMessage,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from mcp.types import Prompt as ListedPrompt
from mcp.types import Tool as ListedTool
from pydantic import BaseModel, ValidationError

from planproof import __version__
from planproof.errors import PlanproofError, UsageError
from planproof.mcp.budget import fitted
from planproof.mcp.kinds import clipped
from planproof.mcp.prompts import PROMPTS, Prompt, prompt_text
from planproof.mcp.resources import TEMPLATES, list_resources, read_resource
from planproof.mcp.tool import Arguments, Call, Tool
from planproof.mcp.tools import TOOLS
from planproof.mcp.wording import error_text
from planproof.proof.runner import Stopper

__all__ = ["build_server", "schema_of"]

_INSTRUCTIONS = """Plans that have to prove themselves. Status is derived from evidence, never typed.
To work: plan_next, plan_brief, task_claim, write the failing tests, then the code, proof_run until it says proved, proof_status.
To plan: plan_interview asks one question at a time; plan_check finds what is vague.
Every reply ends with the next step. budget sets the most tokens a reply may cost; cursor gives what was left out.
Commands of a plan run only after a person has approved them with `planproof trust` at a terminal; no tool can do that."""


class Desk:
    """What the calls of one server share.

    Args:
        root: of the project.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        # What only reads or writes a file is done one at a time; a proof may take minutes, so it has a thread of its own.
        self._short = anyio.CapacityLimiter(1)
        self._long = anyio.CapacityLimiter(1)

    async def work(self, function: Callable[[], Any], stopper: Stopper, *, is_long: bool = False) -> Any:
        """Runs a function in a worker thread; when the call is cancelled, its commands are ended and the thread is waited for."""

        async def watch() -> None:
            try:
                await anyio.sleep_forever()
            finally:
                stopper.stop()

        fault: PlanproofError | None = None
        result: Any = None
        async with anyio.create_task_group() as group:
            group.start_soon(watch)
            try:
                result = await anyio.to_thread.run_sync(function, limiter=self._long if is_long else self._short)
            except PlanproofError as error:
                fault = error  # raised out there, where no group of errors is made of it
            group.cancel_scope.cancel()
        if fault:
            raise fault
        return result


def build_server(root: Path) -> Server[Desk]:
    """The server of one project, ready to run over any transport.

    Args:
        root: of the project; everything that is read or run lies in it.
    """

    @asynccontextmanager
    async def lifespan(_: Server[Desk]) -> AsyncIterator[Desk]:
        yield Desk(root)

    return Server(
        "planproof",
        version=__version__,
        title="Planproof",
        instructions=_INSTRUCTIONS,
        lifespan=lifespan,
        get_tool_input_schema=_input_schema,
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
        on_list_resources=_list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=_read_resource,
        on_list_prompts=_list_prompts,
        on_get_prompt=_get_prompt,
    )


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a model as a client lists it: short, since every session pays for it.

    Titles say nothing that names don't, and what may be absent is absent, never null.
    """
    schema: dict[str, Any] = _bare(model.model_json_schema())
    properties = schema["properties"]
    for shared in ("budget", "cursor", "more", "next"):  # what a tool has of its own comes first
        if shared in properties:
            properties[shared] = properties.pop(shared)
    return schema


def _bare(node: Any, *, is_names: bool = False) -> Any:
    """The schema without titles, nulls and descriptions of whole models; names of properties stay what they are."""
    if isinstance(node, list):
        return [_bare(each) for each in node]
    if not isinstance(node, dict):
        return node
    if {"type": "null"} in node.get("anyOf", ()) and len(node["anyOf"]) == 2 and not is_names:
        (some,) = (each for each in node["anyOf"] if each != {"type": "null"})
        node = {**some, **{name: value for name, value in node.items() if name not in ("anyOf", "default")}}
    is_model = "properties" in node
    return {
        name: _bare(value, is_names=name in ("properties", "$defs") and not is_names)
        for name, value in node.items()
        if is_names or not (name == "title" or (name == "description" and is_model))
    }


def _input_schema(name: str) -> Mapping[str, Any] | None:
    return _listed(TOOLS[name]).input_schema if name in TOOLS else None


async def _list_tools(_: ServerRequestContext[Desk], params: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=[_listed(tool) for tool in TOOLS.values()])


@cache
def _listed(tool: Tool) -> ListedTool:
    hints = ToolAnnotations(
        title=tool.title,
        read_only_hint=tool.reads,
        destructive_hint=tool.runs_commands,
        idempotent_hint=tool.repeatable,
        open_world_hint=tool.runs_commands,
    )
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=schema_of(tool.arguments),
        output_schema=schema_of(tool.reply),
        annotations=hints,
    )


async def _call_tool(context: ServerRequestContext[Desk], params: CallToolRequestParams) -> CallToolResult:
    tool = TOOLS.get(params.name)
    if tool is None:
        near = get_close_matches(params.name[:80], TOOLS, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(TOOLS)}"
        raise MCPError(code=INVALID_PARAMS, message=f"there is no tool {clipped(params.name, 40)!r}{hint}")
    try:
        arguments = tool.arguments.model_validate(params.arguments or {})
        return await _answered(context, tool, arguments)
    except ValidationError as error:
        return _refused(_named(error))
    except PlanproofError as error:
        return _refused(error)


async def _answered(context: ServerRequestContext[Desk], tool: Tool, arguments: Arguments) -> CallToolResult:
    desk, stopper = context.lifespan_context, Stopper()

    def say(done: float, total: float | None, text: str) -> None:
        anyio.from_thread.run(context.session.report_progress, done, total, text)

    def answer() -> CallToolResult:
        pages = tool.function(Call(desk.root, stopper, say), arguments)
        asked = arguments.model_dump_json(exclude={"budget", "cursor"})
        cut = fitted(pages, f"{tool.name} {asked}", arguments.budget, arguments.cursor)
        return CallToolResult(content=[TextContent(text=cut.text)], structured_content=dict(cut.data))

    result: CallToolResult = await desk.work(answer, stopper, is_long=tool.runs_commands)
    return result


def _refused(error: PlanproofError) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=error_text(error))], is_error=True)


def _named(error: ValidationError) -> UsageError:
    """The first arguments that were refused, each with what it takes."""
    found = error.errors(include_url=False, include_context=False, include_input=True)
    said = []
    for each in found[:3]:
        where = ".".join(clipped(str(part), 40) for part in each["loc"]) or "arguments"
        given = clipped(repr(each.get("input")), 40) if each["type"] != "missing" else ""
        wrong = "is of another form" if each["type"] == "string_pattern_mismatch" else clipped(each["msg"], 120)
        said.append(f"{where}: {given} {wrong}" if given else f"{where}: {wrong}")
    if len(found) > 3:
        said.append(f"and {len(found) - 3} more")
    return UsageError(
        "; ".join(said), hint="call again with these mended; ids look like M1_E1_I1_T2, plan_show lists them"
    )


async def _list_resources(
    context: ServerRequestContext[Desk], params: PaginatedRequestParams | None
) -> ListResourcesResult:
    cursor = (params.cursor if params else None) or ""
    entries, more = await _looked(context, lambda root: list_resources(root, cursor))
    listed = [
        Resource(uri=entry.uri, name=entry.name, description=entry.description, mime_type=_mime_type(entry.uri))
        for entry in entries
    ]
    return ListResourcesResult(resources=listed, next_cursor=more or None)


def _mime_type(uri: str) -> str:
    return "text/markdown" if uri.endswith(".md") else "text/plain"


async def _list_templates(
    _: ServerRequestContext[Desk], params: PaginatedRequestParams | None
) -> ListResourceTemplatesResult:
    listed = [
        ResourceTemplate(uri_template=each.uri, name=each.name, description=each.description) for each in TEMPLATES
    ]
    return ListResourceTemplatesResult(resource_templates=listed)


async def _read_resource(context: ServerRequestContext[Desk], params: ReadResourceRequestParams) -> ReadResourceResult:
    uri = str(params.uri)
    text, mime_type = await _looked(context, lambda root: read_resource(root, uri))
    return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=mime_type, text=text)])


async def _looked(context: ServerRequestContext[Desk], function: Callable[[Path], Any]) -> Any:
    """What a function gives that only reads; an error of ours becomes one of the protocol."""
    desk = context.lifespan_context
    try:
        return await desk.work(lambda: function(desk.root), Stopper())
    except PlanproofError as error:
        raise MCPError(code=INVALID_PARAMS, message=error_text(error)) from error


async def _list_prompts(_: ServerRequestContext[Desk], params: PaginatedRequestParams | None) -> ListPromptsResult:
    return ListPromptsResult(prompts=[_listed_prompt(prompt) for prompt in PROMPTS.values()])


def _listed_prompt(prompt: Prompt) -> ListedPrompt:
    arguments = [
        PromptArgument(name=name.removesuffix("*"), description=text, required=name.endswith("*"))
        for name, text in prompt.arguments.items()
    ]
    return ListedPrompt(name=prompt.name, title=prompt.title, description=prompt.description, arguments=arguments)


async def _get_prompt(_: ServerRequestContext[Desk], params: GetPromptRequestParams) -> GetPromptResult:
    prompt = PROMPTS.get(params.name)
    if prompt is None:
        raise MCPError(code=INVALID_PARAMS, message=f"there is no such prompt; there are {', '.join(PROMPTS)}")
    try:
        text = prompt_text(prompt, params.arguments or {})
    except PlanproofError as error:
        raise MCPError(code=INVALID_PARAMS, message=error_text(error)) from error
    message = PromptMessage(role="user", content=TextContent(text=text))
    return GetPromptResult(description=prompt.description, messages=[message])
