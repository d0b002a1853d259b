"""Rules about interfaces and order, where their own examples leave something open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from planproof.plan.compilers.planned_files import planned_files
from planproof.plan.document import Place
from planproof.plan.model import Frame, KeyFile, MemoryField, MemoryLayout, SharedField, Task
from planproof.plan.rule import Hit
from planproof.plan.rules import all_rules
from tests.plan.compilers.plans import DOCUMENT, RealDesk, block, layout_of, plan_of

HEADER = "#pragma once\nstruct slot { int state; long generation; };\n"


def hits(code: str, plan: Any, root: Path = Path("/nonexistent")) -> list[Hit]:
    """What one rule says of a plan, or of a project of several plans."""
    rule = next(rule for rule in all_rules() if rule.code == code)
    desk = RealDesk(root)
    if rule.check_project:
        plans = plan if isinstance(plan, tuple) else (plan,)
        gathered = [rule.gathered(each, desk) for each in plans]
        return list(rule.check_project(Frame(root, "docs", (), (), (), ()), gathered, desk))
    assert rule.check_plan
    return list(rule.check_plan(plan, desk))


def test_rules__plan_with_nothing_in_it__then_silent() -> None:
    for rule in all_rules():
        if rule.code.startswith(("PP2", "PP8")) and (rule.check_plan or rule.check_project):
            assert hits(rule.code, plan_of()) == []


def test_pp203__two_blocks_of_one_header__then_the_first_one_guards_both() -> None:
    first = block("c", "#ifndef A_H\n#define A_H\nint a;\n", "a.h")
    assert hits("PP203", plan_of(first, block("c", "int b;\n#endif\n", "a.h", line=40))) == []


@pytest.mark.parametrize(
    "text",
    [
        "// words\n#pragma once\n",
        "/* words */\n#if !defined(A_H)\n#define A_H\n#endif\n",
        "\n#  ifndef A_H\n#  define A_H\n#endif\n",
    ],
)
def test_pp203__guard_behind_comments_and_blanks__then_silent(text: str) -> None:
    assert hits("PP203", plan_of(block("c", text, "a.h"))) == []


@pytest.mark.parametrize(
    "text", ["#ifndef A_H\n#define B_H\n#endif\n", "int a;\n#pragma once\n", "#include <stdint.h>\n"]
)
def test_pp203__no_real_guard__then_said(text: str) -> None:
    assert len(hits("PP203", plan_of(block("c", text, "a.h")))) == 1


def test_pp205__several_declarations_of_one_structure__then_said_once() -> None:
    text = "struct lane;\ntypedef struct lane lane_t;\nint lane_count(const struct lane *lane);\n"
    assert [hit.place.line for hit in hits("PP205", plan_of(block("c", text)))] == [11]


def test_pp205__opaque_handle_without_destroy__then_said() -> None:
    text = "typedef struct lane lane_t;\nlane_t *lane_create(void);\n"
    assert len(hits("PP205", plan_of(block("c", text)))) == 1


def test_pp206__partner_in_another_header__then_silent() -> None:
    init, destroy = (
        block("c", "int ring_init(void);\n", "a.h"),
        block("c", "void ring_destroy(void);\n", "b.h", line=40),
    )
    assert hits("PP206", plan_of(init, destroy)) == []
    assert len(hits("PP206", plan_of(init))) == 1


def test_pp212__every_number_wrong__then_one_hit_a_cell_at_its_row() -> None:
    rows = (MemoryField("generation", "long", 1, 2, 3, Place(DOCUMENT, 51)),)
    layout = MemoryLayout("slot", rows, 4, 5, Place(DOCUMENT, 49))
    found = hits("PP212", plan_of(block("c", HEADER), memory_layouts=(layout,)))
    assert [(hit.place.line, hit.message.split(" of ")[0]) for hit in found] == [
        (51, "offset"),
        (51, "size"),
        (51, "alignment"),
        (49, "size"),
        (49, "alignment"),
    ]
    assert "is 8, the table says 1" in found[0].message


def test_pp212__cells_left_empty__then_silent() -> None:
    layout = layout_of("struct slot", "state", "generation")
    assert hits("PP212", plan_of(block("c", HEADER), memory_layouts=(layout,))) == []


def test_pp213__structure_that_only_rust_defines__then_silent() -> None:
    rust = block("rust", "#[repr(C)]\npub struct Slot {\n    pub state: u32,\n}\n")
    assert hits("PP213", plan_of(rust, memory_layouts=(layout_of("Slot", "state"),))) == []
    assert len(hits("PP213", plan_of(rust, memory_layouts=(layout_of("Lane", "state"),)))) == 1


def test_pp215__python_nested_too_deeply__then_said() -> None:
    assert len(hits("PP215", plan_of(block("python", "(" * 50_000)))) <= 1
    assert len(hits("PP215", plan_of(block("python", "x" * 600_000)))) == 1


def test_pp218__no_compiler_and_many_headers__then_said_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    plans = tuple(plan_of(block("c", f"int f{n}(void);\n"), block("cpp", f"int g{n}();\n", line=40)) for n in range(3))
    (found,) = hits("PP218", plans)
    assert "no C11 compiler on the PATH" in found.message


def test_pp218__language_that_nothing_reads__then_said_and_data_is_left_alone() -> None:
    found = hits("PP218", plan_of(block("zig", "const x = 1;"), block("json", "{}", line=40)))
    assert [hit.message for hit in found] == ["nothing reads an interface in zig"]


def test_pp801__atomic_of_a_macro_and_in_a_nested_structure__then_both_need_rows() -> None:
    text = (
        "struct a { PLANPROOF_ATOMIC(unsigned) head; struct { _Atomic int tail; } in; };\nextern atomic_uint drops;\n"
    )
    plan = plan_of(block("c", text))
    assert [hit.message.split()[1] for hit in hits("PP801", plan)] == ["a.head", "a.tail", "drops"]
    rows = tuple(
        SharedField(name, "w", "r", "relaxed", "", Place(DOCUMENT, 60)) for name in ("`a.head`", "tail / drops")
    )
    assert hits("PP801", replace(plan, shared_fields=rows)) == []


def shared(name: str, ordering: str, partner: str) -> SharedField:
    return SharedField(name, "producer", "drain", ordering, partner, Place(DOCUMENT, 60))


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([shared("a", "release", "b"), shared("b", "acquire", "a")], 0),
        ([shared("a", "release", "b"), shared("b", "release", "a")], 2),
        ([shared("a", "acquire", "b"), shared("b", "relaxed", "a")], 1),
        ([shared("`r.a`", "release", "`r.b`"), shared("`r.b`", "acq_rel on claim", "`r.a`")], 0),
        ([shared("a", "release", "nowhere")], 1),
        ([shared("a", "release", "the drain's acquire load")], 0),
        ([shared("a", "release", "")], 0),
    ],
)
def test_pp803__rows__then_every_unmet_order_is_named(rows: list[SharedField], count: int) -> None:
    assert len(hits("PP803", plan_of(shared_fields=tuple(rows)))) == count


def task(number: int, *files: str, after: tuple[int, ...] = ()) -> Task:
    """A task with key files, `+path` for a new one."""
    parts: dict[str, Any] = dict.fromkeys(Task.__struct_fields__)
    place = Place(DOCUMENT, number * 10)
    keys = tuple(KeyFile(name.removeprefix("+"), "", name.startswith("+"), place) for name in files)
    empty = dict.fromkeys(("core", "data", "smoke_tests", "verification"), ())
    own = {"id": f"M1_E1_I1_T{number}", "number": number, "name": "t", "depends_on": after, "key_files": keys}
    return Task(**(parts | empty | own | {"place": place, "end_line": number * 10 + 9}))


@pytest.mark.parametrize(
    ("tasks", "lines"),
    [
        ([task(1, "a.py"), task(2, "+a.py")], [10]),
        ([task(1, "+a.py"), task(2, "a.py")], []),
        ([task(1, "a.py", after=(3,)), task(2), task(3, "+a.py")], []),
        ([task(1, "a.py", after=(2,)), task(2, after=(3,)), task(3, "+a.py")], []),
        ([task(1, "a.py", after=(2,)), task(2, after=(1,)), task(3, "+./a.py")], [10]),
        ([task(1, "a.py"), task(2, "a.py")], []),
    ],
)
def test_pp804__tasks__then_uses_before_the_creation_are_named(tasks: list[Task], lines: list[int]) -> None:
    assert [hit.place.line for hit in hits("PP804", plan_of(tasks=tuple(tasks)))] == lines


def test_pp804__file_is_there_already__then_silent(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    assert hits("PP804", plan_of(tasks=(task(1, "a.py"), task(2, "+a.py"))), tmp_path) == []


@pytest.mark.parametrize(
    ("tasks", "lines"),
    [
        ([task(1, "a.py"), task(2, "a.py")], [20]),
        ([task(1, "a.py"), task(2, "a.py", after=(1,))], []),
        ([task(1, "a.py"), task(2, after=(1,)), task(3, "a.py", after=(2,))], []),
        ([task(1, "a.py", after=(2,)), task(2, "a.py")], []),
        ([task(1, "a.py"), task(2, "a.py"), task(3, "a.py", after=(1, 2))], [20]),
        ([task(1, "a.py", "a.py")], []),
    ],
)
def test_pp805__tasks__then_files_shared_without_an_order_are_named(tasks: list[Task], lines: list[int]) -> None:
    assert [hit.place.line for hit in hits("PP805", plan_of(tasks=tuple(tasks)))] == lines


def test_pp804_and_pp805__ten_thousand_tasks_in_a_chain_on_one_file__then_silent() -> None:
    tasks = [task(number, "a.py", after=(number - 1,)) for number in range(1, 10_001)]
    plan = plan_of(tasks=(replace(tasks[0], depends_on=()), *tasks[1:]))
    assert hits("PP805", plan) == []
    assert hits("PP804", plan) == []


@pytest.mark.parametrize(
    "piece", ["/*", "#ifdef __cplusplus\n", "{//" + " " * 1000, "__attribute__((", "(", "#", "atomic_load("]
)
def test_rules__block_of_half_a_megabyte_made_to_be_slow__then_an_answer(piece: str) -> None:
    plan = plan_of(*(block(language, piece * (400_000 // len(piece)), line=10) for language in ("c", "rust")))
    for code in ("PP203", "PP204", "PP205", "PP206", "PP207", "PP214", "PP216", "PP217", "PP219", "PP801"):
        hits(code, plan)


def test_planned_files__place__then_line_and_column_of_the_block_in_a_list() -> None:
    (file,) = planned_files(plan_of(block("c", "int é, b;\n", "a.h", column=5)))
    assert str(file.place(1, 9)) == f"{DOCUMENT}:11:12"
