"""Prisma schemas: models and their fields, and the database they are kept in.

Source: Prisma documentation, "Prisma schema reference". A field whose type is another model is a relation and no column.
"""

from __future__ import annotations

import re

from planproof.plan.facts.databases.schema import Schema
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.services.known import add_variable
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_prisma"]

_BLOCK = re.compile(r"^\s*(?P<kind>model|datasource|type|view)\s+(?P<name>\w+)\s*\{")
_FIELD = re.compile(r"^\s*(?P<name>[A-Za-z]\w*)\s+(?P<type>\w+)(?P<many>\[\])?(?P<rest>.*)")
_MAP = re.compile(r'(?<!@)@map\((?:name:\s*)?"([^"]+)"\)')


def read_prisma(path: str, source: bytes, digest: str) -> list[Fact]:
    """Models as tables, fields as columns, and the database."""
    sheet = Sheet(path, digest)
    lines = text_of(path, source).split("\n")
    models = {match["name"] for line in lines if (match := _BLOCK.match(line)) and match["kind"] != "datasource"}
    number = 0
    while number < len(lines):
        block = _BLOCK.match(lines[number])
        number += 1
        if block is None:
            continue
        start = number
        while number < len(lines) and lines[number].strip() != "}":
            number += 1
        body = [
            (at, line.partition("//")[0] if "://" not in line else line)
            for at, line in enumerate(lines[start:number], start + 1)
        ]
        if block["kind"] == "model":
            _model(sheet, block["name"], start, body, models)
        elif block["kind"] == "datasource":
            _datasource(sheet, body)
    return sheet.facts


def _model(sheet: Sheet, name: str, line: int, body: list[tuple[int, str]], models: set[str]) -> None:
    text = "\n".join(each for _, each in body)
    renamed = re.search(r'@@map\((?:name:\s*)?"([^"]+)"\)', text)
    columns = []
    for number, each in body:
        field = _FIELD.match(each)
        if field and field["type"] not in models and not each.lstrip().startswith("@@"):
            column = _MAP.search(field["rest"])
            columns.append((column[1] if column else field["name"], field["type"] + (field["many"] or ""), number))
    Schema(sheet, "prisma").make(renamed[1] if renamed else name, f"model {name}", line, columns)


def _datasource(sheet: Sheet, body: list[tuple[int, str]]) -> None:
    for number, line in body:
        key, _, value = (part.strip() for part in line.partition("="))
        if key == "provider":
            sheet.add(FactKind.DATABASE, value.strip('"'), "prisma", number)
        elif key == "url" and (variable := re.search(r'env\("(\w+)"\)', value)):
            add_variable(sheet, variable[1], "", number)
