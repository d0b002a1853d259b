"""Calls of planned C and C++ functions with made-up values: only what is sure to compile."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from planproof.plan.scaffold.native_units import NativeFunction, NativeTypes, Parameter

__all__ = ["NativeCall", "native_call"]

_INTEGERS = re.compile(
    r"(?:std::)?(?:(?:unsigned|signed|short|long|int|char)(?: (?:unsigned|signed|short|long|int|char))*"
    r"|u?int(?:_fast|_least)?\d+_t|s?size_t|ptrdiff_t|u?intptr_t|byte)"
)
_STD_VALUES = re.compile(
    r"(?:const )?std::(?:vector|map|set|unordered_map|unordered_set|optional|span|function|pair|tuple|array|unique_ptr|shared_ptr"
    r"|list|deque|chrono::\w+|filesystem::path)\b.*"
)


class NativeCall(msgspec.Struct, frozen=True):
    """A call as a test writes it.

    Attributes:
        arrange: declarations of what is passed.
        act: the statement; empty when no call can be written.
        result: whether `act` declares `result`.
        missing: why there is no call.
    """

    arrange: tuple[str, ...]
    act: str
    result: bool
    missing: str = ""


def native_call(
    function: NativeFunction, functions: Sequence[NativeFunction], types: NativeTypes, language: str
) -> NativeCall:
    """The call of a function where its signature says enough.

    Args:
        function: what is called.
        functions: all that is planned; one that gives a pointer to an opaque structure makes the value of that type.
        types: what the headers declare.
        language: `c` or `cpp`, of the test.
    """
    return _Calling(functions, types, language).call(function)


class _Calling:
    def __init__(self, functions: Sequence[NativeFunction], types: NativeTypes, language: str) -> None:
        self.functions = functions
        self.types = types
        self.language = language
        self.arrange: list[str] = []
        self.missing = ""

    def call(self, function: NativeFunction) -> NativeCall:
        if function.kind == "destructor" or function.bare.startswith("operator") or function.pure:
            return NativeCall((), "", result=False, missing=f"{function.name} isn't called by name")
        target = function.bare
        if function.owner:
            unmakeable = function.owner.rpartition("::")[2] in self.types.unmakeable
            if unmakeable and function.kind != "constructor" and not self._constructed(function.owner):
                return NativeCall((), "", result=False, missing=f"no {function.owner} can be made up")
            target = function.owner
        passed = [self._passed(each) for each in function.parameters]
        if function.variadic or self.missing:
            reason = self.missing or f"{function.name} takes any number of arguments"
            return NativeCall((), "", result=False, missing=reason)
        arguments = ", ".join(passed)
        if function.kind == "constructor":
            return NativeCall(
                tuple(self.arrange), f"{target} unit{{{arguments}}};" if arguments else f"{target} unit;", result=False
            )
        if function.kind == "static":
            called = f"{target}::{function.bare}({arguments})"
        elif function.owner:
            made = self._constructed(function.owner)
            self.arrange.append(f"{target} unit{f'{{{made[1]}}}' if made and made[1] else ''};")
            called = f"unit.{function.bare}({arguments})"
        else:
            called = f"{target}({arguments})"
        if function.returns == "void":
            return NativeCall(tuple(self.arrange), f"{called};", result=False)
        if self.language == "cpp":
            return NativeCall(tuple(self.arrange), f"auto result = {called};", result=True)
        glue = "" if function.returns.endswith("*") else " "
        return NativeCall(tuple(self.arrange), f"{function.returns}{glue}result = {called};", result=True)

    def _constructed(self, owner: str) -> tuple[bool, str] | None:
        """The arguments of a constructor with known values; None when the class has none that can be called."""
        constructors = [each for each in self.functions if each.owner == owner and each.kind == "constructor"]
        if not constructors:
            return None if owner.rpartition("::")[2] in self.types.unmakeable else (True, "")
        first = min(constructors, key=lambda each: len(each.parameters))
        inner = _Calling(self.functions, self.types, self.language)
        inner_values = [inner._inline(each) for each in first.parameters]
        return (True, ", ".join(inner_values)) if all(inner_values) else None

    def _inline(self, parameter: Parameter) -> str:
        """A value without a variable; empty when there is none."""
        base = re.sub(r"\b(?:const|volatile)\b", "", parameter.type).strip()
        if "*" in parameter.declarator:
            return '"name"' if base == "char" and "const" in parameter.type else "nullptr"
        if base in ("bool",):
            return "true"
        if _INTEGERS.fullmatch(base):
            return "1"
        if base in ("float", "double"):
            return "1.0"
        return '"name"' if base in ("std::string", "std::string_view") else ""

    def _passed(self, parameter: Parameter) -> str:
        """How a parameter is passed; what it needs is arranged first."""
        base = re.sub(r"\b(?:const|volatile|struct|enum)\b", "", parameter.type).strip()
        spelled = re.sub(r"\b(?:const|volatile)\b", "", parameter.type).strip()
        stars = parameter.declarator.count("*")
        null = "nullptr" if self.language == "cpp" else "NULL"
        name = parameter.name if parameter.name not in ("result", "unit") else f"{parameter.name}_given"
        if "(" in parameter.declarator:
            return null
        if stars == 0 and "[" not in parameter.declarator:
            return self._by_value(parameter, spelled, base, name)
        if base == "char" and (stars == 1 or "[" in parameter.declarator):
            constant = "const" in parameter.type
            self.arrange.append(f'const char *{name} = "name";' if constant else f'char {name}[256] = "name";')
            return name
        maker = self._maker(base) if stars == 1 else ""
        if maker:
            self.arrange.append(f"{spelled} *{name} = {maker};")
            return name
        if stars == 1 and (base in self.types.complete - self.types.unmakeable or _INTEGERS.fullmatch(base)):
            self.arrange.append(f"{spelled} {name}{self._empty()};")
            return f"&{name}"
        return null

    def _empty(self) -> str:
        return "{}" if self.language == "cpp" else " = {0}"

    def _by_value(self, parameter: Parameter, spelled: str, base: str, name: str) -> str:
        simple = {"bool": "true", "_Bool": "1", "float": "1.0F", "double": "1.0"}
        value = simple.get(base) or ("1" if _INTEGERS.fullmatch(base) else "")
        if value:
            self.arrange.append(f"{spelled} {name} = {value};")
        elif base in ("std::string", "std::string_view"):
            self.arrange.append(f'{spelled} {name} = "name";')
        elif base.rpartition("::")[2] in self.types.complete - self.types.unmakeable:
            self.arrange.append(f"{spelled} {name}{self._empty()};")
        elif self.language == "c" and "<" not in base:
            self.arrange.append(f"{spelled} {name} = {{0}};")
        elif _STD_VALUES.fullmatch(parameter.type) and ("&" not in parameter.declarator or "const" in parameter.type):
            return "{}"
        else:
            self.missing = f"`{parameter.text}` takes a value that can't be made up"
        return name

    def _maker(self, base: str) -> str:
        """The planned function that gives a pointer to that structure, called; empty when there is none."""
        for function in self.functions:
            returned = re.sub(r"\b(?:const|struct)\b", "", function.returns).strip()
            if returned == f"{base} *" and function.kind == "function":
                values = [self._inline(each) for each in function.parameters]
                if all(values) and not function.variadic:
                    arguments = ", ".join(values)
                    return f"{function.bare}({arguments.replace('nullptr', 'NULL') if self.language == 'c' else arguments})"
        return ""
