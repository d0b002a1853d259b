"""`extern "C"` missing: a planned C header can't be used from C++.

## Why
Without `extern "C"` a C++ compiler mangles the names, and every test in GoogleTest, every Rust binding generator and every
plug-in that includes the header fails when it is linked.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/clock.h`

```c
#pragma once
int clock_tick(void); {PP204}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/clock.h`

```c
#pragma once
#ifdef __cplusplus
extern "C" {
#endif
int clock_tick(void);
#ifdef __cplusplus
}
#endif
```
````

## Fix
Put the declarations between `#ifdef __cplusplus`, `extern "C" {`, `#endif` and the same with the closing brace. `check --fix`
writes them behind the includes of a header that stands in one block and has no conditional parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.language import blocks_in
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_EXTERN_C = late_pattern(r'extern\s+"C"|\b\w*BEGIN_DECLS\b|\b\w*EXTERN_C\w*\b')


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every C header that declares functions without `extern "C"`, at its first function."""
    if not blocks_in(plan, {"c"}):
        return
    from planproof.plan.compilers.c_declarations import declarations_of
    from planproof.plan.compilers.guarding import edits_for_extern_c
    from planproof.plan.compilers.planned_files import planned_files

    for file in planned_files(plan):
        if file.language == "c" and file.is_header and not _EXTERN_C.search(file.text):
            functions = [function for function in declarations_of(file).functions if not function.is_static]
            if functions:
                place = file.place(functions[0].line)
                hint = '#ifdef __cplusplus / extern "C" { / #endif around the declarations'
                yield Hit(
                    place,
                    f'{file.path} declares {functions[0].name} without extern "C"',
                    hint,
                    edits_for_extern_c(file),
                )


RULE = Rule("PP204", "extern-c-missing", Severity.ERROR, check_plan=check, fixes=True)
