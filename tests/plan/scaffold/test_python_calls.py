"""Calls that a planned test may write: values made up from signatures, and where none can be."""

from __future__ import annotations

import ast

from planproof.plan.scaffold.python_calls import Call, call_of, planned_units

STORE = """
class Names(Protocol):
    def add(self, name: str) -> int: ...

class Lost(Protocol):
    def find(self) -> int: ...

def every_name() -> list[Lost]: ...

def open_names(path: Path, *, limit: int) -> Names: ...
"""


def called(name: str) -> Call:
    units = {unit.name: unit for unit in planned_units(ast.parse(STORE), "names.store")}
    return call_of(units[name], units)


def test_call_of__method_of_a_protocol_that_a_function_gives__then_called_on_that() -> None:
    call = called("Names.add")
    assert call.expression == 'open_names(Path("path"), limit=1).add(name)'
    assert call.arrange == ('name = "name"',)
    assert dict(call.names) == {"Path": "pathlib", "open_names": "names.store"}


def test_call_of__method_of_a_protocol_that_nothing_gives__then_said_and_only_referred_to() -> None:
    call = called("Lost.find")
    assert call.expression == ""
    assert call.missing == "Lost has no instances of its own, and no planned function gives one"
    assert dict(call.names) == {"Lost": "names.store"}
