"""Planned headers go to a real compiler alone, with limits; what it says comes back in the document's lines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planproof.plan.compilers import diagnose, sandbox
from planproof.plan.compilers.sandbox import CompilerLimits, run_limited
from planproof.plan.compilers.toolchain import find_compiler
from planproof.plan.model import Interface
from tests.plan.compilers.plans import block, plan_of

C_PLUS_PLUS = '#ifdef __cplusplus\nextern "C" {\n#endif\n'
END = "#ifdef __cplusplus\n}\n#endif\n"


def said(*interfaces: Interface) -> list[tuple[str, int, int, str]]:
    """Kind, line, column and message of what is said about the first block, the others being planned too."""
    plan = plan_of(*interfaces)
    return [(each.kind, each.line, each.column, each.message) for each in diagnose(interfaces[0], plan)]


def test_diagnose__complete_header__then_nothing() -> None:
    header = "#pragma once\n#include <stdint.h>\n" + C_PLUS_PLUS + "uint64_t now_ns(void);\n" + END
    assert said(block("c", header, "include/clock.h")) == []


def test_diagnose__unknown_type__then_line_and_column_of_the_document() -> None:
    (found,) = said(block("c", "#pragma once\nint f(uint64_t x);\n", "include/clock.h", line=30))
    assert found[:3] == ("error", 32, 7)
    assert "uint64_t" in found[3]


def test_diagnose__wide_characters_and_tabs_before_the_error__then_column_in_characters() -> None:
    (found,) = said(block("c", "/* 世界é */\twrong x;\n", column=5))
    assert found[1:3] == (11, 15)


def test_diagnose__header_includes_a_planned_one__then_found_by_its_planned_path() -> None:
    ring = block("c", "#pragma once\ntypedef struct { int head; } ring_t;\n", "native/include/lanes/ring.h", line=40)
    lane = block(
        "c",
        '#pragma once\n#include "lanes/ring.h"\n#include <lanes/ring.h>\nring_t *r(void);\n',
        "native/include/lane.h",
    )
    assert said(lane, ring) == []


def test_diagnose__planned_file_named_like_a_system_header__then_the_system_wins() -> None:
    own = block("c", "#error own\n", "util/string.h", line=40)
    user = block("c", "#include <string.h>\nsize_t n(void);\n", "util/user.h")
    assert said(user, own) == []


def test_diagnose__error_in_an_included_planned_header__then_named_at_the_include() -> None:
    ring = block("c", "#ifdef WANTED\nwrong x;\n#endif\n", "ring.h", line=40)
    lane = block("c", '#pragma once\n#define WANTED\n#include "ring.h"\n', "lane.h")
    (found,) = said(lane, ring)
    assert found[:2] == ("error", 13)
    assert "in ring.h:2" in found[3]


def test_diagnose__included_header_that_is_wrong_itself__then_told_there_alone() -> None:
    ring = block("c", "wrong x;\n", "ring.h", line=40)
    lane = block("c", '#include "ring.h"\n', "lane.h")
    assert said(lane, ring) == []
    assert [each[:2] for each in said(ring, lane)] == [("error", 41)]


def test_diagnose__one_header_in_two_blocks__then_each_block_has_its_own_lines() -> None:
    first = block("c", "#pragma once\ntypedef int number;\n", "n.h", line=10)
    second = block("c", "number f(void);\nwrong g;\n", "n.h", line=70)
    plan = plan_of(first, second)
    assert diagnose(first, plan) == []
    assert [each.line for each in diagnose(second, plan)] == [72]


def test_diagnose__c_header_that_is_no_cpp__then_said_so() -> None:
    header = "#pragma once\n" + C_PLUS_PLUS + "int class(int template);\n" + END
    found = said(block("c", header))
    assert found
    assert all("C++17" in each[3] for each in found)


def test_diagnose__cpp_header__then_read_as_cpp() -> None:
    assert said(block("cpp", "#pragma once\n#include <vector>\nstd::vector<int> f();\n")) == []
    assert said(block("cpp", "#pragma once\nstd::vector<int> f();\n"))[0][:2] == ("error", 12)


def test_diagnose__absolute_include__then_refused_and_nothing_of_the_file_is_shown() -> None:
    (found,) = said(block("c", '#pragma once\n#include "/etc/passwd"\n'))
    assert found[:3] == ("include", 12, 1)
    assert "root:" not in found[3]


def test_diagnose__header_of_a_refused_file__then_not_written_for_others_either() -> None:
    refused = block("c", '#include "/etc/passwd"\n', "a.h", line=40)
    found = said(block("c", '#include "a.h"\n', "b.h"), refused)
    assert [each[0] for each in found] == ["error"]
    assert "root:" not in found[0][3]


def test_diagnose__constructor_attribute__then_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "was-here"
    body = f'__attribute__((constructor)) static void run(void) {{ fclose(fopen("{mark}", "w")); }}\n'
    assert said(block("c", "#include <stdio.h>\n" + body)) == []
    assert said(block("cpp", "#include <cstdio>\n" + body)) == []
    assert not mark.exists()


MACROS = "".join(f"#define M{n + 1}(x) M{n}(x) M{n}(x) M{n}(x) M{n}(x)\n" for n in range(30))
TEMPLATES = """template <int A, int B, int C> struct T {
  using a = typename T<A + 1, B, C>::a; using b = typename T<A, B + 1, C>::a; using c = typename T<A, B, C + 1>::a; };
