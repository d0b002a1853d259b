"""Each form is what its tool reads, and nothing in a document is run by it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from planproof.errors import UsageError
from planproof.plan.export.books import export_mdbook, export_sphinx
from planproof.plan.export.html import export_html
from planproof.plan.export.issues import export_issues
from planproof.plan.export.model import ExportFile, write_files
from planproof.plan.export.taskmaster import export_task_master
from planproof.plan.foreign.detect import Found
from planproof.plan.foreign.model import ForeignFormat, State
from planproof.plan.foreign.read import read_foreign
from tests.plan.export.subjects import small_subject

PROVED = {"M1_E1_I1_T1": "Proved", "M1_E1_I1_T2": "In Progress", "M1_E1_I1": "3 of 9 stages proved"}


def test_task_master__read_back__then_the_same_tasks(tmp_path: Path) -> None:
    subject = small_subject(tmp_path, PROVED)
    path = tmp_path / "tasks.json"
    write_files(path, export_task_master(subject))
    (plan,) = read_foreign(tmp_path, [Found(ForeignFormat.TASK_MASTER, path)])
    (ours,) = subject.plans
    assert plan.problems == ()
    assert [(task.id, task.title) for task in plan.tasks] == [(str(task.number), task.name) for task in ours.tasks]
    assert [task.state for task in plan.tasks] == [State.DONE, State.OPEN]
    assert [[each.key for each in task.depends_on] for task in plan.tasks] == [[], ["master:1"]]
    data = json.loads(path.read_text())["master"]["tasks"]
    assert [task["status"] for task in data] == ["done", "in-progress"]
    assert [task["priority"] for task in data] == ["high", "low"]
    assert "curl localhost" in data[0]["testStrategy"]
    assert "src/store.py" in data[0]["details"]
    required = {
        "id",
        "title",
        "description",
        "status",
        "priority",
        "dependencies",
        "details",
        "testStrategy",
        "subtasks",
    }
    assert all(required <= task.keys() for task in data)


def test_task_master__no_evidence__then_nothing_is_done(tmp_path: Path) -> None:
    (file,) = export_task_master(small_subject(tmp_path))
    assert {task["status"] for task in json.loads(file.text)["master"]["tasks"]} == {"pending"}


def test_issues__the_script_with_a_gh_that_writes_down__then_titles_labels_and_bodies(tmp_path: Path) -> None:
    folder = tmp_path / "issues"
    write_files(folder, export_issues(small_subject(tmp_path, PROVED)))
    head = yaml.safe_load((folder / "M1_E1_I1_T2.md").read_text().split("---\n")[1])
    assert head["title"] == 'M1_E1_I1_T2 Board\'s page "x" $(touch pwned)'
    assert head["labels"] == ["planproof", "In Progress"]
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text('#!/bin/sh\nprintf "%s|" "$@" >> "$LOG"\necho >> "$LOG"\ncat >> "$LOG"\n')
    (tools / "gh").chmod(0o755)
    log = tmp_path / "log"
    environment = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "LOG": str(log)}
    subprocess.run(["bash", str(folder / "create.sh")], env=environment, check=True, cwd=tmp_path, timeout=60)
    said = log.read_text()
    assert "issue|create|--title|M1_E1_I1_T1 Store|--label|planproof|--label|Proved|--body-file|-|" in said
    assert '--title|M1_E1_I1_T2 Board\'s page "x" $(touch pwned)|' in said
    assert "Depends on: M1_E1_I1_T1" in said
    assert "milestone:" not in said
    assert not list(tmp_path.rglob("pwned"))


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


def tags_of(page: str) -> Tags:
    found = Tags()
    found.feed(page)
    return found


def assert_harmless(found: Tags) -> None:
    assert not found.tags & {"iframe", "object", "embed"}
    assert not {name for name, _ in found.attributes if name.startswith("on")}
    assert not [value for _, value in found.attributes if value.strip().lower().startswith("javascript:")]


def test_html__words_that_would_run__then_shown_as_text(tmp_path: Path) -> None:
    (file,) = export_html(small_subject(tmp_path, PROVED))
    found = tags_of(file.text)
    assert_harmless(found)
    assert not found.tags & {"script", "img", "b", "div"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in file.text
    assert "3 of 9 stages proved" in file.text
    assert '<pre class="mermaid">graph TD' in file.text
    loads = [value for name, value in found.attributes if name in ("src", "data", "action", "srcset")]
    assert loads == []
    assert "default-src 'none'" in file.text


def test_mdbook__its_sources__then_every_page_is_in_the_summary_and_harmless(tmp_path: Path) -> None:
    files = {file.path: file.text for file in export_mdbook(small_subject(tmp_path, PROVED))}
    assert tomllib.loads(files["book.toml"])["build"]["use-default-preprocessors"] is False
    linked = re.findall(r"\]\(([^)]+)\)", files["src/SUMMARY.md"])
    assert sorted(f"src/{path}" for path in linked) == sorted(
        path for path in files if path.endswith(".md") and "SUMMARY" not in path
    )
    page = files["src/M1_E1_I1/ITERATION.md"]
    assert "&lt;script>alert(1)&lt;/script>" in page
    assert "<https://a.example>" in page
    outside = re.sub(r"```.*?```|`[^`\n]+`", "", page, flags=re.DOTALL)
    assert "<script" not in outside
    assert "<img" not in outside


def test_sphinx__built_for_real__then_pages_without_anything_that_runs(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    write_files(folder, export_sphinx(small_subject(tmp_path, PROVED)))
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        str(folder),
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "M1_E1_I1" / "ITERATION.html").read_text()
    body = page[page.index('<section id="') :]
    found = tags_of(body[: body.index('<div class="sphinxsidebar"')])
    assert_harmless(found)
    assert not found.tags & {"script", "img"}
    host = Path("/etc/hostname")
    assert not host.is_file() or f"<p>{host.read_text().strip()}</p>" not in page
    assert "3 of 9 stages proved" in (tmp_path / "out" / "index.html").read_text()


def test_write_files__something_is_there__then_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write_files(tmp_path, [ExportFile("a.md", "new"), ExportFile("b.md", "new")])
    assert (tmp_path / "b.md").read_text() == "mine"
    assert not (tmp_path / "a.md").exists()


def test_subject__a_milestone_and_wrong_ids__then_its_iterations_or_usage(tmp_path: Path) -> None:
    subject = small_subject(tmp_path, identifier="M1")
    assert (subject.title, [plan.id for plan in subject.plans]) == ("Links", ["M1_E1_I1"])
    for wrong in ("M2", "M1_E1_I1_T1", "nonsense"):
        with pytest.raises(UsageError):
            small_subject(tmp_path / wrong, identifier=wrong)
