"""Repositories of any size in seven languages: what `facts` reads, with realistic lengths of files and numbers of symbols."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["write_sources"]

_FUNCTIONS = 12  # a file, beside its types
_BODY = 6  # lines of statements in each


def write_sources(root: Path, files: int) -> int:
    """Writes that many source files, some hundred in a folder, the languages in turn; gives the number of lines."""
    makers: list[tuple[str, Callable[[int], list[str]]]] = [
        (".py", _python),
        (".ts", _typescript),
        (".c", _c),
        (".go", _go),
        (".java", _java),
        (".rs", _rust),
        (".cpp", _cpp),
    ]
    lines_count = 0
    for number in range(files):
        suffix, maker = makers[number % len(makers)]
        folder = root / f"part_{number // 700}" / suffix[1:]
        if number % 700 < len(makers):
            folder.mkdir(parents=True, exist_ok=True)
        lines = maker(number)
        lines_count += len(lines)
        (folder / f"unit_{number}{suffix}").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lines_count


def _body(statement: str, indent: str) -> list[str]:
    return [indent + statement.format(line=line) for line in range(_BODY)]


def _python(number: int) -> list[str]:
    lines = ['"""Rows of one kind."""', "", "from __future__ import annotations", "", f"class Store{number}:"]
    for at in range(_FUNCTIONS):
        lines += [
            "",
            f"    def read_{number}_{at}(self, code: str, times: int = {at}, *, rows: dict[str, list[int]] | None = None) -> str:",
            f'        """Reads row {at} and says how often it was read."""',
            *_body("total_{line} = self.count(code, {line}) + (rows or {{}}).get(code, [times])[0] * {line}", " " * 8),
            '        return f"{code} {total_0} {total_1}"',
        ]
    return lines


def _typescript(number: int) -> list[str]:
    lines = ["import { Row } from './row';", "", f"export class Store{number} {{"]
    for at in range(_FUNCTIONS):
        lines += [
            f"  /** Reads row {at}. */",
            f"  async read{number}x{at}(code: string, times: number = {at}): Promise<Row | undefined> {{",
            *_body("const total{line} = (await this.count(code, {line})) + times * {line};", "    "),
            "    return total0 > 1 ? { code, total: total1 } : undefined;",
            "  }",
            "",
        ]
    return [*lines, "}"]


def _c(number: int) -> list[str]:
    lines = ["#include <stdint.h>", "", f"struct store_{number} {{ int32_t count; char name[32]; }};"]
    for at in range(_FUNCTIONS):
        lines += [
            "",
            f"/* Reads row {at}. */",
            f"static int32_t read_{number}_{at}(const struct store_{number} *store, const char *code, int times) {{",
            *_body("    int32_t total_{line} = store->count + code[{line}] * (times + {line});", ""),
            "    return total_0 > 1 ? total_1 : total_2;",
            "}",
        ]
    return lines


def _cpp(number: int) -> list[str]:
    lines = [
        "#include <string>",
        "",
        "namespace shop {",
        "template <typename T>",
        f"class Store{number} {{",
        " public:",
    ]
    for at in range(_FUNCTIONS):
        lines += [
            f"  // Reads row {at}.",
            f"  T read_{number}_{at}(const std::string& code, int times = {at}) const noexcept {{",
            *_body("    const auto total_{line} = count_ + code.size() * (times + {line});", ""),
            "    return total_0 > 1 ? T(total_1) : T(total_2);",
            "  }",
            "",
        ]
    return [*lines, " private:", "  int count_ = 0;", "};", "}  // namespace shop"]


def _go(number: int) -> list[str]:
    lines = ["package unit", "", f"type Store{number} struct{{ count int }}"]
    for at in range(_FUNCTIONS):
        lines += [
            "",
            f"// Read{number}x{at} reads row {at}.",
            f"func (s *Store{number}) Read{number}x{at}(code string, times int) (int, error) {{",
            *_body("\ttotal{line} := s.count + len(code)*(times+{line})", ""),
            "\treturn total0 + total1, nil",
            "}",
        ]
    return lines


def _java(number: int) -> list[str]:
    lines = ["package com.acme.unit;", "", f"public class Unit{number} {{", "    private int count;"]
    for at in range(_FUNCTIONS):
        lines += [
            "",
            f"    /** Reads row {at}. */",
            f"    public int read{number}x{at}(String code, int times) throws IllegalStateException {{",
            *_body("        int total{line} = count + code.length() * (times + {line});", ""),
            "        return total0 > 1 ? total1 : total2;",
            "    }",
        ]
    return [*lines, "}"]


def _rust(number: int) -> list[str]:
    lines = [f"pub struct Store{number} {{ count: usize }}", "", f"impl Store{number} {{"]
    for at in range(_FUNCTIONS):
        lines += [
            f"    /// Reads row {at}.",
            f"    pub fn read_{number}_{at}(&self, code: &str, times: usize) -> Result<usize, String> {{",
            *_body("        let total_{line} = self.count + code.len() * (times + {line});", ""),
            "        Ok(total_0 + total_1)",
            "    }",
            "",
        ]
    return [*lines, "}"]
