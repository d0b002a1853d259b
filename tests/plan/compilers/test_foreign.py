"""Rust beside C: what contradicts is named, what can't be decided is let through."""

from __future__ import annotations

import pytest

from planproof.plan.compilers.foreign import contradictions, not_callable_from_c
from tests.plan.compilers.plans import block, plan_of

HEADER = """#pragma once
#include <stdint.h>
#include <stddef.h>
typedef struct slot_registry slot_registry_t;
typedef enum { SLOT_FREE, SLOT_TAKEN } slot_state_t;
typedef uint32_t slot_id;
typedef int (*slot_callback)(void *);
struct slot { uint32_t state; uint64_t bits[4]; const char *name; };
slot_registry_t *slot_registry_create(size_t count);
int slot_claim(slot_registry_t *registry, const struct slot *slot, slot_id *id);
void slot_each(slot_registry_t *registry, slot_callback call, void *context);
slot_state_t slot_state(slot_id id);
"""


def said(rust: str, header: str = HEADER) -> list[str]:
    return [
        message for _, message in contradictions(plan_of(block("c", header, "slot.h"), block("rust", rust, line=50)))
    ]


def exported(signature: str) -> str:
    return f'#[no_mangle]\npub extern "C" fn {signature};\n'


SAME = {
    "opaque by its Rust name": exported("slot_registry_create(count: usize) -> *mut SlotRegistry"),
    "boxed": exported("slot_registry_create(count: usize) -> Option<Box<SlotRegistry>>"),
    "void pointer": exported("slot_registry_create(count: libc::size_t) -> *mut std::ffi::c_void"),
    "references": exported("slot_claim(registry: &mut SlotRegistry, slot: &Slot, id: *mut u32) -> c_int"),
    "alias": "pub type SlotId = u32;\n"
    + exported("slot_claim(r: *mut SlotRegistry, s: *const Slot, id: *mut SlotId) -> i32"),
    "callback": exported(
        'slot_each(r: *mut SlotRegistry, call: Option<extern "C" fn(*mut c_void) -> i32>, c: *mut c_void)'
    ),
    "enumeration as integer": exported("slot_state(id: u32) -> u32"),
    "enumeration by name": exported("slot_state(id: u32) -> SlotState"),
    "unsafe": '#[unsafe(no_mangle)]\npub unsafe extern "C" fn slot_state(id: u32) -> u32 { 0 }\n',
    "structure": "#[repr(C)]\npub struct Slot { pub state: AtomicU32, pub bits: [u64; 4], pub name: *const c_char }\n",
    "structure without fixed order": "pub struct Slot { pub bits: u8 }\n",
    "import": 'extern "C" { fn slot_state(id: u32) -> u32; }\n',
}


@pytest.mark.parametrize("rust", SAME.values(), ids=SAME.keys())
def test_contradictions__same_representation__then_none(rust: str) -> None:
    assert said(rust) == []


DIFFERENT = {
    "parameter count": (exported("slot_state() -> u32"), "takes 0 parameters in Rust and 1 in C"),
    "width": (exported("slot_state(id: u64) -> u32"), "parameter 1"),
    "constness": (exported("slot_claim(r: *mut SlotRegistry, s: *mut Slot, id: *mut u32) -> i32"), "parameter 2"),
    "value for pointer": (exported("slot_claim(r: *mut SlotRegistry, s: *const Slot, id: u32) -> i32"), "parameter 3"),
    "result": (
        exported("slot_claim(r: *mut SlotRegistry, s: *const Slot, id: *mut u32)"),
        "gives void in Rust and i32",
    ),
    "other structure": (exported("slot_claim(r: *mut Lane, s: *const Slot, id: *mut u32) -> i32"), "parameter 1"),
    "misspelt": (
        exported("slot_clam(r: *mut SlotRegistry)"),
        "slot_clam is in no C header of this plan; slot_claim is",
    ),
    "import with another width": ('extern "C" { fn slot_state(id: u8) -> u32; }\n', "parameter 1"),
    "field order": (
        "#[repr(C)]\nstruct Slot { bits: [u64; 4], state: u32, name: *const i8 }\n",
        "bits stands where C has state",
    ),
    "field width": ("#[repr(C)]\nstruct Slot { state: u64, bits: [u64; 4], name: *const i8 }\n", "Slot.state is u64"),
    "array length": ("#[repr(C)]\nstruct Slot { state: u32, bits: [u64; 8], name: *const i8 }\n", "Slot.bits"),
    "field count": ("#[repr(C)]\nstruct Slot { state: u32 }\n", "Slot has 1 fields in Rust and 3 in C"),
}


@pytest.mark.parametrize(("rust", "message"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_contradictions__different__then_named_once(rust: str, message: str) -> None:
    (found,) = said(rust)
    assert message in found


def test_contradictions__place__then_the_rust_name_in_the_document() -> None:
    rust = block("rust", exported("slot_state(id: u64) -> u32"), line=50, column=3)
    ((place, _),) = contradictions(plan_of(block("c", HEADER, "slot.h"), rust))
    assert (place.line, place.column) == (52, 21)


def test_contradictions__no_c_header__then_none() -> None:
    assert list(contradictions(plan_of(block("rust", exported("anything(x: u8)"))))) == []


@pytest.mark.parametrize(
    ("rust", "lacks"),
    [
        ("pub fn slot_state(id: u32) -> u32;", '#[no_mangle] and extern "C"'),
        ('pub extern "C" fn slot_state(id: u32) -> u32;', "lacks #[no_mangle]"),
        ("#[no_mangle]\npub fn slot_state(id: u32) -> u32;", 'lacks extern "C"'),
    ],
)
def test_not_callable_from_c__declared_in_c__then_what_it_lacks(rust: str, lacks: str) -> None:
    ((_, message),) = not_callable_from_c(plan_of(block("c", HEADER, "slot.h"), block("rust", rust, line=50)))
    assert lacks in message


def test_not_callable_from_c__import_or_private_function__then_none() -> None:
    rust = 'extern "C" { fn slot_state(id: u32) -> u32; }\nfn private() {}\n#[export_name = "slot_each"]\nextern "C" fn x() {}\n'
    assert list(not_callable_from_c(plan_of(block("c", HEADER, "slot.h"), block("rust", rust, line=50)))) == []
