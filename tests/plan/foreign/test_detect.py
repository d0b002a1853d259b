"""Plans of other tools are found by what lies there, and nothing else is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.plan.foreign.detect import found_at, known_places
from planproof.plan.foreign.model import ForeignFormat
from tests.plan.foreign.writing import KIRO, MARKDOWN, OPENSPEC, SPEC_KIT, TASK_MASTER, write


def test_known_places__a_project_with_all_formats__then_each_once(tmp_path: Path) -> None:
    write(tmp_path, SPEC_KIT, OPENSPEC, KIRO, TASK_MASTER, MARKDOWN)
    found = [(each.format, each.path.relative_to(tmp_path).as_posix()) for each in known_places(tmp_path)]
    assert found == [
        (ForeignFormat.SPEC_KIT, "specs/001-links"),
        (ForeignFormat.OPENSPEC, "openspec/changes/add-links"),
        (ForeignFormat.OPENSPEC, "openspec/changes/archive/2026-01-02-old"),
        (ForeignFormat.KIRO, ".kiro/specs/links"),
        (ForeignFormat.TASK_MASTER, ".taskmaster/tasks/tasks.json"),
        (ForeignFormat.MARKDOWN, "docs/superpowers/plans/2026-01-10-links.md"),
    ]


def test_known_places__files_that_only_look_alike__then_none(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "specs/openapi.yaml": "openapi: 3.1.0\n",
            "specs/models/user_spec.rb": "describe User\n",
            "tasks/tasks.json": json.dumps({"version": "2.0.0", "tasks": [{"label": "build"}]}),
            "openspec/specs/links/spec.md": "# Links\n",
            "docs/plans/README.md": "# Plans\n\n- one\n",
        },
    )
    assert known_places(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("specs/001-links", (ForeignFormat.SPEC_KIT, "specs/001-links")),
        ("specs/001-links/spec.md", (ForeignFormat.SPEC_KIT, "specs/001-links")),
        ("specs/001-links/checklists/requirements.md", (ForeignFormat.SPEC_KIT, "specs/001-links")),
        ("openspec/changes/add-links/specs/links/spec.md", (ForeignFormat.OPENSPEC, "openspec/changes/add-links")),
        (".kiro/specs/links/tasks.md", (ForeignFormat.KIRO, ".kiro/specs/links")),
        (".taskmaster", (ForeignFormat.TASK_MASTER, ".taskmaster/tasks/tasks.json")),
        (".taskmaster/tasks/tasks.json", (ForeignFormat.TASK_MASTER, ".taskmaster/tasks/tasks.json")),
        (
            "docs/superpowers/plans/2026-01-10-links.md",
            (ForeignFormat.MARKDOWN, "docs/superpowers/plans/2026-01-10-links.md"),
        ),
    ],
)
def test_found_at__a_named_file_or_folder__then_the_plan_around_it(
    name: str, wanted: tuple[ForeignFormat, str], tmp_path: Path
) -> None:
    write(tmp_path, SPEC_KIT, OPENSPEC, KIRO, TASK_MASTER, MARKDOWN)
    assert [(each.format, each.path.relative_to(tmp_path).as_posix()) for each in found_at(tmp_path / name)] == [wanted]


def test_found_at__a_folder_above_several__then_all_of_them(tmp_path: Path) -> None:
    write(tmp_path / "packages" / "web", SPEC_KIT, OPENSPEC)
    formats = [each.format for each in found_at(tmp_path / "packages")]
    assert sorted(formats) == [ForeignFormat.OPENSPEC, ForeignFormat.OPENSPEC, ForeignFormat.SPEC_KIT]


def test_found_at__a_link_to_a_plan_elsewhere__then_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", SPEC_KIT)
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "specs").symlink_to(tmp_path / "elsewhere" / "specs")
    assert found_at(tmp_path / "project") == []


def test_known_places__kiro_tasks_alone_and_a_list_under_a_tag__then_found(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".kiro/specs/links/tasks.md": "- [ ] 1. One\n",
            "tasks/tasks.json": json.dumps({"master": [{"id": "1", "title": "One", "status": "pending"}]}),
        },
    )
    assert [each.format for each in known_places(tmp_path)] == [ForeignFormat.KIRO, ForeignFormat.TASK_MASTER]
