"""Declarations are read from C headers as people write them, in one spelling of types."""

from __future__ import annotations

from planproof.plan.compilers.c_declarations import read_declarations

HEADER = """#ifndef A_H
#define A_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef enum { RED, GREEN } color;
typedef uint32_t slot_id;
typedef struct slot slot_t;
typedef struct { int x; const char *const *names; void (*call)(void *, int); uint8_t raw[4][2]; unsigned long int z; } rec_t;
const char *name_of(const rec_t *r, slot_id ids[], size_t n, int (*cb)(void *), struct slot **out, ...);
static inline int helper(void) { return 1; }
__attribute__((nonnull, warn_unused_result)) slot_t *slot_create(unsigned flags, color c);
struct gate { _Atomic uint64_t head; struct { atomic_uint tail; } in; _Atomic(int) *shared; };
extern _Atomic(uint64_t) ticks;
_Static_assert(sizeof(rec_t) > 8, "x");
#ifdef __cplusplus
}
#endif
#endif
"""


def test_read_declarations__functions__then_types_in_one_spelling() -> None:
    functions = {each.name: (each.parameters, each.result) for each in read_declarations("c", HEADER).functions}
    assert functions == {
        "name_of": (("*const rec_t", "*mut slot_id", "usize", "fn", "*mut *mut slot", "..."), "*const c_char"),
        "helper": ((), "i32"),
        "slot_create": (("u32", "color"), "*mut slot_t"),
    }


def test_read_declarations__fields__then_arrays_pointers_and_functions() -> None:
    record = read_declarations("c", HEADER).record("rec_t")
    assert record is not None
    assert record.fields == (
        ("x", "i32"),
        ("names", "*const *const c_char"),
        ("call", "fn"),
        ("raw", "[[u8; 2]; 4]"),
        ("z", "c_ulong"),
    )


def test_read_declarations__atomics__then_nested_ones_too_and_no_pointer_to_one() -> None:
    found = read_declarations("c", HEADER)
    gate = found.record("gate")
    assert gate is not None
    assert [name for name, _, _ in gate.atomic_fields] == ["head", "tail"]
    assert [(name, line) for name, line, _ in found.atomic_variables] == [("ticks", 15)]


def test_read_declarations__places__then_line_and_column_in_the_text() -> None:
    slot_create = next(each for each in read_declarations("c", HEADER).functions if each.name == "slot_create")
    assert (slot_create.line, slot_create.column) == (13, 54)


def test_read_declarations__cpp_in_namespaces__then_found() -> None:
    text = 'namespace a { class Q { std::atomic<int> x; }; extern "C" { std::uint32_t q(const Q &z); } }'
    found = read_declarations("cpp", text)
    assert [(each.parameters, each.result) for each in found.functions] == [(("*const Q",), "u32")]
    assert [name for name, _, _ in found.records[0].atomic_fields] == ["x"]


def test_read_declarations__anything__then_never_raises() -> None:
    for text in (
        "",
        "}",
        "struct {",
        "int f(",
        "((((",
        "struct s { struct s { ",
        "\0",
        "é" * 100,
        "typedef;",
        "int (*(*f)(int))(void);",
    ):
        read_declarations("c", text)
        read_declarations("cpp", text)
    read_declarations("c", "struct a { " * 5000)
    assert read_declarations("c", f"int {'*' * 300_000}x;").functions == []
    read_declarations("c", f"int x{'[2]' * 100_000};")
