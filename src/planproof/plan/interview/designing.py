"""Questions on what is designed: interfaces, layouts, shared fields, tests, figures."""

from __future__ import annotations

from planproof.plan.interview.answers import is_none
from planproof.plan.interview.layouts import has_structures, propose_layout, structures
from planproof.plan.interview.proposals import (
    propose_benchmark_command,
    propose_shared,
    propose_test_file,
    propose_test_interface,
    propose_test_level,
    propose_test_shows,
)
from planproof.plan.interview.question import Group, Question, View
from planproof.plan.write.testing import declared

__all__ = ["DESIGN"]


def _symbols(view: View) -> tuple[str, ...]:
    """Names that a test may be about: whatever the interfaces declare."""
    return tuple(dict.fromkeys(symbol.name for _, symbol in declared(view.answers)))


DESIGN: tuple[Question | Group, ...] = (
    Group(
        "interface",
        (
            Question(
                "path",
                "path",
                "Interface {n}: in which file is it declared?",
                "A path from the root; its suffix names the language. `none` ends the list.",
            ),
            Question(
                "code",
                "code",
                "Interface {n}: its complete declarations?",
                'A header with guard and extern "C", a Python Protocol with types, a Rust or TypeScript interface.',
            ),
        ),
        least=1,
    ),
    Group(
        "layout",
        (
            Question(
                "structure",
                "choice",
                "Layout {n}: which structure do others read byte by byte?",
                "`none` ends the list.",
                allowed=structures,
            ),
            Question(
                "rows",
                "layout",
                "Layout {n}: its fields, `field | type | offset | size | alignment`?",
                "The compiler's numbers are proposed where there is one.",
                propose=propose_layout,
            ),
        ),
        when=has_structures,
    ),
    Group(
        "shared",
        (
            Question(
                "field",
                "line",
                "Shared field {n}: which field do several threads touch?",
                "`none` ends the list.",
                propose=propose_shared,
            ),
            Question("writer", "line", "Shared field {n}: who writes it?", "One thread, or which ones."),
            Question("readers", "line", "Shared field {n}: who reads it?", ""),
            Question(
                "ordering",
                "line",
                "Shared field {n}: which memory ordering has each access?",
                "relaxed, acquire, release, acq_rel, seq_cst, or the lock that guards it.",
                rules=("PP801",),
            ),
            Question(
                "partner",
                "line",
                "Shared field {n}: which field does it synchronise with?",
                "`none` for relaxed and for a lock.",
                rules=("PP802",),
                optional=True,
            ),
        ),
    ),
    Question(
        "threads.rules",
        "lines",
        "Which thread may call what? One rule a line.",
        "One sentence is enough where there is one thread.",
    ),
    Group(
        "test",
        (
            Question(
                "name",
                "test",
                "Test {n}: its name, <unit>__<condition>__then_<expected>?",
                "Every declared function needs one. `none` ends the list.",
                rules_at_end=("PP302", "PP317"),
            ),
            Question(
                "level",
                "choice",
                "Test {n}: on which level?",
                "unit: one part; integration: modules; system: real services.",
                choices=("unit", "integration", "system"),
                propose=propose_test_level,
            ),
            Question(
                "interface",
                "choice",
                "Test {n}: which declared symbol is it about?",
                "",
                allowed=_symbols,
                propose=propose_test_interface,
                rules=("PP303",),
            ),
            Question("file", "path", "Test {n}: in which file?", "", propose=propose_test_file),
            Question("shows", "line", "Test {n}: what does it show?", "", propose=propose_test_shows),
        ),
        least=1,
    ),
    Group(
        "target",
        (
            Question("name", "line", "Performance target {n}: what is measured?", "`none` ends the list."),
            Question(
                "figure", "figure", "Performance target {n}: which figure?", "`<1 us`, `p99 <= 25 ms`, `>= 10k req/s`"
            ),
            Question(
                "benchmark",
                "name",
                "Performance target {n}: which benchmark shows it, by name?",
                "As the benchmark tool reports it.",
            ),
            Question(
                "interface",
                "choice",
                "Performance target {n}: which declared symbol does it measure?",
                "",
                allowed=_symbols,
            ),
            Question("file", "path", "Performance target {n}: in which file is the benchmark?", ""),
            Question(
                "command",
                "script",
                "Performance target {n}: which command runs it?",
                "With {results} where the results go; `none` where the benchmark command of planproof.toml does.",
                rules=("PP318",),
                optional=True,
                propose=propose_benchmark_command,
            ),
        ),
    ),
    Question(
        "performance.reason",
        "line",
        "Why is no figure promised for this iteration?",
        "One sentence: what is called how often.",
        when=lambda view: is_none(view.answers.text("target.1.name")),
    ),
)
