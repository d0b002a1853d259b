"""The verbs `start`, `next` and `show` as processes on a real repository: what they print, and their JSON documents."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.proof.conftest import commit_all, git
from tests.proof.small_plan import BASE, FOLDER, ID, PLANNED, SETTINGS
from tests.proof.small_project import SmallProject

DOCUMENT = f"{FOLDER}/ITERATION.md"
TASK = f"{ID}_T1"


@pytest.fixture
def fresh(tmp_path: Path) -> SmallProject:
    """The project with its plan written, nothing of the plan committed and nothing started."""
    project = SmallProject(tmp_path / "project")
    project.root.mkdir()
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    project.write({**BASE, "planproof.toml": SETTINGS})
    project.write(PLANNED, commit=False)
    return project


def document(ran: subprocess.CompletedProcess[str], kind: str) -> dict[str, Any]:
    """The one JSON document that a process printed, which must be of that kind."""
    found = json.loads(ran.stdout)
    assert found["schemaVersion"] == 1
    assert found["kind"] == kind
    return dict(found)


def test_start__plan_is_not_committed__then_refused_with_the_files(fresh: SmallProject) -> None:
    ran = fresh.planproof("start", ID)
    assert ran.returncode == 2
    assert f"is not committed, so the commit that it starts at would not hold it: {DOCUMENT}" in ran.stderr
    assert f"hint: git add {DOCUMENT} && git commit" in ran.stderr
    assert not fresh.evidence.exists()


def test_start__plan_is_not_committed_under_json__then_error_document(fresh: SmallProject) -> None:
    ran = fresh.planproof("start", ID, "--json")
    assert ran.returncode == 2
    (found,) = document(ran, "error")["diagnostics"]
    assert found["code"] == "usage"
    assert "--allow-uncommitted" in found["fix"]


def test_start__plan_with_errors__then_refused_with_the_first_and_started_when_allowed(fresh: SmallProject) -> None:
    commit_all(fresh.root)
    fresh.edit_plan("**Estimated time**: ", "**Estimated time**: 9")
    commit_all(fresh.root)
    ran = fresh.planproof("start", ID)
    assert ran.returncode == 2
    assert f"{DOCUMENT}:" in ran.stderr
    assert "PP405" in ran.stderr
    assert "--allow-findings" in ran.stderr
    assert not fresh.evidence.exists()
    found = document(fresh.planproof("start", ID, "--json", "--allow-findings"), "start")
    assert "PP405" in {each["code"] for each in found["diagnostics"]}
    row = fresh.rows()[0]
    assert row.reason.endswith(" in its plan")
    assert "PP405" in {code for code, _, _ in row.details["errors"]}


def test_start__hint_is_followed__then_started(fresh: SmallProject) -> None:
    hint = fresh.planproof("start", ID, "--json")
    command = document(hint, "error")["diagnostics"][0]["fix"].partition(", then")[0]
    person = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
    person |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in person.items()}
    subprocess.run(["bash", "-c", command], cwd=fresh.root, env=fresh.environment(**person), check=True)
    ran = fresh.planproof("start", ID)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{ID} starts at {git(fresh.root, 'rev-parse', 'HEAD')[:10]}; the evidence is in")


def test_start__plan_changed_after_its_commit__then_refused(fresh: SmallProject) -> None:
    commit_all(fresh.root)
    fresh.edit_plan("Users can have themselves greeted", "Users can be greeted", commit=False)
    assert fresh.planproof("start", ID).returncode == 2


def test_start__settings_are_not_committed__then_refused_by_name(fresh: SmallProject) -> None:
    commit_all(fresh.root)
    fresh.edit("planproof.toml", "command_s = 20.0", "command_s = 60.0", commit=False)
    ran = fresh.planproof("start", ID)
    assert ran.returncode == 2
    assert "would not hold it: planproof.toml" in ran.stderr


def test_start__git_ignores_the_plan__then_refused(fresh: SmallProject) -> None:
    fresh.write({".gitignore": "docs/\n"})
    assert DOCUMENT in fresh.planproof("start", ID).stderr


def test_start__other_work_is_not_committed__then_started(fresh: SmallProject) -> None:
    commit_all(fresh.root)
    fresh.write({"notes.txt": "mine\n"}, commit=False)
    assert fresh.planproof("start", ID).returncode == 0


def test_start__allow_uncommitted__then_started_and_said(fresh: SmallProject) -> None:
    ran = fresh.planproof("start", ID, "--allow-uncommitted")
    assert ran.returncode == 0
    assert f"that commit does not hold {DOCUMENT}" in ran.stderr
    assert fresh.evidence.exists()


def test_start_json__allow_uncommitted__then_one_warning_a_file(fresh: SmallProject) -> None:
    found = document(fresh.planproof("start", ID, "--json", "--allow-uncommitted"), "start")
    assert found["baseCommit"] == git(fresh.root, "rev-parse", "HEAD")
    assert [(one["severity"], one["code"], one["target"]) for one in found["diagnostics"]] == [
        ("warning", "uncommitted", DOCUMENT)
    ]
    assert found["diagnostics"][0]["fix"].startswith(f"git add {DOCUMENT} && git commit")


def test_start_json__plan_is_committed__then_commit_and_row(fresh: SmallProject) -> None:
    head = commit_all(fresh.root)
    found = document(fresh.planproof("start", ID, "--json"), "start")
    assert set(found) == {"schemaVersion", "kind", "diagnostics", "iteration", "baseCommit", "row"}
    assert (found["iteration"], found["baseCommit"], found["diagnostics"]) == (ID, head, [])
    assert found["row"] == fresh.rows()[0].hash


def test_start_json__twice__then_error_that_names_the_commit(planned: SmallProject) -> None:
    ran = planned.planproof("start", ID, "--json")
    assert ran.returncode == 2
    (found,) = document(ran, "error")["diagnostics"]
    assert "was started at" in found["message"]


def test_next__one_step_after_the_other__then_start_trust_prove(fresh: SmallProject) -> None:
    commit_all(fresh.root)
    assert fresh.planproof("next").stdout.endswith(f"  then: planproof start {ID}\n")
    fresh.planproof("start", ID)
    nobody = fresh.planproof("next", PLANPROOF_TRUST="", XDG_DATA_HOME=str(fresh.root.parent / "data"))
    assert nobody.stdout.endswith(f"  then: planproof trust {ID}\n")
    assert fresh.planproof("next").stdout.endswith(f"  then: planproof prove {ID}\n")


@pytest.mark.parametrize("file", ["planproof.toml", DOCUMENT])
def test_next__commands_changed_since_they_were_approved__then_trust_again(planned: SmallProject, file: str) -> None:
    approved = planned.digest()
    assert planned.planproof("next", PLANPROOF_TRUST=approved).stdout.endswith(f"prove {ID}\n")
    old, new = ("import greet", "import greet, os") if file == "planproof.toml" else ("-m greet Ada", "-m greet Bob")
    planned.edit(file, old, new)
    assert planned.planproof("next", PLANPROOF_TRUST=approved).stdout.endswith(f"trust {ID}\n")


def test_next_json__a_task_is_ready__then_task_and_step(planned: SmallProject) -> None:
    ran = planned.planproof("next", "--json")
    assert ran.returncode == 0
    found = document(ran, "next")
    assert set(found) == {"schemaVersion", "kind", "diagnostics", "task", "then", "passedOver", "claim"}
    assert (found["then"], found["diagnostics"]) == (f"planproof prove {ID}", [])
    assert_task(found["task"])


def test_next_json__all_is_proved__then_no_task_and_exit_1(closed: SmallProject) -> None:
    ran = closed.planproof("next", "--json")
    assert ran.returncode == 1
    found = document(ran, "next")
    assert (found["task"], found["then"]) == (None, "")


def test_next_json__nothing_is_planned__then_no_task_and_exit_1(fresh: SmallProject) -> None:
    environment = fresh.environment()
    shutil.rmtree(fresh.root / "docs")
    ran = subprocess.run(
        fresh.command("next", "--json"),
        cwd=fresh.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert document(ran, "next")["task"] is None


def test_next_json__unknown_id__then_error_with_the_nearest(planned: SmallProject) -> None:
    ran = planned.planproof("next", "M1_E1_I2", "--json")
    assert ran.returncode == 2
    (found,) = document(ran, "error")["diagnostics"]
    assert ID in found["fix"]


def test_next_json__plan_with_findings__then_the_task_all_the_same(fresh: SmallProject) -> None:
    fresh.edit_plan("Users can have themselves greeted by name.", "[working_software_goal] TBD", commit=False)
    assert fresh.planproof("check").returncode == 1
    found = document(fresh.planproof("next", "--json"), "next")
    assert found["then"] == f"planproof start {ID}"
    assert_task(found["task"], status="Planned")


def assert_task(found: dict[str, Any], status: str = "In Progress") -> None:
    """The task of the small plan as JSON."""
    fields = "id name status type priority estimate what dependsOn keyFiles verification place"
    assert set(found) == set(fields.split())
    assert (found["id"], found["status"], found["dependsOn"]) == (TASK, status, [])
    assert {"path": "src/greet/words.py", "new": True} in found["keyFiles"]
    assert set(found["verification"][0]) == {"command", "expected"}
    assert found["place"].startswith(f"{DOCUMENT}:")


def test_show_json__task__then_the_same_task_as_next(planned: SmallProject) -> None:
    found = document(planned.planproof("show", TASK, "--json"), "show")
    assert set(found) == {"schemaVersion", "kind", "diagnostics", "task", "claims"}
    assert_task(found["task"])
    assert found["task"] == document(planned.planproof("next", "--json"), "next")["task"]


def test_show_json__iteration__then_its_stages_and_tasks(closed: SmallProject) -> None:
    found = document(closed.planproof("show", ID, "--json"), "show")
    assert (found["id"], found["folder"], found["started"]) == (ID, FOLDER, True)
    assert found["provedStages"] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert found["tasks"] == [{"id": TASK, "name": found["tasks"][0]["name"], "status": "Proved"}]


@pytest.mark.parametrize("asked", [[], ["M1"], ["M1_E1"]])
def test_show_json__milestone_epic_or_all__then_iterations(fresh: SmallProject, asked: list[str]) -> None:
    found = document(fresh.planproof("show", *asked, "--json"), "show")
    assert found["id"] == "".join(asked)
    (only,) = found["iterations"]
    assert only == {"id": ID, "name": only["name"], "provedStages": []}


@pytest.mark.parametrize("unknown", ["M9", "M1_E1_I9", f"{ID}_T9", "nonsense"])
def test_show_json__unknown_id__then_error_document(fresh: SmallProject, unknown: str) -> None:
    ran = fresh.planproof("show", unknown, "--json")
    assert ran.returncode == 2
    (found,) = document(ran, "error")["diagnostics"]
    assert unknown in found["message"]


def test_show_json__plan_with_findings__then_shown_all_the_same(fresh: SmallProject) -> None:
    fresh.edit_plan("**Priority**: 1", "**Priority**: [priority]", commit=False)
    assert_task(document(fresh.planproof("show", TASK, "--json"), "show")["task"], status="Planned")
