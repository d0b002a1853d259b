"""Writes the pages whose truth is the code: one a rule, one a verb, every key of `planproof.toml`, the fields of evidence.

    python docs/generate.py            writes them
    python docs/generate.py --check    says which of them differ, exit code 1

The tests run the same functions, so a page that differs from the code fails them.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import inspect
import json
import re
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import msgspec.inspect

from planproof import config
from planproof.cli.main import VERBS
from planproof.plan.facts.model import FactKind
from planproof.plan.facts.readers import reader_table
from planproof.plan.rulebook import page_texts
from planproof.proof.ledger.chain import ProblemKind
from planproof.proof.model import Evidence
from planproof.trace.atf.chunk import Chunk, seal_chunk
from planproof.trace.atf.events import decode_events
from planproof.trace.atf.layout import Escape, EventKind
from planproof.trace.atf.reader import EventFile
from planproof.trace.atf.writer import block_bytes, file_header_bytes

DOCS = Path(__file__).resolve().parent


def pages() -> dict[str, str]:
    """Every generated page by its path below `docs/`."""
    texts = {f"rules/{name}": text for name, text in page_texts().items()}
    texts |= {f"verbs/{verb}.md": verb_page(verb) for verb in written_verbs()}
    texts["verbs/README.md"] = verb_index()
    texts["configuration.md"] = configuration_page()
    texts["formats/evidence.md"] = evidence_page()
    texts["formats/facts.md"] = facts_page()
    texts["formats/atf.md"] = atf_page()
    return texts


def written_verbs() -> list[str]:
    """The verbs of the table, in its order."""
    return list(VERBS)


def verb_index() -> str:
    """The page that lists the verbs."""
    rows = [f"| [{verb}]({verb}.md) | {VERBS[verb]} |" for verb in written_verbs()]
    return "\n".join(["# Verbs", "", "| verb | what it does |", "|---|---|", *rows, ""])


def verb_page(verb: str) -> str:
    """The page of one verb, from its module's docstring and its parser."""
    module = import_module(f"planproof.cli.verbs.{verb}")
    parser = argparse.ArgumentParser(prog=f"planproof {verb}", add_help=False)
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--project", metavar="DIR", default=".", help="the project (default: this folder and upwards)")
    module.configure(parser)
    body = [f"# planproof {verb}", "", *_prose(inspect.getdoc(module) or ""), "", "```", _usage(parser), "```", ""]
    return _page([*body, *_arguments(parser)])


def configuration_page() -> str:
    """The page of `planproof.toml`: each table with its keys, kinds and defaults, from the types in `planproof.config`."""
    lines = ["# planproof.toml", "", *_prose((config.__doc__ or "").split("A file that is missing")[0].strip()), ""]
    lines += ["A file that is missing means all defaults. A key that isn't listed here is an error.", ""]
    for field in msgspec.structs.fields(config.Config):
        kind = _struct_of(field.type)
        name = f"{field.name}.NAME" if kind is config.Service else field.name
        lines += [f"## [{name}]", "", *_prose(_summary(kind)), ""]
        described = _attributes(kind)
        lines += ["| key | kind | default | meaning |", "|---|---|---|---|"]
        lines += [
            f"| `{key.name}` | {_kind(key.type)} | {_default(key)} | {_cell(described.get(key.name, ''))} |"
            for key in msgspec.structs.fields(kind)
        ]
        lines.append("")
    return _page(lines)


def evidence_page() -> str:
    """The page of the ledger's form: written by hand, its tables of fields and of problems from the types."""
    page = (DOCS / "formats" / "evidence.md").read_text(encoding="utf-8")
    described = _attributes(Evidence)
    fields = ["| field | kind | meaning |", "|---|---|---|"]
    for item in sorted(dataclasses.fields(Evidence), key=lambda item: item.name):
        fields.append(f"| `{item.name}` | {_json_kind(str(item.type))} | {_cell(described[item.name])} |")
    described = _attributes(ProblemKind)
    problems = ["| kind | what it means |", "|---|---|"]
    for kind in ProblemKind:
        remark = " (a remark: exit code 0)" if kind.is_remark else ""
        problems.append(f"| `{kind}` | {_cell(described[kind.name])}{remark} |")
    return _with_region(_with_region(page, "fields", fields), "problems", problems)


