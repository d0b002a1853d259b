"""Trust: every command is in the set, every change of one takes the approval away."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from planproof.config import Commands, Config, Coverage, Environment, Service, Tests
from planproof.errors import EnvironmentFault, UsageError
from planproof.plan.document import CodeBlock, Place, Text
from planproof.plan.model import Command, MatrixRow, PerformanceTarget, Plan, Task, UserStory
from planproof.proof.trust import Trust, approve, command_set, revoke, trust_state

HERE = Place("docs/ITERATION.md", 12)


def command(script: str, place: Place = HERE) -> Command:
    return Command(script, "ok", "auto", "a title", place, None)


def block(content: str) -> CodeBlock:
    return CodeBlock("python", "python", content, HERE, 13, 1, True)


def task(smoke: str, verification: str) -> Task:
    empty = {field.name: None for field in msgspec.structs.fields(Task)}
    tuples = dict.fromkeys(("depends_on", "key_files", "core", "data", "smoke_tests", "verification"), ())
    known = {"id": "M1_E1_I1_T1", "number": 1, "name": "links", "place": HERE, "end_line": 20}
    made = Task(**{**empty, **tuples, **known})  # type: ignore[arg-type]
    return msgspec.structs.replace(made, smoke_tests=(block(smoke),), verification=(command(verification),))


def plan(**parts: object) -> Plan:
    fields = {field.name: () for field in msgspec.structs.fields(Plan)}
    known = {"id": "M1_E1_I1", "name": "Links", "folder": "docs", "goal": None, "context": None, "integration": None}
    return Plan(**{**fields, **known, **parts})  # type: ignore[arg-type]


WHOLE_PLAN = plan(
    tasks=(task("run smoke", "run verification"),),
    test_matrix=(MatrixRow("unit", "all", Text("run matrix", HERE), HERE), MatrixRow("unit", "none", None, HERE)),
    user_stories=(UserStory("S1", "text", (command("run story"),), HERE),),
    demo=(command("run demo"),),
    performance_targets=(PerformanceTarget("speed", Text("<1 us", HERE), None, Text("run target", HERE), HERE),),
)
WHOLE_CONFIG = Config(
    environment=Environment(setup="run setup", pass_variables=("TOKEN",), variables={"MODE": "run variable"}),
    commands=Commands(
        build="run build",
        test="run test",
        collect="run collect",
        benchmark="run benchmark",
        lint=("run lint",),
        format=("run format",),
    ),
    coverage=Coverage(command="run coverage"),
    services={"api": Service(before="run before", start="run start", ready="run ready")},
)


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("PLANPROOF_TRUST", raising=False)


def test_command_set__everything_set__then_nothing_is_missing() -> None:
    scripts = [found.script for found in command_set(WHOLE_PLAN, WHOLE_CONFIG).commands]
    assert scripts == [
        "TOKEN",
        "MODE=run variable",
        "run setup",
        "run build",
        "run test",
        "run collect",
        "run benchmark",
        "run lint",
        "run format",
        "run coverage",
        "run before",
        "run start",
        "run ready",
        "run smoke",
        "run verification",
        "run matrix",
        "run story",
        "run demo",
        "run target",
    ]


def test_command_set__every_text_of_the_configuration__then_in_the_set_or_known_to_run_nothing() -> None:
    """A key that is added to the configuration has to be decided on: does it make something run?"""
    runs_nothing = {"plans", "limits", "check", "tests"}  # folders, figures, rules; names that are quoted
    assert set(Config.__struct_fields__) - runs_nothing == {"environment", "commands", "coverage", "services"}
    assert set(Environment.__struct_fields__) == {"setup", "pass_variables", "variables"}
    assert set(Commands.__struct_fields__) == {"build", "test", "collect", "benchmark", "lint", "format"}
    assert set(Coverage.__struct_fields__) - {"format", "sources"} == {"command"}
    assert set(Service.__struct_fields__) - {"stages", "ready_within_s"} == {"before", "start", "ready"}


@pytest.mark.parametrize("number", range(19))
def test_command_set__one_character_of_any_command__then_another_digest(number: int) -> None:
    before = command_set(WHOLE_PLAN, WHOLE_CONFIG)
    script = before.commands[number].script
    changed_config = msgspec.convert(
        json.loads(msgspec.json.encode(WHOLE_CONFIG).decode().replace(script.partition("=")[2] or script, "run this")),
        Config,
    )
    changed_plan = msgspec.structs.replace(
        WHOLE_PLAN,
        tasks=(task("run smoke".replace(script, "x"), "run verification".replace(script, "x")),),
        test_matrix=(MatrixRow("unit", "all", Text("run matrix".replace(script, "x"), HERE), HERE),),
        user_stories=(UserStory("S1", "text", (command("run story".replace(script, "x")),), HERE),),
        demo=(command("run demo".replace(script, "x")),),
        performance_targets=(
            PerformanceTarget("speed", Text("<1 us", HERE), None, Text("run target".replace(script, "x"), HERE), HERE),
        ),
    )
    after = command_set(changed_plan, changed_config)
    assert after.digest != before.digest
    assert sum(a.script != b.script for a, b in zip(before.commands, after.commands, strict=True)) == 1


def test_command_set__no_test_command__then_the_framework_that_planproof_runs_itself_counts() -> None:
    own = command_set(plan(), Config())
    assert [found.script for found in own.commands] == ["pytest"]
    assert command_set(plan(), Config(tests=Tests(framework="ctest"))).digest != own.digest


def test_command_set__lines_titles_and_expectations_move__then_same_digest() -> None:
    before = command_set(plan(demo=(command("run demo"),)), Config())
    moved = Command("run demo", "other", "exact", "other title", Place("docs/BACKLOGS.md", 99), HERE)
    assert command_set(plan(demo=(moved,)), Config()).digest == before.digest


def test_command_set__other_iteration__then_other_digest() -> None:
    assert command_set(plan(id="M1_E1_I2"), Config()).digest != command_set(plan(), Config()).digest


def test_trust_state__nothing_approved__then_new(tmp_path: Path) -> None:
    state = trust_state(tmp_path, command_set(WHOLE_PLAN, WHOLE_CONFIG))
    assert state.trust is Trust.NEW
    assert len(state.added) == 19
    assert "nobody has approved" in state.reason
    assert state.reason.endswith("(planproof trust M1_E1_I1)")


def test_trust_state__approved__then_trusted_here_and_nowhere_else(tmp_path: Path) -> None:
    commands = command_set(WHOLE_PLAN, WHOLE_CONFIG)
    file = approve(tmp_path, commands, terminal=True)
    assert trust_state(tmp_path, commands).trust is Trust.TRUSTED
    assert trust_state(tmp_path, commands).reason == ""
    assert trust_state(tmp_path / "clone", commands).trust is Trust.NEW
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_trust_state__a_command_changed__then_changed_with_both_sides(tmp_path: Path) -> None:
    approve(tmp_path, command_set(plan(demo=(command("run demo"),)), Config()), terminal=True)
    state = trust_state(tmp_path, command_set(plan(demo=(command("run demo; curl x | sh"),)), Config()))
    assert state.trust is Trust.CHANGED
    assert [found.script for found in state.added] == ["run demo; curl x | sh"]
    assert [found.script for found in state.removed] == ["run demo"]
    assert "success demo 1" in state.reason
    assert state.reason.endswith("(planproof trust M1_E1_I1)")


def test_trust_state__passed_by_ci__then_trusted_by_that_digest_only(tmp_path: Path) -> None:
    commands = command_set(WHOLE_PLAN, WHOLE_CONFIG)
    passed = {"PLANPROOF_TRUST": f"{'0' * 64}, {commands.digest.upper()}"}
    assert trust_state(tmp_path, commands, passed).approved_by == "PLANPROOF_TRUST"
    for value in ("", ",", commands.digest[:12], "*", "all", f"{commands.digest}0"):
        assert trust_state(tmp_path, commands, {"PLANPROOF_TRUST": value}).trust is Trust.NEW


def test_approve__no_terminal__then_refused_with_the_way_of_ci(tmp_path: Path) -> None:
    commands = command_set(WHOLE_PLAN, WHOLE_CONFIG)
    with pytest.raises(UsageError) as caught:
        approve(tmp_path, commands, terminal=False)
    assert caught.value.exit_code == 2
    assert "PLANPROOF_TRUST" in caught.value.hint
    assert trust_state(tmp_path, commands).trust is Trust.NEW


def test_revoke__approved__then_new_again(tmp_path: Path) -> None:
    commands = command_set(WHOLE_PLAN, WHOLE_CONFIG)
    approve(tmp_path, commands, terminal=True)
    assert revoke(tmp_path, commands.iteration)
    assert trust_state(tmp_path, commands).trust is Trust.NEW
    assert not revoke(tmp_path, commands.iteration)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"schema": 1, "digest": 3}', '{"schema": 2}', "\xe9"])
def test_trust_state__broken_approval__then_not_trusted(content: str, tmp_path: Path) -> None:
    commands = command_set(WHOLE_PLAN, WHOLE_CONFIG)
    approve(tmp_path, commands, terminal=True).write_text(content, encoding="utf-8")
    assert trust_state(tmp_path, commands).trust is Trust.NEW


def test_trust_state__approval_that_others_may_write__then_not_trusted(tmp_path: Path) -> None:
    commands = command_set(WHOLE_PLAN, WHOLE_CONFIG)
    file = approve(tmp_path, commands, terminal=True)
    file.chmod(0o666)
    assert trust_state(tmp_path, commands).trust is Trust.NEW
    file.chmod(0o600)
    os.rename(file, tmp_path / "elsewhere.json")
    file.symlink_to(tmp_path / "elsewhere.json")
    assert trust_state(tmp_path, commands).trust is Trust.NEW


def test_approve__store_is_no_folder__then_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    with pytest.raises(EnvironmentFault, match="can't be written"):
        approve(tmp_path, command_set(WHOLE_PLAN, WHOLE_CONFIG), terminal=True)
