"""Asks traces what happened; looks at them, mends, packs and unpacks them.

    planproof trace summary [TRACE]      what ran, and the three things most worth a look
    planproof trace tree [TRACE]         who called whom, repeats folded
    planproof trace span TRACE NUMBER    one call: the way to it, how it went, what it called
    planproof trace search [TRACE]       calls by function, file, duration and exception

    planproof trace info [TRACE]         what it holds, what was dropped, what it doesn't show
    planproof trace dump [TRACE]         every event with its time, a line each
    planproof trace repair [TRACE]       closes a trace that nobody closed and says what was lost
    planproof trace pack TRACE [FILE]    one file of it; unpack makes the folder again

TRACE is a folder NAME.atf, the name of one under `.planproof/traces`, or `@last` for the newest there (the default).
Exit code 1 when events are unaccounted for, or something was lost. An answer to a question never costs more tokens (o200k_base)
than `--budget` says, as text and under `--json`; it says what it left out and what that would cost.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from planproof.cli.face import Face, document_text
from planproof.config import find_root
from planproof.errors import UsageError
from planproof.trace.atf.manifest import Manifest, read_manifest
from planproof.trace.dump import Row, rows_of
from planproof.trace.finding import find_trace, size_of
from planproof.trace.leftovers import kept_events
from planproof.trace.pack import pack, unpack
from planproof.trace.repair import Repaired, repair
from planproof.trace.summary import info_data, info_lines, totals

if TYPE_CHECKING:
    from planproof.trace.answer.items import Answer

__all__ = ["configure", "run"]

_QUESTIONS = ("summary", "tree", "span", "search")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    shared = argparse.ArgumentParser(add_help=False)
    # Not set here unless given: the verb's own parser has set them already.
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document")
    shared.add_argument("--project", metavar="DIR", default=argparse.SUPPRESS, help="the project")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    what = {
        "summary": "what ran, and what is most worth a look",
        "tree": "who called whom, repeats folded",
        "span": "one call's whole life",
        "search": "calls by function, file, duration, exception",
        "info": "what a trace holds",
        "dump": "its events, a line each",
        "repair": "closes a trace that nobody closed",
        "pack": "one file of a trace",
        "unpack": "the folder of a packed trace",
    }
    made = {
        name: actions.add_parser(name, parents=[shared], help=text, description=text) for name, text in what.items()
    }
    for name in ("summary", "tree", "search", "info", "dump", "repair", "pack"):
        made[name].add_argument("trace", nargs="?", default="@last", metavar="TRACE", help="the trace (default: @last)")
    made["span"].add_argument("trace", metavar="TRACE", help="the trace")
    made["span"].add_argument("number", metavar="NUMBER", help="of the call, as answers give it: 4242.17")
    for name in _QUESTIONS:
        made[name].add_argument(
            "--budget", type=int, default=2000, metavar="N", help="tokens of the answer, 200 to 100000 (default: 2000)"
        )
    _configure_search(made["search"])
    made["dump"].add_argument("--pid", type=int, metavar="PID", help="only that process")
    made["dump"].add_argument("--limit", type=int, default=0, metavar="N", help="at most so many events (default: all)")
    made["pack"].add_argument("file", nargs="?", default="", metavar="FILE", help="the file (default: NAME.atf.tar)")
    made["unpack"].add_argument("file", metavar="FILE", help="the packed trace")
    made["unpack"].add_argument(
        "folder", nargs="?", default="", metavar="FOLDER", help="the folder (default: NAME.atf)"
    )


def _configure_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--function", default="", metavar="TEXT", help="part of module and name")
    parser.add_argument("--file", default="", metavar="TEXT", help="part of the file's name")
    parser.add_argument("--least-ms", type=float, default=0.0, metavar="MS", help="at least so long on the stack")
    parser.add_argument("--raised", action="store_true", help="only calls that an exception left")
    parser.add_argument("--exception", default="", metavar="TEXT", help="part of that exception's name")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Runs the verb; 1 when events are unaccounted for or were lost."""
    if arguments.action == "unpack":
        return _unpack(arguments, face)
    folder = find_trace(find_root(Path(arguments.project)), arguments.trace)
    if arguments.action in _QUESTIONS:
        return _ask(folder, arguments, face)
    if arguments.action == "info":
        return _info(folder, face)
    if arguments.action == "dump":
        return _dump(folder, arguments, face)
    if arguments.action == "repair":
        return _repair(folder, face)
    return _pack(folder, arguments.file, face)


def _ask(folder: Path, arguments: argparse.Namespace, face: Face) -> int:
    # Here and not above: who looks at a trace or packs it pays for none of them.
    from planproof.trace.answer.filling import filled_data, filled_text

    answer = _answer(folder, arguments)
    if not face.json_wanted:
        face.line(filled_text(answer, arguments.budget).removesuffix("\n"))
        return 0
    kind = f"trace-{arguments.action}"
    data = filled_data(answer, arguments.budget, lambda data: document_text(kind, data, indent=None) + "\n")
    face.document(kind, data, indent=None)
    return 0


