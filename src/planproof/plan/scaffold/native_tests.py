"""Planned tests in C and C++: GoogleTest where the project has it, else plain C programs that run one test by its name.

test_registry NAME     runs that test; exit code 0 when it passed
test_registry          runs all of them up to the first that fails
test_registry --list   one name a line
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import TestCase
from planproof.plan.scaffold.native_calls import NativeCall, native_call
from planproof.plan.scaffold.native_units import NativeFunction, NativeTypes
from planproof.plan.scaffold.wording import arranged, best_unit, comment_lines, identifier, sentence, shown

__all__ = ["NativeTest", "gtest_text", "native_test", "plain_text", "smoke_calls"]

_WIDTH = 100
_INDENT = "    "
_C_NAMES = frozenset(
    "assert abort calloc CHECK exit fclose fgets fopen fprintf fputs fread free fwrite getenv malloc memcmp memcpy memmove memset "
    "offsetof pclose popen printf puts realloc remove sizeof snprintf sprintf strchr strcmp strcpy strdup strlen strncmp strstr "
    "strtol system if for while switch return defined FAIL EXPECT_EQ EXPECT_NE EXPECT_LT EXPECT_LE EXPECT_GT EXPECT_GE "
    "EXPECT_TRUE EXPECT_FALSE EXPECT_STREQ EXPECT_STRNE EXPECT_THROW EXPECT_NO_THROW EXPECT_NEAR EXPECT_DOUBLE_EQ ASSERT_EQ "
    "ASSERT_NE ASSERT_LT ASSERT_LE ASSERT_GT ASSERT_GE ASSERT_TRUE ASSERT_FALSE ASSERT_STREQ ASSERT_THROW TEST".split()
)
_STANDARD = ("assert.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h")


class NativeTest(msgspec.Struct, frozen=True):
    """One test.

    Attributes:
        name: in C the function, `test_registry_claim__full__then_refused`; in GoogleTest the second name.
        suite: GoogleTest's first name.
        code: its definition.
        includes: headers that it needs beside those of the plan: `<stdatomic.h>`, or a path in the project.
    """

    name: str
    suite: str
    code: str
    includes: tuple[str, ...] = ()


def native_test(
    case: TestCase, functions: Sequence[NativeFunction], types: NativeTypes, suite: str, *, gtest: bool
) -> NativeTest:
    """The test of one planned name, which calls what it is about and then fails."""
    unit = best_unit(case, [function.name for function in functions])
    function = next((each for each in functions if each.name == unit), None)
    call = native_call(function, functions, types, "cpp" if gtest else "c") if function else None
    mark = "//" if gtest else "/*"
    lines = _comment(f"Arrange: {arranged(case) or 'what the test needs'}", mark)
    lines += [f"{_INDENT}{line}" for line in call.arrange] if call else []
    lines += ["", *_act(call, unit, mark)]
    lines += ["", *_comment(f"Assert: {shown(case)}", mark)]
    fails = json.dumps(f"not shown yet: {shown(case)}", ensure_ascii=False)
    lines.append(f"{_INDENT}FAIL() << {fails};" if gtest else f"{_INDENT}FAIL({fails});")
    own_suite, name = _names(case.name, suite)
    if gtest:
        head = [*comment_lines(sentence(shown(case)), "//", "", _WIDTH), f"TEST({own_suite}, {name})"]
        return NativeTest(name, own_suite, "\n".join([*head, "{", *lines, "}"]))
    name = name if name.startswith("test") else f"test_{name}"
    head = [*_comment(sentence(shown(case)), "/*", ""), f"static void {name}(void)"]
    return NativeTest(name, "", "\n".join([*head, "{", *lines, "}"]))


def _act(call: NativeCall | None, unit: str, mark: str) -> list[str]:
    if call is None:
        return _comment("Act: what the test is about", mark)
    if not call.act:
        return _comment(f"Act: no call of {unit} could be written: {call.missing}", mark)
    used = [f"{_INDENT}(void)result;"] if call.result else []
    return [*_comment("Act", mark), f"{_INDENT}{call.act}", *used]


def _comment(text: str, mark: str, indent: str = _INDENT) -> list[str]:
    """A comment of either language; that of C is closed on its last line."""
    if mark == "//":
        return comment_lines(text, "//", indent, _WIDTH)
    lines = [line.removeprefix("/* ") for line in comment_lines(text, "/*", "", _WIDTH - 10)]
    ended = [*lines[:-1], f"{lines[-1]} */"] if lines else []
    return [f"{indent}{'   ' if number else '/* '}{line}" for number, line in enumerate(ended)]


def _names(planned: str, suite: str) -> tuple[str, str]:
    """Suite and name of a planned name: its own suite, where it has one."""
    bare = re.sub(r"(?:\[.*\]|/\w+)$", "", planned.strip().removesuffix("()"))
    own, _, name = bare.replace("::", ".").rpartition(".")
    return identifier(own.rpartition(".")[2]) or suite, identifier(name)


def plain_text(
    iteration: str, includes: Sequence[str], system: Sequence[str], tests: Sequence[NativeTest], program: str
) -> str:
    """A test program in plain C.

    Args:
        includes: how it includes headers of the project.
        system: names of system headers that it needs beside the usual ones.
    """
    head = [
        f"/* Tests planned in {iteration}. `{program} NAME` runs one of them, `{program} --list` lists them. */",
        "#define _POSIX_C_SOURCE 200809L",
        "",
        *(f'#include "{name}"' for name in includes),
        "",
        *(f"#include <{name}>" for name in sorted({*_STANDARD, *system})),
        "",
        "/* Ends the program when a condition doesn't hold, and says where. */",
        "#define CHECK(condition) \\",
        "    do { \\",
        "        if (!(condition)) { \\",
        '            fprintf(stderr, "%s:%d: Assertion `%s\' failed\\n", __FILE__, __LINE__, #condition); \\',
        "            exit(1); \\",
        "        } \\",
        "    } while (0)",
        "",
        "/* Ends the program for a reason. */",
        "#define FAIL(reason) \\",
        "    do { \\",
        '        fprintf(stderr, "%s:%d: Assertion failed: %s\\n", __FILE__, __LINE__, reason); \\',
        "        exit(1); \\",
        "    } while (0)",
        "",
    ]
    body = [f"{test.code}\n" for test in tests]
    table = [f'    {{"{test.name}", {test.name}}},' for test in tests]
    tail = [
        "static const struct {",
        "    const char *name;",
        "    void (*run)(void);",
        "} tests[] = {",
        *table,
        "};",
        "",
        "int main(int count, char **arguments)",
        "{",
        "    size_t ran = 0;",
        "    for (size_t number = 0; number < sizeof tests / sizeof tests[0]; number++) {",
        "        const char *name = tests[number].name;",
        '        if (count > 1 && strcmp(arguments[1], "--list") == 0) {',
        '            printf("%s\\n", name);',
        "            ran++;",
        "        } else if (count < 2 || strcmp(arguments[1], name) == 0) {",
        "            tests[number].run();",
        "            ran++;",
        "        }",
        "    }",
        "    return ran ? 0 : 2;",
        "}",
    ]
    return "\n".join([*head, *body, *tail]) + "\n"


def gtest_text(
    iteration: str,
    includes: Sequence[str],
    system: Sequence[str],
    namespaces: Sequence[str],
    tests: Sequence[NativeTest],
) -> str:
    """A file of GoogleTest tests, which name what the plan's namespaces hold as if they stood in them."""
    head = [
        f"// Tests planned in {iteration}.",
        *(f'#include "{name}"' for name in includes),
        "",
        "#include <gtest/gtest.h>",
        *(f"#include <{name}>" for name in sorted(system)),
        "",
        *(f"using namespace {name};" for name in namespaces),
        *([""] if namespaces else []),
    ]
    return "\n".join([*head, "\n\n".join(test.code for test in tests)]) + "\n"


def smoke_calls(code: str, known: Sequence[str]) -> Iterator[str]:
    """Names that a smoke test calls and that neither the plan, nor itself, nor the usual headers declare."""
    plain = re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"', " ", code, flags=re.DOTALL)
    own = set(re.findall(r"\b([A-Za-z_]\w*)\s*\([^;{}]*\)\s*\{", plain)) | set(re.findall(r"#\s*define\s+(\w+)", code))
    for name in dict.fromkeys(re.findall(r"(?<![\w.>:])([A-Za-z_]\w*)\s*\(", plain)):
        if name not in own and name not in known and name not in _C_NAMES:
            yield name
