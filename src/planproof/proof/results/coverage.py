"""Line coverage from lcov `.info`, cobertura XML and coverage.py JSON (which has contexts: which test ran which line).

lcov        SF:path   DA:line,hits[,checksum]   end_of_record        TN: names the test
cobertura   <class filename="…"><lines><line number="3" hits="0"/>
coverage.py {"files": {path: {"executed_lines": […], "missing_lines": […], "contexts": {"3": ["test|run"]}}}}
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from planproof.proof.results.guard import UnreadableResult, parse_json, parse_xml
from planproof.proof.results.model import FileCoverage

__all__ = ["parse_cobertura", "parse_coverage_json", "parse_lcov"]


def parse_lcov(data: bytes) -> dict[str, FileCoverage]:
    """Coverage by path as written; several records of one file are put together.

    Raises:
        UnreadableResult: a record isn't closed (cut off), a line isn't of this form, or there is no record.
    """
    files: dict[str, FileCoverage] = {}
    path, test = "", ""
    hits: dict[int, int] = {}
    for line_number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        key, _, value = line.strip().partition(":")
        if key == "TN":
            test = value
        elif key == "SF":
            path, hits = value, {}
        elif key == "DA":
            _count_hit(hits, value, line_number)
        elif key == "end_of_record":
            if not path:
                raise UnreadableResult("wrong-format", f"line {line_number} ends a record that has no SF line")
            _merge(files, path, _from_hits(hits, test))
            path = ""
    if path:
        raise UnreadableResult("truncated", f"the record of {path} has no end_of_record: the file is cut off")
    if not files:
        raise UnreadableResult("wrong-format", "the file holds no lcov record")
    return files


def parse_cobertura(data: bytes) -> dict[str, FileCoverage]:
    """Coverage by path; joined to the report's source folder where there is one, or where the file lies in one of several.

    Raises:
        UnreadableResult: no XML, unsafe, cut off, or its root isn't `coverage`.
    """
    root = parse_xml(data)
    if root.tag != "coverage":
        raise UnreadableResult("wrong-format", f"the XML is no cobertura report: its root is <{root.tag[:60]}>")
    sources = [source.text.strip() for source in root.iter("source") if source.text and source.text.strip()]
    files: dict[str, FileCoverage] = {}
    for element in root.iter("class"):
        hits: dict[int, int] = {}
        for line in element.iterfind("lines/line"):
            _count_hit(hits, f"{line.get('number', '')},{line.get('hits', '')}", 0)
        _merge(files, _with_source(element.get("filename", ""), sources), _from_hits(hits, ""))
    return files


def parse_coverage_json(data: bytes) -> dict[str, FileCoverage]:
    """Coverage by path as written, with the contexts of `--show-contexts`.

    Raises:
        UnreadableResult: no JSON, cut off, or not of this form.
    """
    report = parse_json(data)
    entries = report.get("files") if isinstance(report, dict) else None
    if not isinstance(entries, dict):
        raise UnreadableResult("wrong-format", "the JSON is no coverage.py report: it has no `files`")
    return {path: _from_entry(path, entry) for path, entry in entries.items()}


def _from_entry(path: str, entry: Any) -> FileCoverage:
    try:
        contexts = {
            int(line): frozenset(str(name) for name in names if name)
            for line, names in (entry.get("contexts") or {}).items()
        }
        covered, missing = _lines(entry["executed_lines"]), _lines(entry["missing_lines"])
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise UnreadableResult("wrong-format", f"the JSON is no coverage.py report: {path} has no lines") from error
    return FileCoverage(covered, missing - covered, contexts)


def _lines(values: Iterable[Any]) -> frozenset[int]:
    return frozenset(int(value) for value in values)


def _count_hit(hits: dict[int, int], value: str, line_number: int) -> None:
    """Adds `line,hits[,checksum]`; a line that stands there twice (templates, inlined code) is hit when one of them is."""
    fields = value.split(",")
    try:
        line, count = int(fields[0]), int(float(fields[1]))
    except (ValueError, IndexError, OverflowError) as error:
        where = f"line {line_number}" if line_number else "a <line>"
        raise UnreadableResult("wrong-format", f"{where} has no line number and hits: {value[:60]!r}") from error
    hits[line] = max(hits.get(line, 0), count)


def _from_hits(hits: dict[int, int], test: str) -> FileCoverage:
    covered = frozenset(line for line, count in hits.items() if count > 0)
    contexts = {line: frozenset([test]) for line in covered} if test else {}
    return FileCoverage(covered, frozenset(hits) - covered, contexts)


def _merge(files: dict[str, FileCoverage], path: str, coverage: FileCoverage) -> None:
    files[path] = files[path].merged(coverage) if path in files else coverage


def _with_source(name: str, sources: list[str]) -> str:
    if not sources or PurePosixPath(name).is_absolute():
        return name
    if len(sources) == 1:
        return str(PurePosixPath(sources[0]) / name)
    return next((str(Path(source) / name) for source in sources if _is_file(source, name)), name)


def _is_file(source: str, name: str) -> bool:
    try:
        return (Path(source) / name).is_file()
    except (OSError, ValueError):
        return False
