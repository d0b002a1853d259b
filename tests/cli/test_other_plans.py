"""Plans of other tools from the door of the command line: checked where they lie, and brought in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.cli.main import run
from tests.plan.foreign.writing import MARKDOWN, OPENSPEC, SPEC_KIT, write


def test_check__a_project_with_only_foreign_plans__then_findings_and_a_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, SPEC_KIT, OPENSPEC)
    assert run(["check", "--project", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "specs/001-links/spec.md:4:1 PP901 'Complete', but 1 of 4 below it is open: T004" in printed
    assert "archive/2026-01-02-old/tasks.md:1:1 PP901 'archived', but 1 of 2 below it is open: 1.2" in printed
    assert printed.rstrip().split("\n")[-1].endswith("of 3 plans of other tools")


def test_check__a_path__then_only_that_plan_also_where_no_tool_would_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, SPEC_KIT, {"notes/todo.md": "# Plan\n\n## Store ✅\n\n- [x] one\n- [ ] two\n"})
    path = str(tmp_path / "notes" / "todo.md")
    assert run(["check", path, "--errors-only", "--json", "--project", str(tmp_path)]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [item["target"] for item in document["diagnostics"]] == ["notes/todo.md:3:1"]
    assert document["summary"]["foreignPlans"] == 1


def test_check__a_remark_in_a_foreign_plan__then_silenced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "# Plan\n\n## Store ✅ <!-- planproof: allow PP901 two is optional -->\n\n- [x] `make test` one\n- [ ] two\n"
    write(tmp_path, {"docs/superpowers/plans/a.md": text})
    assert run(["check", "--project", str(tmp_path)]) == 0
    assert "1 silenced" in capsys.readouterr().out


def test_import__dry_run_then_for_real__then_nothing_and_then_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = ["--project", str(tmp_path)]
    write(tmp_path, SPEC_KIT)
    for words in (["init"], ["new", "milestone", "Links"], ["new", "epic", "M1", "Short"]):
        assert run([*words, *project]) == 0
    capsys.readouterr()
    assert run(["import", str(tmp_path / "specs" / "001-links"), "--dry-run", *project]) == 0
    assert "would write" in capsys.readouterr().out
    assert not list(tmp_path.glob("docs/**/IMPORT_REPORT.md"))
    assert run(["import", str(tmp_path / "specs" / "001-links"), "--as", "M1_E1", "--json", *project]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["kind"] == "import"
    assert document["tasks"] == 4
    assert all((tmp_path / path).is_file() for path in document["files"])
    assert {entry["fate"] for entry in document["entries"]} == {"moved", "kept"}
    assert run(["check", "M1_E1_I1", "--no-compilers", "--select", "PP108,PP1", *project]) == 1
    assert "PP108" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words"),
    [("gone", "is no file or folder"), ("empty", "holds no plan"), (".", "holds 2 plans")],
)
def test_import__nothing_or_too_much_at_the_path__then_usage(
    name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "project", SPEC_KIT)
    write(tmp_path, MARKDOWN)
    (tmp_path / "empty").mkdir()
    assert run(["import", str(tmp_path / name), "--project", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


def test_import__a_plan_outside_of_the_project__then_brought_in(tmp_path: Path) -> None:
    project = ["--project", str(tmp_path / "ours")]
    (tmp_path / "ours").mkdir()
    write(tmp_path / "theirs", OPENSPEC)
    for words in (["init"], ["new", "milestone", "Links"], ["new", "epic", "M1", "Short"]):
        assert run([*words, *project]) == 0
    assert run(["import", str(tmp_path / "theirs" / "openspec" / "changes" / "add-links"), *project]) == 0
    assert list((tmp_path / "ours").glob("docs/**/IMPORT_REPORT.md"))


@pytest.mark.parametrize("form", ["taskmaster", "issues", "html", "mdbook", "sphinx"])
def test_export__each_form__then_files_and_never_twice(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = ["--project", str(tmp_path)]
    for words in (["init"], ["new", "milestone", "A"], ["new", "epic", "M1", "B"], ["new", "iteration", "M1_E1", "C"]):
        assert run([*words, *project]) == 0
    capsys.readouterr()
    target = str(tmp_path / "out")
    assert run(["export", "M1_E1_I1", "--to", form, "-o", target, "--json", *project]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["kind"] == "export"
    assert document["files"]
    assert all(Path(path).is_file() for path in document["files"])
    assert run(["export", "M1_E1_I1", "--to", form, "-o", target, *project]) == 2
    assert "is there already" in capsys.readouterr().err
