"""Directives that reach outside the plan are refused on the text alone; ordinary headers are not."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

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
def test_refusals__hundreds_of_kilobytes_made_to_be_slow__then_an_answer(source: str) -> None:
    assert len(refusals(source)) <= 20


PIECES = """
# %: include inc lude import define|X "/*" /* */ \\| // " R"( )" ' | < > ??/ #if|0| #endif _Pragma ( ) u8 \\ . ..
""".split()
TARGETS = ['"{0}"', "<{0}>", '"x/../../../../../../../../../../..{0}"', "X"]


def test_refusals__includes_broken_up_in_hundreds_of_ways__then_what_passes_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.h"
    secret.write_text("int SECRET_MARK;\n")
    made = random.Random(20)
    headers: list[str] = []
    while len(headers) < 60:
        pieces = [made.choice(PIECES).replace("|", "\n") for _ in range(made.randint(0, 9))]
        pieces.insert(made.randint(0, len(pieces)), made.choice(["#", "%:", "#\\\n", "/*\n*/#"]))
        pieces.append(made.choice(["include", "import", "inc\\\nlude"]))
        pieces += [made.choice(PIECES).replace("|", "\n") for _ in range(made.choice([0, 0, 1, 2]))]
        text = " ".join([*pieces, made.choice(TARGETS).format(secret), "\n"])
        if not refusals(text):
            headers.append(text)
    for number, text in enumerate(headers):
        (tmp_path / f"h{number}.c").write_text(text, encoding="utf-8")
    files = [f"h{number}.c" for number in range(len(headers))]
    for compiler, standard in (("gcc", "c11"), ("g++", "c++17")):
        language = "c" if compiler == "gcc" else "c++"
        command = [compiler, "-w", "-E", "-x", language, f"-std={standard}", *files]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
        assert b"SECRET_MARK" not in ended.stdout + ended.stderr


def test_refusals__same_secret_included_plainly__then_the_compiler_would_have_read_it(tmp_path: Path) -> None:
    (tmp_path / "secret.h").write_text("int SECRET_MARK;\n")
    source = f'#inc\\\nlude /**/ "{tmp_path}/secret.h"\n'
    (tmp_path / "h.c").write_text(source)
    ended = subprocess.run(["gcc", "-E", "h.c"], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert b"SECRET_MARK" in ended.stdout
    assert refusals(source)
