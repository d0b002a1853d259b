"""Asks a compiler for the sizes and offsets of a planned structure, without running or linking anything.

    probe.c ──compiler -S──> probe.s ──screened──> compiler -c ──> probe.o ──pyelftools──> numbers

    #include "./native/include/slot.h"
    const unsigned long long planproof_probe[] __attribute__((section(".planproof"))) = {
        sizeof(struct slot), __alignof__(struct slot),
        offsetof(struct slot, state), sizeof(((struct slot *)0)->state), __alignof__(((struct slot *)0)->state), …

The assembly text is screened between the two steps: an attribute of a planned header can put any text into it, also
`.incbin`, and only directives that data and code need are let through.
"""

from __future__ import annotations

import hashlib
import re
import struct
import tempfile
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from planproof.plan.compilers import Diagnostic, LayoutProbe, ProbedField
from planproof.plan.compilers.c_declarations import declarations_of
from planproof.plan.compilers.existing_headers import ExistingHeaders
from planproof.plan.compilers.native import include_flags, limit_message, screened, write_files
from planproof.plan.compilers.planned_files import PlannedFile, planned_files
from planproof.plan.compilers.sandbox import run_limited
from planproof.plan.compilers.toolchain import Compiler, find_compiler
from planproof.plan.model import MemoryField, MemoryLayout, Plan

__all__ = ["probe"]

_SECTION, _SYMBOL = ".planproof", "planproof_probe"
_FIELD_PATH = re.compile(r"[A-Za-z_]\w*(?:\[\d{1,6}\]|\.[A-Za-z_]\w*)*", re.ASCII)
_LAST_INDEX = re.compile(r"(.*)\[(\d{1,6})\]")
_ERROR_LINE = re.compile(r"probe\.\w+:(\d+)(?::\d+)?: (?:fatal )?error: (.*)")
_STANDARDS = {"c": "c11", "cpp": "c++20"}
_SAFE_DIRECTIVE = re.compile(
    r"\.(?:file|text|data|bss|section|rodata|globl|global|local|weak|hidden|internal|protected|align|p2align|balign|type|size"
    r"|byte|value|short|hword|2byte|long|4byte|int|word|quad|8byte|xword|zero|space|skip|string|ascii|asciz|ident|comm|lcomm"
    r"|set|addrsig\w*|cfi_\w+|loc|previous|pushsection|popsection|arch|cpu|subsections_via_symbols|build_version|variant_pcs)\b"
)
# Wherever they stand, also inside what looks like a string: a comment with a quote in it could make them look so.
_READS_OR_MAKES_OTHERS = re.compile(r"\.(?:incbin|include|macro|irpc?|rept|altmacro)\b", re.I)
_STRINGS = re.compile(r'"(?:[^"\\\n]|\\.)*"')

_answers: dict[str, LayoutProbe] = {}


def probe(layout: MemoryLayout, plan: Plan, headers: ExistingHeaders | None = None) -> LayoutProbe:
    """What a compiler says of the structure of one layout table.

    Args:
        layout: the table; only the names of its structure and fields are used.
        plan: the plan whose C and C++ blocks define it.
        headers: those that the project has, which the blocks may include; None for none.

    Returns:
        numbers of every field that the compiler knows; problems of kind `unknown` for a structure or field that it
        doesn't, `error` when the header doesn't compile or a field is a bit-field, `limit`, `missing-tool`.
    """
    fit, _ = screened(planned_files(plan))
    name = re.sub(r"^(struct|union|class|typedef)\s+", "", layout.structure.strip().strip("`").strip())
    declared = [(file, declarations_of(file)) for file in fit]
    tag = next((found.aliases[name] for _, found in declared if name in found.aliases), name)
    known = ((file, found.record(name) or found.record(tag)) for file, found in declared)
    found = next(((file, record) for file, record in known if record), None)
    if found is None:
        return _nothing(layout, f"no C or C++ interface block defines {name!r}", "unknown")
    file, record = found
    compiler = find_compiler(file.language)
    if compiler is None:
        return _nothing(layout, f"no compiler for {file.language} on the PATH", "missing-tool")
    seen = "\0".join(
        [compiler.path, record.spelling, str(layout.place), *(f"{row.name}@{row.place}" for row in layout.fields)]
    )
    shown = (*fit, *(headers.reached_by(fit) if headers else ()))
    texts = "\0".join(f"{each.path}\0{each.text}" for each in shown)
    digest = hashlib.sha256(f"{seen}\0{file.path}\0{texts}".encode("utf-8", "replace")).hexdigest()
    if digest not in _answers:
        if len(_answers) >= 1024:
            _answers.clear()
        _answers[digest] = _probe(layout, record.spelling, file, shown, compiler)
    return _answers[digest]


