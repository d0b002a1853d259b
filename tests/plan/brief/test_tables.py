"""The tables that a task's Database field names, as SQL, migrations and models of a real repository leave them."""

from __future__ import annotations

from pathlib import Path

from tests.plan.brief.written import FOLDER, sections_of, task_plan, text_of
from tests.proof.conftest import git

MODEL = """from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Link(Base):
    __tablename__ = "links"
    code: Mapped[str] = mapped_column(primary_key=True)
    hits: Mapped[int]
"""


def integration(root: Path, database: str, files: dict[str, str | bytes]) -> str:
    git(root, "init", "--quiet")
    _, sections = sections_of(root, task_plan(database=database), files)
    return text_of(sections["integration"])


def test_tables__migrations_and_a_fixture_of_the_plan__then_as_the_last_migration_leaves_them(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "db/V1__a.sql": "CREATE TABLE orders (id bigint, old text);",
        "db/V2__b.sql": "ALTER TABLE orders DROP COLUMN old;\nALTER TABLE orders ADD COLUMN state text;",
        "db/V3__c.sql": "CREATE TABLE parcels (id bigint);",
        f"{FOLDER}/fixture.sql": "CREATE TABLE orders (planned text);",
    }
    said = integration(tmp_path, "UPDATE of `orders`", files)
    assert said.split("\n")[1:] == ["- `orders`(id bigint, state text), in db/V1__a.sql:1"]


def test_tables__a_model_in_python_and_no_back_ticks__then_found(tmp_path: Path) -> None:
    said = integration(tmp_path, "INSERT into links", {"src/store.py": MODEL})
    assert "- `links`(code " in said
    assert "in src/store.py:7" in said or "in src/store.py:8" in said


def test_tables__none_or_not_there__then_only_what_the_plan_says(tmp_path: Path) -> None:
    assert integration(tmp_path, "none", {"a.sql": "CREATE TABLE none (a int);"}) == "- Database: none"
    assert integration(tmp_path, "`missing`", {}) == "- Database: `missing`"
