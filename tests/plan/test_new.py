"""New milestones, epics and iterations: numbers, names, templates, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config, Plans
from planproof.errors import ConfigurationError, EnvironmentFault, UsageError
from planproof.plan.new import document_sections, folder_name, plan_new, write_new
from planproof.plan.sections import REQUIRED_SECTIONS, TITLES, canonical_key

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "planproof" / "plan" / "templates"
THREE = ("TECH_DESIGN", "TEST_PLAN", "BACKLOGS")


def make(root: Path, level: str, parent: str | None, title: str, config: Config | None = None) -> str:
    new = plan_new(root, config or Config(), level, parent, title)
    write_new(root, new)
    return new.id


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Thread registry", "THREAD_REGISTRY"),
        ("  Größe & Maß: 2 × schneller! ", "GROSSE_MASS_2_SCHNELLER"),
        ("Lanés", "LANES"),
        ("記録 器", "記録_器"),
        ("../../etc/passwd", "ETC_PASSWD"),
        ("a_b-c.d", "A_B_C_D"),
    ],
)
def test_folder_name__any_title__then_upper_snake(title: str, expected: str) -> None:
    assert folder_name(title) == expected


def test_folder_name__no_letter__then_refused() -> None:
    with pytest.raises(UsageError, match="no letter"):
        folder_name("… 🎉 !")


def test_folder_name__very_long_title__then_cut_at_a_word() -> None:
    assert folder_name("word " * 100) == "_".join(["WORD"] * 12)


def test_plan_new__empty_project__then_numbers_from_one(tmp_path: Path) -> None:
    assert make(tmp_path, "milestone", None, "Recorder") == "M1"
    assert make(tmp_path, "epic", "M1", "Lanes") == "M1_E1"
    assert make(tmp_path, "iteration", "M1_E1", "Thread registry") == "M1_E1_I1"
    folder = tmp_path / "docs/progress_trackings/M1_RECORDER/M1_E1_LANES/M1_E1_I1_THREAD_REGISTRY"
    assert {path.stem for path in folder.iterdir()} == set(THREE)


def test_plan_new__gap_in_numbers__then_after_the_largest(tmp_path: Path) -> None:
    (tmp_path / "docs/progress_trackings/M7_OLD/M7_E10_PART").mkdir(parents=True)
    (tmp_path / "docs/progress_trackings/notes").mkdir()
    assert plan_new(tmp_path, Config(), "milestone", None, "x").id == "M8"
    assert plan_new(tmp_path, Config(), "epic", "M7", "x").id == "M7_E11"


@pytest.mark.parametrize(
    ("parent", "message"), [("M9", "no milestone M9"), ("M1_E1", "no id of"), ("nonsense", "no id of")]
)
def test_plan_new__unknown_parent__then_nearest_named(tmp_path: Path, parent: str, message: str) -> None:
    make(tmp_path, "milestone", None, "Recorder")
    with pytest.raises(UsageError, match=message) as caught:
        plan_new(tmp_path, Config(), "epic", parent, "x")
    assert "M1" in caught.value.hint


def test_plan_new__no_milestone_yet__then_hint_says_how(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        plan_new(tmp_path, Config(), "epic", "M1", "x")
    assert "planproof new milestone" in caught.value.hint


def test_plan_new__two_lines__then_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one line"):
        plan_new(tmp_path, Config(), "milestone", None, "a\n# b")


def test_write_new__folder_appeared__then_refused_and_untouched(tmp_path: Path) -> None:
    first = plan_new(tmp_path, Config(), "milestone", None, "Recorder")
    write_new(tmp_path, first)
    readme = tmp_path / first.files[0].path
    readme.write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        write_new(tmp_path, first)
    assert readme.read_text() == "mine"


@pytest.mark.parametrize("kinds", [THREE, ("ITERATION",), ("ITERATION", *THREE)])
def test_document_sections__each_set__then_holds_what_its_documents_require(kinds: tuple[str, ...]) -> None:
    chosen = [key for keys in document_sections(kinds).values() for key in keys]
    assert len(chosen) == len(set(chosen))
    assert {key for kind in kinds for key in REQUIRED_SECTIONS[kind]} <= set(chosen)


def test_templates__every_file__then_title_is_known_and_used() -> None:
    used = {key for keys in document_sections(("ITERATION", *THREE)).values() for key in keys}
    for path in TEMPLATES.glob("*.md"):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert canonical_key(first.removeprefix("## ")) == path.stem
    assert {path.stem for path in TEMPLATES.glob("*.md")} == used
    assert used <= set(TITLES)


def test_plan_new__both_forms__then_one_heading_each(tmp_path: Path) -> None:
    config = Config(plans=Plans(documents=("TECH_DESIGN", "TEST_PLAN", "BACKLOGS", "ITERATION")))
    make(tmp_path, "milestone", None, "A")
    make(tmp_path, "epic", "M1", "B")
    new = plan_new(tmp_path, config, "iteration", "M1_E1", "Short links")
    headings = {Path(file.path).stem: file.text.split("\n", 1)[0] for file in new.files}
    assert headings["ITERATION"] == "# Iteration 1: Short links"
    assert headings["TECH_DESIGN"] == "# M1_E1_I1 Short links: Tech Design"
    assert len(headings) == 4


@pytest.mark.parametrize("folder", ["/somewhere/else", "../outside", "docs/../../outside"])
def test_plan_new__plans_folder_outside__then_configuration_named(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ConfigurationError, match="leaves the project"):
        plan_new(tmp_path, Config(plans=Plans(folder=folder)), "milestone", None, "x")


def test_plan_new__plans_folder_is_a_file__then_said(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "progress_trackings").touch()
    with pytest.raises(EnvironmentFault, match="can't be listed"):
        plan_new(tmp_path, Config(), "milestone", None, "x")
