"""What the system's own headers declare, asked of the preprocessor: nothing is compiled, and no file of the project is shown to it.

"stdatomic.h" ── cc -E -dD ── every name that is a macro or stands in front of a parenthesis
"""

from __future__ import annotations

import re
import tempfile
from functools import lru_cache
from pathlib import Path

from planproof.plan.compilers.sandbox import run_limited
from planproof.plan.compilers.toolchain import find_compiler

__all__ = ["declared_by_system", "is_system_name"]

_NAME = re.compile(r"[A-Za-z0-9_][\w.+-]{0,60}(?:/[A-Za-z0-9_][\w.+-]{0,60}){0,4}")
_CALLABLE = re.compile(r"#define[ \t]+([A-Za-z_]\w*)|([A-Za-z_]\w*)[ \t]*\(")


def is_system_name(header: str) -> bool:
    """Whether the name between `<` and `>` is one that a preprocessor may be asked for: no path upwards or from the root."""
    return bool(_NAME.fullmatch(header)) and ".." not in header


@lru_cache(maxsize=256)
def declared_by_system(header: str, language: str) -> frozenset[str]:
    """Names that a system header, or one that it includes, declares as functions or macros.

    Args:
        header: as between `<` and `>`: `stdatomic.h`.
        language: `c` or `cpp`.

    Returns:
        the names; empty where there is no such header or no compiler. Parameters and types may be among them, which does no
        harm where the question is whether a name is known.
    """
    compiler = find_compiler(language)
    if compiler is None or not is_system_name(header):
        return frozenset()
    spoken = "c++" if language == "cpp" else "c"
    with tempfile.TemporaryDirectory(prefix="planproof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "asked.txt").write_text(f"#include <{header}>\n", encoding="utf-8")
        how = ["-E", "-dD", "-D_GNU_SOURCE", "-x", spoken, "-o", "answer.txt", "asked.txt"]
        if run_limited([compiler.path, *how], folder).exit_code != 0:
            return frozenset()
        text = (folder / "answer.txt").read_text("utf-8", "replace")
    return frozenset(macro or function for macro, function in _CALLABLE.findall(text))
