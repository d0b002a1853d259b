"""Walking the plans folder: what is found where, what is left alone, what can't be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan import read_project
from planproof.plan.model import Project

PLANS = Path("docs/progress_trackings")


def project_of(root: Path, files: dict[str, str], **how: object) -> Project:
    for name, text in files.items():
        path = root / PLANS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_project(root, Config(), **how)  # type: ignore[arg-type]


def test_read_project__milestone_epic_and_iterations__then_each_where_it_belongs(tmp_path: Path) -> None:
    project = project_of(
        tmp_path,
        {
            "M1_LINKS/README.md": "# M1",
            "M1_LINKS/M1_E1_STORE/README.md": "# E1",
            "M1_LINKS/M1_E1_STORE/M1_E1_I10_LATE/ITERATION.md": "# Iteration 10: Late",
            "M1_LINKS/M1_E1_STORE/M1_E1_I2_SHORT/BACKLOGS.md": "# M1_E1_I2 Short links: Backlogs",
            "M1_LINKS/M1_E1_STORE/M1_E1_I2_SHORT/TECH_DESIGN.md": "# M1_E1_I2 Short links: Tech Design",
            "M1_LINKS/M1_E1_STORE/M1_E1_I2_SHORT/NOTES.md": "## Tasks",
            "M1_LINKS/TEST_PLAN.md": "# lost",
        },
    )
    folder = "docs/progress_trackings/M1_LINKS"
    assert [(found.id, found.path, found.readme is not None) for found in project.milestones] == [("M1", folder, True)]
    assert [(found.id, found.path) for found in project.epics] == [("M1_E1", f"{folder}/M1_E1_STORE")]
    assert [(plan.id, plan.name) for plan in project.plans] == [("M1_E1_I2", "Short links"), ("M1_E1_I10", "Late")]
    assert [document.kind for document in project.plans[0].documents] == ["TECH_DESIGN", "BACKLOGS", ""]
    assert [stray.path for stray in project.strays] == [f"{folder}/TEST_PLAN.md"]
    assert project.document_kinds == ("TECH_DESIGN", "TEST_PLAN", "BACKLOGS")


def test_read_project__id_only_in_the_file_name__then_read(tmp_path: Path) -> None:
    project = project_of(tmp_path, {"LINKS/M1_E2_I3_ITERATION.md": "# Iteration 3: Links"})
    assert [(plan.id, plan.documents[0].kind) for plan in project.plans] == [("M1_E2_I3", "ITERATION")]


def test_read_project__no_plans_folder__then_empty(tmp_path: Path) -> None:
    project = read_project(tmp_path, Config())
    assert (project.plans, project.strays, project.milestones) == ((), (), ())


@pytest.mark.parametrize(
    "wanted",
    [
        "M1_E1_I2",
        "M1_E1",
        "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I2_C",
        "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I2_C/ITERATION.md",
        "./docs/progress_trackings/M1_A/",
    ],
)
def test_read_project__only_one_wanted__then_the_others_are_not_read(tmp_path: Path, wanted: str) -> None:
    files = {
        "M1_A/M1_E1_B/M1_E1_I2_C/ITERATION.md": "# c",
        "M1_A2/M1_E2_B/M1_E2_I2_C/ITERATION.md": "# d",
    }
    project = project_of(tmp_path, files, only=[wanted])
    assert [plan.id for plan in project.plans] == ["M1_E1_I2"]


def test_read_project__links_out_of_the_project_and_round_in_it__then_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "BACKLOGS.md").write_text("# secret")
    root = tmp_path / "root"
    files = {"M1_A/M1_E1_B/M1_E1_I1_C/ITERATION.md": "# c"}
    project_of(root, files)
    iteration = root / PLANS / "M1_A/M1_E1_B/M1_E1_I1_C"
    (iteration / "BACKLOGS.md").symlink_to(outside / "BACKLOGS.md")
    (iteration / "M1_E1_I2_OUT").symlink_to(outside)
    (iteration / "M1_E1_I3_ROUND").symlink_to(root / PLANS)
    project = project_of(root, files)
    assert [[document.kind for document in plan.documents] for plan in project.plans] == [["ITERATION"]]
    assert project.strays == ()


def test_read_project__broken_link_and_pipe__then_unreadable_and_no_waiting(tmp_path: Path) -> None:
    project_of(tmp_path, {"M1_A/M1_E1_B/M1_E1_I1_C/ITERATION.md": "# c"})
    iteration = tmp_path / PLANS / "M1_A/M1_E1_B/M1_E1_I1_C"
    (iteration / "BACKLOGS.md").symlink_to(iteration / "gone.md")
    os.mkfifo(iteration / "TEST_PLAN.md")
    (plan,) = read_project(tmp_path, Config()).plans
    assert [(d.kind, [p.slug for p in d.problems]) for d in plan.documents] == [
        ("TEST_PLAN", ["unreadable"]),
        ("BACKLOGS", ["unreadable"]),
        ("ITERATION", []),
    ]


def test_read_project__fifty_megabytes__then_one_problem_and_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / PLANS / "M1_A/M1_E1_B/M1_E1_I1_C/BACKLOGS.md"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(50_000_000)
    (plan,) = read_project(tmp_path, Config()).plans
    assert [problem.slug for problem in plan.documents[0].problems] == ["too-large"]
    assert plan.documents[0].text == ""