def facts_page() -> str:
    """The page of facts: written by hand, its tables of kinds and of files from the code."""
    page = (DOCS / "formats" / "facts.md").read_text(encoding="utf-8")
    described = _attributes(FactKind)
    kinds = ["| kind | its name, value and extra |", "|---|---|"]
    kinds += [f"| {kind} | {_cell(described[kind.name])} |" for kind in FactKind]
    files = ["| files | what is read |", "|---|---|"]
    for shown, reader in reader_table():
        summary = _summary(reader).split("\n\n")[0].partition("\nRaises:")[0]
        files.append(f"| {_cell(shown)} | {_cell(summary)} |")
    return _with_region(_with_region(page, "kinds", kinds), "files", files)


def atf_page() -> str:
    """The page of traces: written by hand, its tables from the headers of the core, its example from the writer in Python."""
    page = (DOCS / "formats" / "atf.md").read_text(encoding="utf-8")
    for name in ("atf_file_header", "atf_block_header", "chunk_header"):
        page = _with_region(page, name, _structure_rows(name))
    for name in ("event_kind", "drop_reason", "atf_block_kind", "atf_encoding"):
        page = _with_region(page, name, _enumeration_rows(name))
    escapes = ["| bits 56 to 60 | name |", "|---|---|", *(f"| {item.value} | {item.name} |" for item in Escape)]
    page = _with_region(page, "escape", escapes)
    example = example_file()
    page = _with_region(page, "example", ["```", *hex_lines(example), "```"])
    return _with_region(page, "example_events", _example_rows(example))


def example_file() -> bytes:
    """The worked example: a file of process 4242 with one block: `app.main` calls `app.load`, which raises after 3 seconds."""
    words = ((0, 1, 100), (0, 2, 250), (7, 0, 0), (6, 0, 3), (2, 2, 40), (1, 1, 60))
    events = [kind << 61 | function << 32 | payload for kind, function, payload in words]
    events[2] = 7 << 61 | 9_000_000_000
    events[3] = 6 << 61 | Escape.EXCEPTION << 56 | 3
    chunk = Chunk(
        slot=0, generation=1, first_sequence=0, events=events, first_ticks=1_000_000, last_ticks=9_001_000_450,
        anchor_ticks=1_000_000, anchor_monotonic_ns=500_000, clock_error_ns=30, pid=4242,
    )  # fmt: skip
    return file_header_bytes(4242, 400_000, 1_795_000_000_000_000_000) + block_bytes(seal_chunk(chunk), 0)


def hex_lines(data: bytes) -> list[str]:
    """Sixteen bytes a line behind their place; a line `*` stands for lines of zeros, as `hexdump` writes them."""
    lines: list[str] = []
    for place in range(0, len(data), 16):
        row = data[place : place + 16]
        if not any(row) and lines and lines[-1] in ("*", f"{place - 16:06x}  {bytes(16).hex(' ', 2)}"):
            lines += ["*"] if lines[-1] != "*" else []
        else:
            lines.append(f"{place:06x}  {row.hex(' ', 2)}")
    return [*lines, f"{len(data):06x}"]


