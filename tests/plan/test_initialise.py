"""Getting a repository ready: what is written, what is kept, and that the configuration is ours."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest

from planproof.config import Config, Service, load_config
from planproof.errors import UsageError
from planproof.plan.initialise import DOCUMENT_SETS, initialise
from planproof.plan.tooling import find_tooling

STRUCTURES = ("plans", "environment", "commands", "tests", "coverage", "limits", "check")


def actions(root: Path, *, dry_run: bool = False) -> dict[str, str]:
    return {step.path: step.action for step in initialise(root, "three", dry_run=dry_run)[1]}


def test_initialise__empty_folder__then_all_written(tmp_path: Path) -> None:
    assert set(actions(tmp_path).values()) == {"written"}
    assert (tmp_path / ".gitattributes").read_text() == "EVIDENCE.jsonl merge=union text eol=lf\n"


def test_initialise__second_time__then_nothing_changes(tmp_path: Path) -> None:
    actions(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(actions(tmp_path).values()) == {"kept"}
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_initialise__gitignore_without_last_newline__then_line_of_its_own(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.pyc")
    assert actions(tmp_path)[".gitignore"] == "line added"
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\n.planproof/\n"


def test_initialise__python_project__then_its_caches_stay_out_of_git(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("")
    actions(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == ".planproof/\n__pycache__/\n"


@pytest.mark.parametrize("line", ["__pycache__", "*.py[cod]"])
def test_initialise__caches_ignored_already__then_no_second_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / ".gitignore").write_text(f"{line}\n")
    actions(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == f"{line}\n.planproof/\n"


def test_initialise__package_without_src__then_its_lines_have_to_be_covered(tmp_path: Path) -> None:
    for folder in ("shop", "tests"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
    initialise(tmp_path, "three")
    config = load_config(tmp_path)
    assert (config.coverage.sources, config.tests.internal_packages) == (("shop",), ("shop",))


def test_initialise__dry_run__then_nothing_written(tmp_path: Path) -> None:
    assert "written" in actions(tmp_path, dry_run=True).values()
    assert list(tmp_path.iterdir()) == []


def test_initialise__no_folder__then_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        initialise(tmp_path / "absent", "three")


@pytest.mark.parametrize("document_set", sorted(DOCUMENT_SETS))
def test_config_text__each_set__then_loads_as_chosen(tmp_path: Path, document_set: str) -> None:
    initialise(tmp_path, document_set)
    assert load_config(tmp_path).plans.documents == DOCUMENT_SETS[document_set]


def test_config_text__every_key_of_the_configuration__then_is_explained(tmp_path: Path) -> None:
    initialise(tmp_path, "three")
    text = (tmp_path / "planproof.toml").read_text()
    tables = [getattr(Config(), name) for name in STRUCTURES]
    keys = [field.name for table in (*map(type, tables), Service) for field in msgspec.structs.fields(table)]
    assert [key for key in keys if f"{key} = " not in text] == []


def test_config_text__comments_taken_away__then_still_valid(tmp_path: Path) -> None:
    initialise(tmp_path, "three")
    path = tmp_path / "planproof.toml"
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join(line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in lines)
    )
    config = load_config(tmp_path)
    assert config.limits == Config().limits
    assert config.services["api"].before == ""


def test_find_tooling__python_project__then_framework_package_and_tools(tmp_path: Path) -> None:
    (tmp_path / "src/shop").mkdir(parents=True)
    (tmp_path / "src/shop/__init__.py").touch()
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n[tool.ruff]\n[tool.mypy]\n")
    tooling = find_tooling(tmp_path)
    assert (tooling.framework, tooling.packages, tooling.sources) == ("pytest", ("shop",), ("src",))
    assert tooling.lint == ("ruff check .", "mypy")


@pytest.mark.parametrize(("file", "framework"), [("meson.build", "meson"), ("CMakeLists.txt", "ctest")])
def test_find_tooling__native_project__then_its_build_system(tmp_path: Path, file: str, framework: str) -> None:
    (tmp_path / file).touch()
    tooling = find_tooling(tmp_path)
    assert tooling.framework == framework
    assert tooling.build
    # planproof's own command writes the results where they are looked for; one of ours here would have to do it, too.
    assert not tooling.test


def test_initialise__crate__then_cargo_and_its_target_stay_out_of_git(tmp_path: Path) -> None:
    (tmp_path / "Cargo.toml").write_text("")
    initialise(tmp_path, "three")
    assert load_config(tmp_path).tests.framework == "cargo"
    assert "target/\n" in (tmp_path / ".gitignore").read_text()


def test_find_tooling__broken_pyproject__then_counts_as_absent(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff[")
    assert find_tooling(tmp_path).framework == "other"


def test_initialise__inside_git__then_evidence_is_merged_by_union(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    actions(tmp_path)
    asked = ["git", "-C", str(tmp_path), "check-attr", "merge", "--", "docs/x/EVIDENCE.jsonl"]
    assert subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip().endswith("merge: union")
