"""Sizes and offsets come from the compiler, by an object file that is read and never linked or run."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.plan.compilers import LayoutProbe, probe_layout
from planproof.plan.compilers.layout import _strange_directive
from tests.plan.compilers.plans import block, layout_of, plan_of

SLOT = """#pragma once
#include <stdint.h>
#include <stdatomic.h>
struct slot {
    uint32_t state;
    _Alignas(64) _Atomic uint64_t head;
    uint64_t bits[4];
    struct { char kind; int32_t depth; } line;
    unsigned flag : 3;
};
"""


def probed(structure: str, *names: str, header: str = SLOT, language: str = "c") -> LayoutProbe:
    return probe_layout(layout_of(structure, *names), plan_of(block(language, header, "include/slot.h")))


def figures(probe: LayoutProbe) -> dict[str, tuple[int, int, int]]:
    return {field.name: (field.offset_bytes, field.size_bytes, field.alignment_bytes) for field in probe.fields}


def test_probe_layout__fields_arrays_and_paths__then_the_compilers_numbers() -> None:
    probe = probed("struct slot", "state", "head", "bits", "bits[4]", "bits[1]", "line.depth")
    assert figures(probe) == {
        "state": (0, 4, 4),
        "head": (64, 8, 64),
        "bits": (72, 32, 8),
        "bits[4]": (72, 32, 8),
        "bits[1]": (80, 8, 8),
        "line.depth": (108, 4, 4),
    }
    assert (probe.size_bytes, probe.alignment_bytes) == (128, 64)
    assert probe.problems == ()


@pytest.mark.parametrize("name", ["slot", "struct slot", "`struct slot`", " struct  slot "])
def test_probe_layout__structure_spelled_in_any_way__then_found(name: str) -> None:
    assert figures(probed(name, "state")) == {"state": (0, 4, 4)}


def test_probe_layout__unknown_field_and_bit_field__then_problems_at_their_rows_and_the_rest_measured() -> None:
    probe = probed("slot", "state", "nothing", "flag", "(padding)")
    assert figures(probe) == {"state": (0, 4, 4)}
    assert [(each.kind, each.line) for each in probe.problems] == [("unknown", 52), ("error", 53)]


def test_probe_layout__unknown_structure__then_problem_at_the_table() -> None:
    probe = probed("struct lane", "state")
    assert [(each.kind, each.line) for each in probe.problems] == [("unknown", 50)]
    assert probe.size_bytes is None


def test_probe_layout__opaque_in_the_header_and_defined_in_a_private_block__then_measured() -> None:
    header = block("c", "#pragma once\ntypedef struct lane lane_t;\nlane_t *lane_init(void);\n", "include/lane.h")
    private = block("c", '#include "lane.h"\nstruct lane { char a; short b; };\n', "src/lane.c", line=40)
    probe = probe_layout(layout_of("lane_t", "b"), plan_of(header, private))
    assert figures(probe) == {"b": (2, 2, 2)}


def test_probe_layout__packed_typedef_without_a_tag__then_measured() -> None:
    header = "typedef struct __attribute__((packed)) { char a; int b; } packed_t;\n"
    assert figures(probed("packed_t", "b", header=header)) == {"b": (1, 4, 1)}


def test_probe_layout__cpp_structure_in_a_namespace_free_header__then_measured() -> None:
    header = "#pragma once\n#include <atomic>\nstruct Ring { char a; std::atomic<long> head; };\n"
    assert figures(probed("Ring", "head", header=header, language="cpp")) == {"head": (8, 8, 8)}


@pytest.mark.parametrize("name", ["state), evil(", 'a"', "a;b", "a]", "0", "a..b", ""])
def test_probe_layout__row_that_is_no_field_path__then_never_compiled(name: str) -> None:
    probe = probed("slot", "state", name)
    assert figures(probe) == {"state": (0, 4, 4)}
    assert [each.kind for each in probe.problems] == ["unknown"]


def test_probe_layout__structure_name_with_code_in_it__then_unknown() -> None:
    probe = probed("slot); int evil(", "state")
    assert [each.kind for each in probe.problems] == ["unknown"]


INJECTIONS = {
    "section": '__attribute__((section(".text\\n.incbin \\"/etc/passwd\\"\\n#"))) int stolen = 1;\n',
    "section by macro": "#define QUIET(x) __attribute__((section(x)))\n"
    'QUIET(".d\\n.include \\"/etc/passwd\\"\\n#") int stolen = 1;\n',
    "macro of the assembler": '__attribute__((section(".d\\n.macro m a\\n'
    '.inc\\\\a \\"/etc/passwd\\"\\n.endm\\nm bin\\n#"))) int stolen = 1;\n',
}


@pytest.mark.parametrize("injection", INJECTIONS.values(), ids=INJECTIONS.keys())
def test_probe_layout__attribute_that_writes_assembly__then_not_assembled(injection: str) -> None:
    probe = probed("slot", "state", header=SLOT + injection)
    assert figures(probe) == {}
    assert [each.kind for each in probe.problems] == ["include"]
    assert "root:" not in repr(probe)


@pytest.mark.parametrize(
    "line",
    [
        '\t.incbin "/etc/passwd"',
        'x: .incbin "f"',
        '.text; .include "f"',
        "\t.macro m a",
        "\t.inc\\a",
        '/* */ .incbin "f"',
    ],
)
def test_strange_directive__directive_that_reads_or_makes_others__then_named(line: str) -> None:
    assert _strange_directive(f"\t.text\n{line}\n")


def test_probe_layout__constructor_in_the_header__then_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "was-here"
    run = (
        f'#include <stdio.h>\n__attribute__((constructor)) static void run(void) {{ fclose(fopen("{mark}", "w")); }}\n'
    )
    assert figures(probed("slot", "state", header=SLOT + run)) == {"state": (0, 4, 4)}
    assert not mark.exists()


def test_probe_layout__header_that_does_not_compile__then_said_so() -> None:
    probe = probed("slot", "state", header=SLOT + "wrong x;\n")
    assert [each.kind for each in probe.problems] == ["error"]


def test_probe_layout__header_is_refused__then_structure_unknown() -> None:
    probe = probed("slot", "state", header='#include "/etc/passwd"\n' + SLOT)
    assert [each.kind for each in probe.problems] == ["unknown"]


def test_probe_layout__object_of_a_terabyte__then_ended_at_a_limit() -> None:
    probe = probed("slot", "state", header=SLOT + "static const char big[1UL << 32] __attribute__((used)) = { 1 };\n")
    assert figures(probe) == {}
    assert [each.kind for each in probe.problems] == ["limit"]


def test_probe_layout__no_compiler__then_missing_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [each.kind for each in probed("slot", "state").problems] == ["missing-tool"]
