"""Directives that reach outside the plan are refused on the text alone; ordinary headers are not."""

from __future__ import annotations

import time

import pytest

from planproof.plan.compilers.directives import refusals

REFUSED = {
    "absolute": '#include "/etc/passwd"',
    "absolute in angle brackets": "#include </etc/passwd>",
    "upwards": '#include "../../etc/passwd"',
    "upwards in the middle": "#include <sys/../../../etc/passwd>",
    "upwards with backslashes": '#include "..\\secrets.h"',
    "drive": '#include "C:/secrets.h"',
    "import": '#import "/etc/passwd"',
    "next": "#include_next <stdio.h>",
    "embed": '#embed "/etc/passwd"',
    "computed": "#define WHICH </etc/passwd>\n#include WHICH",
    "computed by a function": "#include NAME(/etc/passwd)",
    "open name": "#include </etc/passwd\n",
    "spliced keyword": '#incl\\\nude "/etc/passwd"',
    "spliced after the hash": '#\\\n include "/etc/passwd"',
    "splice with blanks behind": '#incl\\ \t\nude "/etc/passwd"',
    "comment after the hash": '# /* here */ include /* and here */ "/etc/passwd"',
    "comment over lines": '#/*\n*/include "/etc/passwd"',
    "comment before the hash": '/* one\n two */ #include "/etc/passwd"',
    "digraph": '%:include "/etc/passwd"',
    "trigraph": '??=include "/etc/passwd"',
    "trigraph splice": '// what??/\n#include "stdint.h"',
    "hidden in a raw string for C++ alone": 'const char *s = R"(\n)"; int x;\n#include "/etc/passwd"',
    "hidden in a raw string's shape": 'const char *s = R"x(\n#include "/etc/passwd"\n)x";',
    "after an include name like a comment": '#include <a/*b>\n#include "c.h"\n/* */',
    "byte order mark": '\ufeff#include "/etc/passwd"',
    "NUL before the hash": '\0#include "/etc/passwd"',
    "carriage return": '\r#include "/etc/passwd"',
    "form feed": '\f#include "/etc/passwd"',
    "line": '#line 1 "/etc/passwd"',
    "line marker": '# 1 "/etc/passwd"',
    "pragma dependency": '#pragma GCC dependency "/etc/passwd"',
    "pragma dependency with comments": '#pragma /**/ GCC /**/ dependency "/etc/passwd"',
    "pragma precompiled header": '#pragma GCC pch_preprocess "/tmp/x.gch"',
    "pragma plugin": '#pragma GCC plugin "/tmp/x.so"',
    "pragma include alias": '#pragma include_alias("a.h", "/etc/passwd")',
    "_Pragma": '_Pragma("GCC dependency \\"/etc/passwd\\"")',
    "_Pragma computed": "#define P(x) _Pragma(#x)\nP(GCC dependency)",
    "has_include absolute": '#if __has_include("/etc/shadow")\n#endif',
    "has_embed absolute": '#if __has_embed("/etc/shadow")\n#endif',
    "has_include renamed": '#define H __has_include\n#if H("/etc/shadow")\n#endif',
    "assembly": 'asm(".incbin \\"/etc/passwd\\"");',
    "assembly volatile": '__asm__ volatile (".incbin \\"/etc/passwd\\"");',
    "assembly label": 'extern int x __asm__("x\\n.incbin \\"/etc/passwd\\"");',
}


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED.keys())
def test_refusals__directive_that_reaches_out__then_refused(source: str) -> None:
    assert refusals(source)


ALLOWED = {
    "standard": "#include <stdint.h>\n#include <sys/types.h>\n",
    "planned": '#include "planproof/ring.h"\n',
    "pragma": "#pragma once\n#pragma pack(push, 1)\n#pragma GCC diagnostic push\n",
    "_Pragma": '_Pragma("GCC diagnostic push")\n',
    "has_include": "#if defined(__has_include) && __has_include(<stdatomic.h>)\n#endif\n#ifdef __has_include\n#endif\n",
    "stringify": "#define NAME(x) #x\n#define JOIN(a, b) a##b\n",
    "spliced macro": "#define SWAP(a, b) \\\n    do {        \\\n    } while (0)\n",
    "words": "/* asm is not used here; see issue #12, which has no include */\nint asm_count;\n",
    "documentation": "/**\n * #include <planproof/x.h> before this one\n */\n",
    "guard": '#ifndef A_H\n#define A_H\n#error "no"\n#endif\n',
}


@pytest.mark.parametrize("source", ALLOWED.values(), ids=ALLOWED.keys())
def test_refusals__ordinary_header__then_none(source: str) -> None:
    assert refusals(source) == []


def test_refusals__behind_splices_and_wide_characters__then_line_and_column_of_the_source() -> None:
    found = refusals('#define A \\\n  1\n/* é世 */ #include "/etc/passwd"\n')
    assert [(each.line, each.column) for each in found] == [(3, 10)]


WALLS = ["#/*" * 150_000, "??=" * 150_000, "/*\n" * 150_000, "#include <" * 50_000, "#pragma /*" * 50_000]


@pytest.mark.parametrize("source", WALLS)
def test_refusals__hundreds_of_kilobytes_made_to_be_slow__then_done_within_seconds(source: str) -> None:
    before = time.process_time()
    refusals(source)
    assert time.process_time() - before < 5