def _answer(folder: Path, arguments: argparse.Namespace) -> Answer:
    from planproof.trace.answer.call import call_answer
    from planproof.trace.answer.search import Wanted, search_answer
    from planproof.trace.answer.summary import summary_answer
    from planproof.trace.answer.tree import tree_answer
    from planproof.trace.spans.reading import read_spans

    trace, root = read_spans(folder), str(find_root(Path(arguments.project)))
    if arguments.action == "summary":
        return summary_answer(trace, root)
    if arguments.action == "tree":
        return tree_answer(trace, root)
    if arguments.action == "span":
        return call_answer(trace, arguments.number, root)
    if not 0 <= arguments.least_ms <= 1e12:
        raise UsageError("--least-ms takes a number of milliseconds")
    least_ns = round(arguments.least_ms * 1_000_000)
    wanted = Wanted(arguments.function, arguments.file, least_ns, arguments.raised, arguments.exception)
    return search_answer(trace, wanted, root)


def _info(folder: Path, face: Face) -> int:
    manifest = read_manifest(str(folder))
    so_far = 0 if manifest.closed else sum(kept_events(str(folder)).events.values())
    for line in info_lines(manifest, str(folder), size_of(folder), so_far):
        face.line(line)
    face.document("trace-info", {**info_data(manifest, str(folder), size_of(folder)), "writtenSoFar": so_far})
    return 1 if _unaccounted(manifest) else 0


def _dump(folder: Path, arguments: argparse.Namespace, face: Face) -> int:
    if arguments.limit < 0:
        raise UsageError("--limit takes 0 for all, or a number of events")
    rows: Iterator[Row] = rows_of(folder, arguments.pid)
    if arguments.limit:
        rows = islice(rows, arguments.limit)
    if face.json_wanted:
        face.document("trace-dump", {"trace": str(folder), "events": [row._asdict() for row in rows]})
        return 0
    for row in rows:
        face.line(_row_text(row))
    return 0


def _row_text(row: Row) -> str:
    which = f" #{row.instance}" if row.instance else ""
    place = f"  {row.file}:{row.line}" if row.kind == "call" and row.file else ""
    head = f"{row.pid} {row.thread} {row.sequence:>8} {row.time_s:>12.6f}"
    return f"{head}  {'  ' * min(row.depth, 40)}{row.kind} {row.name}{which}{place}"


def _repair(folder: Path, face: Face) -> int:
    done = repair(folder)
    for line in _repair_lines(done):
        face.line(line)
    data = {"changed": done.changed, "savedEvents": done.saved_events, "tornBytes": done.torn_bytes}
    sums = info_data(done.manifest, str(folder), size_of(folder))
    face.document("trace-repair", {**data, "unreadable": list(done.unreadable), **sums})
    return 1 if done.torn_bytes or done.unreadable or _unaccounted(done.manifest) else 0


def _repair_lines(done: Repaired) -> list[str]:
    if not done.changed:
        return ["nothing to repair: the trace is closed and whole"]
    emitted, persisted, dropped = totals(done.manifest.conservation)
    lines = [f"closed: {persisted:,} events, of them {done.saved_events:,} saved from lanes; {dropped:,} dropped"]
    lines += [
        f"torn: {size:,} bytes at the end of {name}, kept as {name}.torn" for name, size in done.torn_bytes.items()
    ]
    lines += [f"unreadable: {name}" for name in done.unreadable]
    if emitted - persisted - dropped:
        lines.append(f"unaccounted for: {emitted - persisted - dropped:,} events")
    return lines


def _pack(folder: Path, file: str, face: Face) -> int:
    packed = pack(folder, Path(file) if file else Path(f"{folder.name}.tar"))
    face.line(f"{packed}: {packed.stat().st_size:,} bytes")
    face.document("trace-pack", {"trace": str(folder), "file": str(packed), "sizeBytes": packed.stat().st_size})
    return 0


def _unpack(arguments: argparse.Namespace, face: Face) -> int:
    file = Path(arguments.file)
    name = file.name.removesuffix(".tar")
    folder = unpack(file, Path(arguments.folder or (name if name.endswith(".atf") else f"{name}.atf")))
    manifest = read_manifest(str(folder))
    face.line(f"{folder}: {totals(manifest.conservation)[1]:,} events")
    face.document("trace-unpack", {"file": str(file), "trace": str(folder), "manifest": msgspec.to_builtins(manifest)})
    return 0


def _unaccounted(manifest: Manifest) -> int:
    emitted, persisted, dropped = totals(manifest.conservation)
    return emitted - persisted - dropped