def _nothing(layout: MemoryLayout, message: str, kind: str, *more: Diagnostic) -> LayoutProbe:
    return LayoutProbe((), None, None, (Diagnostic(message, layout.place.line, layout.place.column, kind), *more))


def _problem(row: MemoryField, message: str, kind: str) -> Diagnostic:
    return Diagnostic(message, row.place.line, row.place.column, kind)


def _probe(
    layout: MemoryLayout, spelling: str, file: PlannedFile, files: tuple[PlannedFile, ...], compiler: Compiler
) -> LayoutProbe:
    """Compiles until every remaining field is one that the compiler can measure: fields it refuses are left out once."""
    problems, rows = [], []
    for row in layout.fields:
        if _FIELD_PATH.fullmatch(_path(row)):
            rows.append(row)
        elif not row.name.strip().startswith("("):
            problems.append(_problem(row, f"{row.name!r} is no path of a field", "unknown"))
    with tempfile.TemporaryDirectory(prefix="planproof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        write_files(files, folder)
        for _ in range(2):
            source, row_of_line = _source(spelling, file, rows)
            refusal = _assemble(source, folder, files, compiler)
            if isinstance(refusal, list):
                return _answer(refusal, rows, problems)
            refused = {row_of_line[line]: text for line, text in refusal.lines if line in row_of_line}
            if not refused:
                return _nothing(layout, refusal.message, refusal.kind, *problems)
            problems += [_refused_field(rows[index], text, spelling) for index, text in sorted(refused.items())]
            rows = [row for index, row in enumerate(rows) if index not in refused]
    return _nothing(layout, "the compiler refuses the structure's fields", "error", *problems)


def _path(row: MemoryField) -> str:
    return row.name.strip().strip("`").strip()


def _refused_field(row: MemoryField, text: str, spelling: str) -> Diagnostic:
    if "bit-field" in text:
        return _problem(row, f"{_path(row)} is a bit-field: it has no offset of its own", "error")
    return _problem(row, f"{spelling} has no field {_path(row)}", "unknown")


def _source(spelling: str, file: PlannedFile, rows: list[MemoryField]) -> tuple[str, dict[int, int]]:
    """The probe's text, and which of its lines asks for which row."""
    linkage = 'extern "C"' if file.language == "cpp" else "extern"
    lines = [
        "#include <stddef.h>",
        f'#include "./{file.path}"',
        f'{linkage} const unsigned long long {_SYMBOL}[] __attribute__((section("{_SECTION}"), used));',
        f"const unsigned long long {_SYMBOL}[] = {{",
        f"sizeof({spelling}), __alignof__({spelling}),",
    ]
    row_of_line = {}
    for index, row in enumerate(rows):
        path, declared = _path(row), _LAST_INDEX.fullmatch(_path(row))
        whole = declared.group(1) if declared else path
        length = declared.group(2) if declared else "0"
        lines.append(", ".join([*_measures(spelling, path), *_measures(spelling, whole), f"{length},"]))
        row_of_line[len(lines)] = index
    return "\n".join([*lines, "};", ""]), row_of_line


def _measures(spelling: str, path: str) -> list[str]:
    member = f"(({spelling} *)0)->{path}"
    return [f"offsetof({spelling}, {path})", f"sizeof({member})", f"__alignof__({member})"]


class _Refusal:
    """Why there are no numbers: one message and kind, and the compiler's errors by line of the probe."""

    def __init__(self, message: str, kind: str, lines: list[tuple[int, str]]) -> None:
        self.message, self.kind, self.lines = message, kind, lines


def _assemble(source: str, folder: Path, files: tuple[PlannedFile, ...], compiler: Compiler) -> list[int] | _Refusal:
    """The numbers of the probe's section, or why there are none."""
    ending = "cpp" if compiler.language == "cpp" else "c"
    own = folder / ".planproof-probe"
    own.mkdir(exist_ok=True)
    (own / f"probe.{ending}").write_text(source, encoding="utf-8")
    standard = [f"-std={_STANDARDS[compiler.language]}", "-D_GNU_SOURCE", "-w", "-O0", "-g0", "-fmax-errors=500"]
    base = [compiler.path, *compiler.flags]
    where = ["-I", ".", *include_flags(files), f".planproof-probe/probe.{ending}", "-o", ".planproof-probe/probe.s"]
    outcome = run_limited([*base, *standard, "-S", *where], folder)
    if outcome.limit:
        return _Refusal(limit_message(outcome.limit), "limit", [])
    if outcome.exit_code:
        lines = [(int(line), text) for line, text in _ERROR_LINE.findall(outcome.messages)]
        return _Refusal("the header that defines it doesn't compile", "error", lines)
    strange = _strange_directive((own / "probe.s").read_text(encoding="utf-8", errors="replace"))
    if strange:
        return _Refusal(f"an attribute puts {strange!r} into the assembly: not assembled", "include", [])
    outcome = run_limited([*base, "-c", ".planproof-probe/probe.s", "-o", ".planproof-probe/probe.o"], folder)
    if outcome.limit or outcome.exit_code:
        return _Refusal(limit_message(outcome.limit or "crash"), "limit", [])
    return _numbers(own / "probe.o")


def _strange_directive(assembly: str) -> str:
    """The first directive in an assembly text that neither data nor code needs; empty when there is none."""
    if reads := _READS_OR_MAKES_OTHERS.search(assembly):
        return reads.group()
    for line in _STRINGS.sub('""', assembly).split("\n"):
        for statement in re.split(r"[;|]|^\s*[\w.$@]+:", line):
            directive = re.match(r"\s*(\.[A-Za-z_]\w*|\S*\\\S*)", statement)
            if directive and not _SAFE_DIRECTIVE.match(directive.group(1)):
                return directive.group(1)
    return ""


def _numbers(path: Path) -> list[int] | _Refusal:
    """The 64-bit numbers of the probe's symbol in an ELF object file."""
    try:
        with path.open("rb") as stream:
            elf = ELFFile(stream)
            section, symbols = elf.get_section_by_name(_SECTION), elf.get_section_by_name(".symtab")
            found = symbols.get_symbol_by_name(_SYMBOL) if isinstance(symbols, SymbolTableSection) else None
            if section is None or not found:
                return _Refusal("the object file has no section for the probe", "error", [])
            at, size = found[0]["st_value"], found[0]["st_size"]
            data = section.data()[at : at + size]
            order = "<" if elf.little_endian else ">"
            return list(struct.unpack(f"{order}{len(data) // 8}Q", data[: len(data) // 8 * 8]))
    except ELFError as error:
        return _Refusal(f"the compiler writes no ELF object file: {error}", "missing-tool", [])


def _answer(numbers: list[int], rows: list[MemoryField], problems: list[Diagnostic]) -> LayoutProbe:
    fields = []
    for index, row in enumerate(rows):
        offset, size, alignment, *whole, length = numbers[2 + 7 * index : 9 + 7 * index]
        # `bits[4]` in a table means the whole array when the structure declares it with just that length.
        if length and length * size == whole[1]:
            offset, size, alignment = whole
        fields.append(ProbedField(row.name, offset, size, alignment))
    return LayoutProbe(tuple(fields), numbers[0], numbers[1], tuple(problems))