template <int B, int C> struct T<200, B, C> { using a = int; };
template <int A, int C> struct T<A, 200, C> { using a = int; };
template <int A, int B> struct T<A, B, 200> { using a = int; };
using Top = T<0, 0, 0>::a;
"""
CONSTANTS = """constexpr int f(int n) {
  int s = 0;
  for (int i = 0; i < 200000; ++i) for (int j = 0; j < 1000; ++j) s ^= i + n;
  return s; }
""" + "".join(f"static_assert(f({n}) != 1);\n" for n in range(100))
BOMBS = {
    "macros": ("c", f"{MACROS}#define M0(x) x,\nint a[] = {{ M30(1) }};\n"),
    "templates": ("cpp", TEMPLATES),
    "constant expressions": ("cpp", CONSTANTS),
}


@pytest.mark.parametrize(("language", "text"), BOMBS.values(), ids=BOMBS.keys())
def test_diagnose__bomb__then_ended_at_its_limit(language: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "LIMITS", CompilerLimits(cpu_s=1))
    (found,) = said(block(language, text))
    assert found[0] == "limit"


def test_diagnose__header_that_includes_itself_twice__then_a_finding() -> None:
    assert said(block("c", '#include "self.h"\n#include "self.h"\n', "self.h"))


def test_diagnose__block_of_a_megabyte__then_not_compiled() -> None:
    (found,) = said(block("c", "int x;\n" * 150_000))
    assert found[0] == "limit"


def test_diagnose__deeply_nested__then_a_finding() -> None:
    found = said(block("c", "int x = " + "(" * 200_000 + "1" + ")" * 200_000 + ";\n"))
    assert {each[0] for each in found} <= {"limit", "error"}
    assert found


@pytest.mark.parametrize("path", ["/etc/cron.d/x.h", "../x.h", "a/../../x.h", "-o.h", "a\nb.h", "x" * 300 + ".h"])
def test_diagnose__planned_path_that_leaves_the_folder__then_compiled_under_a_made_up_name(path: str) -> None:
    assert said(block("c", "int f(void);\n", path)) == []
    assert not Path("/etc/cron.d/x.h").exists()


def test_diagnose__one_planned_path_is_a_folder_of_another__then_a_finding_or_nothing() -> None:
    assert said(block("c", "int f(void);\n", "a.h"), block("c", "int g(void);\n", "a.h/b.h", line=40)) == []


def test_diagnose__no_compiler_on_the_path__then_missing_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = said(block("c", "int f(void);\n"))
    assert found[0] == "missing-tool"


def test_diagnose__no_cpp_compiler_and_broken_syntax__then_parsed_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = said(block("cpp", "namespace a {\nint f(;\n}\n"))
    assert [(each[0], each[1]) for each in found] == [("missing-tool", 11), ("error", 12)]


def test_find_compiler__variable_with_a_path_or_arguments__then_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    evil = tmp_path / "gcc"
    evil.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    evil.chmod(0o755)
    for value in (str(evil), "gcc -fplugin=x.so", "./gcc", "sh"):
        monkeypatch.setenv("CC", value)
        compiler = find_compiler("c")
        assert compiler is not None
        assert compiler.path != str(evil)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    assert said(block("c", "int relative_path_entry(void);\n")) == []
    assert not (tmp_path / "ran").exists()


def test_find_compiler__variable_names_a_known_one__then_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "cc")
    compiler = find_compiler("c")
    assert compiler is not None
    assert compiler.path.endswith("/cc")


def test_run_limited__process_that_sleeps_and_leaves_a_child__then_both_ended(tmp_path: Path) -> None:
    outcome = run_limited(["/bin/sh", "-c", "sleep 60 & sleep 60"], tmp_path, CompilerLimits(wall_s=0.3))
    assert outcome.limit == "time"


def test_run_limited__endless_messages__then_capped(tmp_path: Path) -> None:
    outcome = run_limited(["/bin/sh", "-c", "while :; do echo 0123456789 >&2; done"], tmp_path)
    assert outcome.limit == "size of its output"
    assert len(outcome.messages) <= 1 << 18


def test_run_limited__environment__then_only_what_a_compiler_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    monkeypatch.setenv("CPATH", "/etc")
    outcome = run_limited(["/usr/bin/env"], tmp_path)
    assert outcome.exit_code == 0
    seen = run_limited(["/bin/sh", "-c", "env >&2"], tmp_path).messages
    assert {line.partition("=")[0] for line in seen.split()} <= {
        "PATH",
        "LANG",
        "LC_ALL",
        "TMPDIR",
        "PWD",
        "SHLVL",
        "_",
        "OLDPWD",
    }
