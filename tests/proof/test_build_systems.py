"""meson and ctest with no command in planproof.toml but the build: their own lists, selections and JUnit files are read.

Each test of the tiny project is a program of its own, red by an `assert` at first and green when the code is there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planproof.config import load_config
from planproof.plan.tree import read_project
from planproof.proof.git import Repository
from planproof.proof.model import Verdict
from planproof.proof.stages.build import green_outcome
from planproof.proof.stages.specify import red_outcome
from planproof.proof.testing import collect, reconciled, run_tests
from planproof.proof.workbench import Workbench
from tests.proof.conftest import commit_all, git

NAMES = ("test_add__two_and_two__then_four", "test_add__nothing__then_nothing")
BUILDS = {
    "meson": "[ -f build/build.ninja ] || meson setup build; meson compile -C build",
    "ctest": "cmake -S . -B build && cmake --build build",
}
MESON = "project('tiny', 'c')\n" + "".join(
    f"test('{name}', executable('{name}', '{name}.c', 'add.c'))\n" for name in NAMES
)
CMAKE = "cmake_minimum_required(VERSION 3.20)\nproject(tiny C)\nenable_testing()\n" + "".join(
    f"add_executable({name} {name}.c add.c)\nadd_test(NAME {name} COMMAND {name})\n" for name in NAMES
)
PLAN = "# Iteration 1: Add\n\n## Unit tests\n\n| Test |\n|---|\n" + "".join(f"| `{name}` |\n" for name in NAMES)


def bench_on(folder: Path) -> Workbench:
    config, repository = load_config(folder), Repository(folder)
    project = read_project(folder, config)
    plan, base = project.plans[0], repository.head()
    return Workbench(
        root=folder,
        folder=folder,
        project=project,
        plan=plan,
        config=config,
        repository=repository,
        base_commit=base,
        latest={},
        proved_once={},
        notify=lambda note: None,
    )


def tiny_project(folder: Path, framework: str, body: str) -> Path:
    plan = folder / "docs/progress_trackings/M1_TINY/M1_E1_TINY/M1_E1_I1_ADD/ITERATION.md"
    plan.parent.mkdir(parents=True)
    plan.write_text(PLAN)
    (folder / "planproof.toml").write_text(
        f"[plans]\ndocuments = ['ITERATION']\n[tests]\nframework = '{framework}'\n[commands]\nbuild = '''{BUILDS[framework]}'''\n"
    )
    (folder / ".gitignore").write_text("build/\n")
    (folder / "meson.build").write_text(MESON)
    (folder / "CMakeLists.txt").write_text(CMAKE)
    (folder / "add.c").write_text(f"int add(int a, int b);\nint add(int a, int b)\n{{\n    {body}\n}}\n")
    for name, (number, wanted) in zip(NAMES, ((2, 4), (-1, -2)), strict=True):
        check = f"int main(void)\n{{\n    assert(add({number}, {number}) == {wanted});\n}}\n"
        (folder / f"{name}.c").write_text(f"#include <assert.h>\nint add(int a, int b);\n{check}")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit_all(folder)
    return folder


@pytest.mark.parametrize("framework", ["meson", "ctest"])
@pytest.mark.parametrize(("body", "red"), [("(void)a; (void)b; return 7;", True), ("return a + b;", False)])
def test_run_tests__no_command_but_the_build__then_listed_selected_and_read(
    framework: str, body: str, red: bool, tmp_path: Path
) -> None:
    tool = "cmake" if framework == "ctest" else "meson"
    if not shutil.which(tool):
        pytest.skip(f"{tool} isn't installed")
    with bench_on(tiny_project(tmp_path, framework, body)) as bench:
        assert collect(bench).problem == ""
        _, found = reconciled(bench, ("unit",))
        assert sorted(test.name for _, test in found.found) == sorted(NAMES)
        tests = [test for _, test in found.found]
        one = run_tests(bench, tests[:1])
        assert len(one.results.cases) == 1
        outcome = (red_outcome if red else green_outcome)(run_tests(bench, tests), tests)
    assert outcome.verdict is Verdict.PROVED, outcome.reason
