"""C and C++ interfaces as sources that compile: a header as it was planned, and definitions that say they aren't there yet.

    C      prints PLANPROOF_NOT_IMPLEMENTED with its name and returns zero, so that no test dies of it
    C++    throws std::logic_error with that text; what is `noexcept` returns an empty value

A structure whose layout the plan gives is held to it by assertions; one that only has a name in the header is defined from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from planproof.plan.model import MemoryLayout
from planproof.plan.scaffold.native_units import NativeFunction, NativeTypes
from planproof.plan.scaffold.wording import sentence

__all__ = ["definition", "layout_lines", "source_text"]

_FIELD_WORDS = frozenset(
    "_Atomic _Bool _Alignas atomic_bool atomic_int atomic_uint bool char const double float int long short signed size_t ssize_t "
    "struct union uintptr_t intptr_t ptrdiff_t unsigned void volatile int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t "
    "uint64_t".split()
)
_STATIC_ASSERT = {"c": "_Static_assert", "cpp": "static_assert"}


def source_text(
    identifier: str,
    purpose: str,
    header: str,
    language: str,
    functions: Sequence[NativeFunction],
    structures: Sequence[str],
) -> str:
    """The text of a source file.

    Args:
        identifier: of the iteration.
        purpose: what the file is for.
        header: as it is included.
        language: `c` or `cpp`.
        functions: what it defines.
        structures: definitions and assertions from memory layouts, each of several lines.
    """
    says = sentence(purpose).replace("*/", "* /")
    head = (
        f"/* {says or f'Planned in {identifier}.'} */"
        if language == "c"
        else f"// {says or f'Planned in {identifier}.'}"
    )
    system = ["<stddef.h>", "<stdatomic.h>"] if language == "c" else ["<cstddef>", "<stdexcept>"]
    used = [system[0]] if structures else []
    if language == "c":
        used += ["<stdatomic.h>"] if any("_Atomic" in text or "atomic_" in text for text in structures) else []
        used += ["<stdint.h>"] if any("int" in text for text in structures) else []
        used += ["<stdio.h>"] if functions else []
    else:
        used += ["<cstdint>"] if any("int" in text for text in structures) else []
        used += [system[1]] if functions else []
    lines = [head, f'#include "{header}"', ""]
    lines += [*(f"#include {name}" for name in sorted(set(used))), ""] if used else []
    if language == "c" and functions:
        said = f'fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: {identifier}: %s\\n", __func__)'
        lines += [f"#define NOT_IMPLEMENTED() {said}", ""]
    for text in structures:
        lines += [text, ""]
    lines += list(_definitions(functions, identifier, language))
    return "\n".join(lines).rstrip("\n") + "\n"


def _definitions(functions: Sequence[NativeFunction], identifier: str, language: str) -> Iterator[str]:
    """All definitions, those of one namespace together."""
    inside: tuple[str, ...] = ()
    for function in functions:
        if function.namespaces != inside:
            if inside:
                yield f"}} // namespace {'::'.join(inside)}\n"
            inside = function.namespaces
            if inside:
                yield f"namespace {'::'.join(inside)} {{\n"
        yield definition(function, identifier, language) + "\n"
    if inside:
        yield f"}} // namespace {'::'.join(inside)}"


def definition(function: NativeFunction, identifier: str, language: str) -> str:
    """One function that isn't there yet."""
    parameters = ", ".join([each.text for each in function.parameters] + (["..."] if function.variadic else []))
    name = f"{function.owner}::{function.bare}" if function.owner else function.bare
    ignored = [f"    (void){each.name};" for each in function.parameters if each.name]
    if language == "c":
        glue = "" if function.returns.endswith("*") else " "
        lines = [f"{function.returns}{glue}{name}({parameters or 'void'})", "{", *ignored, "    NOT_IMPLEMENTED();"]
        return "\n".join([*lines, *_zero(function.returns), "}"])
    if function.kind == "destructor":
        return f"{name}() = default;"
    behind = f" {function.qualifiers}" if function.qualifiers else ""
    # The trailing form finds types that are declared inside of the class.
    simple = re.fullmatch(
        r"(?:const )?(?:void|bool|u?int\d+_t|(?:unsigned |signed )?(?:int|long|char)|double|float)", function.returns
    )
    arrow = f" -> {function.returns}" if function.returns and function.owner and not simple else ""
    head = "auto " if arrow else f"{function.returns} " if function.returns else ""
    raised = f'    throw std::logic_error("PLANPROOF_NOT_IMPLEMENTED: {identifier}: {function.name}");'
    if "noexcept" in function.qualifiers:
        raised = "    return {};" if function.returns not in ("", "void") else ""
    body = [line for line in (*ignored, raised) if line]
    return "\n".join([f"{head}{name}({parameters}){behind}{arrow}", "{", *body, "}"])


def _zero(returns: str) -> list[str]:
    """The `return` of C; a compound literal is zero for every type that has one."""
    if returns == "void":
        return []
    if returns.endswith("*"):
        return ["    return NULL;"]
    bare = re.sub(r"\b(?:const|volatile)\b", "", returns).strip()
    if bare in ("bool", "_Bool"):
        return ["    return false;" if bare == "bool" else "    return 0;"]
    if re.fullmatch(
        r"(?:unsigned |signed )?(?:int|long|short|char|long long|size_t|ssize_t|u?int\d+_t|float|double)", bare
    ):
        return ["    return 0;"]
    return [f"    return ({bare}){{0}};"]


def layout_lines(layouts: Iterable[MemoryLayout], types: NativeTypes, language: str) -> Iterator[tuple[str, str]]:
    """Name of a structure, and its definition where a header only names it, with assertions of what the plan says of it."""
    for layout in layouts:
        name = re.sub(r"^(struct|union|class|typedef)\s+", "", layout.structure.strip().strip("`").strip())
        if not re.fullmatch(r"\w+", name) or name not in types.complete | types.opaque:
            continue
        lines = []
        fields = [(row.name.strip("`"), row.type.strip("`")) for row in layout.fields]
        spelled = f"struct {name}" if name in types.opaque else name
        if name in types.opaque:
            declared = [
                _field(field, kind, row.size_bytes, types)
                for (field, kind), row in zip(fields, layout.fields, strict=True)
            ]
            lines += [f"{spelled} {{", *(f"    {line};" for line in declared), "};"]
        word = _STATIC_ASSERT[language]
        if layout.size_bytes is not None:
            lines.append(f'{word}(sizeof({spelled}) == {layout.size_bytes}, "planned size of {name}");')
        for (field, _), row in zip(fields, layout.fields, strict=True):
            if row.offset_bytes is not None and re.fullmatch(r"\w+", field):
                said = f'"planned offset of {name}.{field}"'
                lines.append(f"{word}(offsetof({spelled}, {field}) == {row.offset_bytes}, {said});")
        if lines:
            yield name, "\n".join(lines)


def _field(name: str, kind: str, size_bytes: int | None, types: NativeTypes) -> str:
    """A field as its table says; bytes of its size where its type isn't known here."""
    base, bracket, length = kind.partition("[")
    words = set(re.findall(r"[A-Za-z_]\w*", base))
    if words <= _FIELD_WORDS | types.complete | (types.opaque if "*" in base else frozenset()):
        glue = "" if base.rstrip().endswith("*") else " "
        return f"{base.strip()}{glue}{name}{bracket}{length}"
    return f"unsigned char {name}[{size_bytes or 1}]"
