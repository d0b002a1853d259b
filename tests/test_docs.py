"""Generated pages equal the code, and nothing that the code offers is undocumented."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import msgspec

from planproof.config import Config, Service
from planproof.plan.rules import all_rules

DOCS = Path(__file__).resolve().parents[1] / "docs"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages__all_generated__then_equal_the_committed_ones() -> None:
    differ = [
        name
        for name, text in generator().pages().items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != text
    ]
    assert differ == [], "run: make docs (or python docs/generate.py)"


def test_pages__rules_and_verbs_that_are_gone__then_have_no_page() -> None:
    wanted = generator().pages()
    existing = [
        path.relative_to(DOCS).as_posix() for folder in ("rules", "verbs") for path in (DOCS / folder).glob("*.md")
    ]
    assert [name for name in existing if name not in wanted] == []


def test_rules__each__then_has_a_page_and_stands_in_the_index() -> None:
    index = (DOCS / "rules" / "README.md").read_text("utf-8")
    for rule in all_rules():
        assert (DOCS / "rules" / f"{rule.code}.md").is_file()
        assert f"[{rule.code} {rule.name}]({rule.code}.md)" in index


def test_verbs__each_that_has_a_module__then_every_argument_has_a_meaning() -> None:
    for verb in generator().written_verbs():
        page = (DOCS / "verbs" / f"{verb}.md").read_text("utf-8")
        assert not re.search(r"\| +\|$", page, re.MULTILINE), f"an argument of {verb} has no help"


def test_configuration__each_key__then_has_a_meaning_and_a_default() -> None:
    page = (DOCS / "configuration.md").read_text("utf-8")
    for table in msgspec.structs.fields(Config):
        kind = Service if table.name == "services" else table.type
        for key in msgspec.structs.fields(kind):
            row = re.search(rf"^\| `{key.name}` \| [^|]+ \| [^|]+ \| (.*) \|$", page, re.MULTILINE)
            assert row, f"{table.name}.{key.name} is missing"
            assert row[1].strip(), f"{table.name}.{key.name} has no meaning: add it to the docstring in config.py"
