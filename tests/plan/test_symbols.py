"""Symbols are the same whether they are read from a plan's interface or from the code that implements it."""

from __future__ import annotations

import argparse
import ast
import asyncio.tasks
import dataclasses
import pathlib
import subprocess
from types import ModuleType

import pytest

import planproof.plan.symbols.python as symbols_module
from planproof.errors import PlanproofError
from planproof.plan.document import CodeBlock, Place
from planproof.plan.model import Interface
from planproof.plan.symbols import declared_symbols, symbols_in_source, symbols_of_tree
from planproof.plan.syntax import parse_tree

HEADER = b"""#ifndef REGISTRY_H
#define REGISTRY_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct registry registry;
struct slot { int owner; void (*release)(int); };
registry *registry_init(void);
extern int registry_claim(registry *reg, const char *names[4] /* who */);
int (*callback)(int);
#ifdef __cplusplus
}
#endif
#endif
"""


def signatures(language: str, source: bytes) -> dict[str, str]:
    return {symbol.name: symbol.signature for symbol in symbols_in_source(language, source) if symbol.callable}


def test_symbols_in_source__c_header__then_functions_and_types_with_lines() -> None:
    found = {(symbol.name, symbol.kind, symbol.line) for symbol in symbols_in_source("c", HEADER)}
    assert found == {
        ("registry", "type", 7),
        ("slot", "type", 8),
        ("registry_init", "function", 9),
        ("registry_claim", "function", 10),
    }


def test_symbols_in_source__c_definition__then_signature_of_its_declaration() -> None:
    source = b"int registry_claim(registry* r, const char* n[4])\n{\n    return 0;\n}\n"
    assert signatures("c", source)["registry_claim"] == signatures("c", HEADER)["registry_claim"]


def test_symbols_in_source__c_parameter_of_other_type__then_other_signature() -> None:
    assert signatures("c", b"int f(int a);")["f"] != signatures("c", b"int f(long a);")["f"]


def test_symbols_in_source__cpp_class__then_methods_with_their_owner() -> None:
    source = b"namespace n { class Ring { public: Ring(int size = 3); bool push(const int& value) noexcept; ~Ring() = default; }; }"
    assert [symbol.name for symbol in symbols_in_source("cpp", source)] == [
        "Ring",
        "Ring.Ring",
        "Ring.push",
        "Ring.~Ring",
    ]


def test_symbols_in_source__rust__then_exported_functions_and_methods() -> None:
    source = (
        b'#[no_mangle]\npub extern "C" fn init(size: u32) -> *mut Ring { todo!() }\nimpl Ring { pub fn push(&self) {} }'
    )
    assert signatures("rust", source) == {
        "init": 'extern "C" fn init(size: u32) -> *mut Ring',
        "Ring.push": "fn push(&self)",
    }


def test_symbols_in_source__typescript__then_interface_methods_functions_and_arrow_constants() -> None:
    source = (
        b"export interface Store { get(id: string): Promise<string> }\nexport const load = (n: number): void => {};\n"
    )
    assert [symbol.name for symbol in symbols_in_source("typescript", source)] == ["Store", "Store.get", "load"]


def test_symbols_in_source__python_stub_and_code__then_equal_signatures() -> None:
    stub = b"class Store:\n    async def add(self, name: 'Name', *, times: int = ...) -> int: ...\n"
    code = b'class Store:\n    async def add(self, name: Name, *, times: int = 3) -> int:\n        """Adds."""\n        return 1\n'
    assert signatures("python", stub) == signatures("py", code)
    assert signatures("python", stub)["Store.add"] == "async def add(self, name: Name, *, times: int=...) -> int"


def test_symbols_in_source__broken_python__then_error_with_its_line() -> None:
    with pytest.raises(PlanproofError, match="doesn't parse") as caught:
        symbols_in_source("python", b"x = 1\ndef broken(:\n")
    assert caught.value.place == "line 2"


def test_symbols_in_source__unknown_language__then_none() -> None:
    assert symbols_in_source("cobol", b"PROGRAM-ID. X.") == ()


@pytest.mark.parametrize("language", ["c", "cpp", "rust", "typescript"])
def test_symbols_in_source__deeply_nested__then_no_error(language: str) -> None:
    symbols_in_source(language, b"struct a { " * 3000)


def test_declared_symbols__broken_python__then_none() -> None:
    place = Place("TECH_DESIGN.md", 3)
    code = CodeBlock("python", "python", "def broken(:", place, 4, 1, True)
    assert declared_symbols(Interface("python", None, "", code, place)) == ()


@pytest.mark.parametrize("module", [ast, argparse, asyncio.tasks, dataclasses, pathlib, subprocess, symbols_module])
def test_symbols_of_tree__python_by_either_parser__then_the_same(module: ModuleType) -> None:
    source = pathlib.Path(str(module.__file__)).read_bytes()
    by_tree = symbols_of_tree("python", parse_tree("python", source), source)
    assert by_tree == symbols_in_source("python", source)