def _example_rows(example: bytes) -> list[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events-4242.idx"
        path.write_bytes(example)
        chunks = list(EventFile(str(path)).chunks())
    rows = [event for chunk in chunks for event in decode_events(chunk)]
    lines = ["| sequence | ticks | event | function or value |", "|---|---|---|---|"]
    return lines + [
        f"| {row.sequence} | {row.ticks} | {(Escape(row.escape) if row.escape else EventKind(row.kind)).name} | {row.function} |"
        for row in rows
    ]


def _structure_rows(name: str) -> list[str]:
    """A table of a structure's fields with their places, as a C compiler lays them out."""
    body = re.search(rf"typedef struct planproof_{name} {{(.*?)}} planproof_{name};", _core_source(), re.DOTALL)
    assert body, name
    lines, offset = ["| byte | size | field | meaning |", "|---|---|---|---|"], 0
    sizes = {"uint8_t": 1, "uint16_t": 2, "uint32_t": 4, "uint64_t": 8}
    field = re.compile(r"(uint\d+_t) (\w+)(?:\[(\w+)\])?;(?: */\* (.*?) \*/)?", re.DOTALL)
    for kind, title, count, meaning in field.findall(body[1]):
        number = int(re.sub(r"^(PLANPROOF_\w+)$", lambda found: str(_core_number(found[1])), count or "1"))
        offset += -offset % sizes[kind]
        lines.append(f"| {offset} | {sizes[kind] * number} | `{title}` | {_cell(meaning)} |")
        offset += sizes[kind] * number
    return [*lines, f"| {offset} | | end | |"]


def _enumeration_rows(name: str) -> list[str]:
    body = re.search(rf"typedef enum planproof_{name} {{(.*?)}}", _core_source(), re.DOTALL)
    assert body, name
    found = re.findall(r"PLANPROOF_(\w+) = (\d+)", body[1])
    return ["| value | name |", "|---|---|", *(f"| {value} | {title} |" for title, value in found)]


def _core_number(name: str) -> int:
    found = re.search(rf"{name} = (\d+)", _core_source())
    assert found, name
    return int(found[1])


def _core_source() -> str:
    headers = DOCS.parent / "native" / "include" / "planproof"
    return "".join((headers / name).read_text("utf-8") for name in ("atf.h", "chunk.h"))


def _with_region(page: str, name: str, lines: list[str]) -> str:
    """The page with what stands between its markers of that name replaced."""
    start = f"<!-- generated: {name} -->"
    before, _, rest = page.partition(start)
    _, end, after = rest.partition("<!-- /generated -->")
    return "\n".join([f"{before}{start}", *lines, f"{end}{after}"])


def _json_kind(kind: str) -> str:
    """What a field of that type is in JSON."""
    names = {"int": "number", "float": "number", "int | None": "number or null", "tuple[str, ...]": "list of text"}
    return names.get(kind, "object" if kind.startswith("Mapping") else "text")


def _page(lines: list[str]) -> str:
    """The lines as one text, without empty lines in a row."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _prose(text: str) -> Iterator[str]:
    """Docstring text as Markdown: indented lines become a block of code."""
    for paragraph in re.split(r"\n{2,}", text):
        if paragraph.startswith("    "):
            yield from ["```", textwrap.dedent(paragraph), "```", ""]
        else:
            yield from [paragraph, ""]


def _usage(parser: argparse.ArgumentParser) -> str:
    return re.sub(r"\s+", " ", parser.format_usage()).removeprefix("usage: ").strip()


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    rows, nested = [], []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        if isinstance(action, argparse._SubParsersAction):
            nested += list(action.choices.items())
            continue
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        if action.option_strings and action.metavar:
            name += f" {action.metavar}"
        if action.choices:
            name += f" {'|'.join(map(str, action.choices))}"
        rows.append(f"| `{_cell(name)}` | {_cell(str(action.help or ''))} |")
    yield from ["| argument | meaning |", "|---|---|", *rows, ""]
    for name, inner in nested:
        yield from [f"## {name}", "", inner.description or "", "", "```", _usage(inner), "```", ""]
        yield from _arguments(inner)


def _struct_of(kind: Any) -> Any:
    """The struct that a field of the configuration holds, also when it is a table of them."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    return next(part for part in kind.__args__ if isinstance(part, type) and issubclass(part, msgspec.Struct))


def _summary(kind: Any) -> str:
    return (inspect.getdoc(kind) or "").split("\nAttributes:")[0].strip()


def _attributes(kind: Any) -> dict[str, str]:
    """Meaning of each key, from the `Attributes:` of the docstring (`name: text`, continued with more indentation)."""
    _, _, written = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in written.split("\n"):
        start = re.match(r" {4}(\w+): (.*)", line)
        if start:
            name = start[1]
            found[name] = start[2]
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return found


def _kind(kind: Any) -> str:
    text = str(kind) if not isinstance(kind, type) else kind.__name__
    choices = re.search(r"Literal\[(.*?)\]", text)
    if choices:
        values = ", ".join(f"`{value}`" for value in ast.literal_eval(f"[{choices[1]}]"))
        return f"list of {values}" if text.startswith("tuple") else values
    names = {
        "str": "text",
        "int": "number",
        "float": "number",
        "tuple[str, ...]": "list of text",
        "dict[str, str]": "table of text",
    }
    return names.get(text, text)


def _default(field: Any) -> str:
    if field.default_factory is not msgspec.NODEFAULT:
        value = field.default_factory()
    elif field.default is not msgspec.NODEFAULT:
        value = field.default
    else:
        return "must be set"
    if value in ("", (), {}):
        return "none"
    return f"`{json.dumps(value)}`"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def main(arguments: list[str]) -> int:
    """Writes the pages, or names those that differ; pages of rules and verbs that are gone are removed."""
    wanted = pages()
    existing = {
        path.relative_to(DOCS).as_posix() for folder in ("rules", "verbs") for path in (DOCS / folder).glob("*.md")
    }
    if "--check" in arguments:
        differ = sorted(existing - wanted.keys())
        differ += [name for name, text in wanted.items() if not _same(DOCS / name, text)]
        sys.stdout.write("".join(f"docs/{name} differs: make docs\n" for name in differ))
        return 1 if differ else 0
    for name in existing - wanted.keys():
        (DOCS / name).unlink()
    for name, text in wanted.items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(text, encoding="utf-8")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
