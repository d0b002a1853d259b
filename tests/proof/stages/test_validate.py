"""Stage 6: system tests, smoke tests, the planned code really ran, nothing of the project's own is mocked."""

from __future__ import annotations

import pytest

from planproof.proof.model import Verdict
from tests.proof.small_project import SmallProject

TESTS = "tests/test_system.py"
PATCH = 'monkeypatch.setattr("greet.words.greeting", lambda name: name)'


def test_validate__built__then_every_check_is_proved(built: SmallProject) -> None:
    for name in ("green", "stub", "smoke", "real", "mocks"):
        assert built.stands(f"validate.{name}").verdict is Verdict.PROVED


def test_smoke__no_test_of_that_name__then_refuted(built: SmallProject) -> None:
    built.edit_plan("def test_greeting__a_name__then_greeted():", "def test_greeting__nobody_wrote__then_missing():")
    state = built.check("validate.smoke")
    assert state.verdict is Verdict.REFUTED
    assert "no test named" in state.reason


def test_smoke__plan_holds_two__then_unproved(built: SmallProject) -> None:
    built.edit_plan('    assert greeting("Ada") == "Hello, Ada!"\n', "    pass\n\n\ndef test_b():\n    pass\n")
    assert "holds 2 tests" in built.check("validate.smoke").reason


def test_smoke__test_fails__then_refuted(built: SmallProject) -> None:
    built.edit("src/greet/words.py", "Hello", "Goodbye")
    assert built.check("validate.smoke").verdict is Verdict.REFUTED


def test_smoke__service_can_not_start__then_unproved(built: SmallProject) -> None:
    built.add_settings('\n[services.helper]\nstart = "exit 3"\nready = "false"\nstages = ["validate"]\n')
    for name in ("validate.smoke", "validate.real", "validate.green"):
        assert built.check(name).verdict is Verdict.UNPROVED


def test_green__service_dies_in_the_middle__then_unproved(built: SmallProject) -> None:
    start = "touch up; trap 'rm -f up' EXIT; sleep 0.3"
    built.write({".gitignore": ".planproof/\n__pycache__/\nup\n"})
    built.add_settings(f'\n[services.helper]\nstart = "{start}"\nready = "test -e up"\nstages = ["validate"]\n')
    built.edit(TESTS, "def test_greeting", "import time\n\n\ndef test_greeting")
    built.edit(TESTS, '    main(["Ada"])', '    time.sleep(1)\n    main(["Ada"])')
    state = built.check("validate.green")
    assert state.verdict is Verdict.UNPROVED
    assert "service helper ended" in state.reason


def test_real__planned_file_that_no_system_test_runs__then_refuted(built: SmallProject) -> None:
    built.write({"src/greet/idle.py": "def idle():\n    return 1\n"})
    built.edit_plan("src/greet/__main__.py (new)", "src/greet/idle.py (new) - idle\nsrc/greet/__main__.py (new)")
    state = built.check("validate.real")
    assert state.verdict is Verdict.REFUTED
    assert "src/greet/idle.py" in state.reason


def in_a_process(built: SmallProject, script: str) -> None:
    """The system test starts `python -c script` and calls nothing itself."""
    name = "test_greeting__two_names__then_two_greetings"
    start = f'subprocess.run(["python", "-c", {script!r}], check=True)'
    built.write({TESTS: f"import subprocess\n\n\ndef {name}():\n    {start}\n"})


def test_real__file_runs_in_a_process_of_the_test__then_seen(built: SmallProject) -> None:
    in_a_process(built, "from greet.__main__ import main; main(['Ada'])")
    assert built.check("validate.real").verdict is Verdict.PROVED


def test_real__file_is_only_imported_in_a_process__then_refuted(built: SmallProject) -> None:
    in_a_process(built, "import greet.__main__")
    assert built.check("validate.real").verdict is Verdict.REFUTED


def test_real__no_system_test__then_vacuous(built: SmallProject) -> None:
    built.edit_plan("### System tests", "### Unit tests of the whole")
    assert built.check("validate.real").verdict is Verdict.VACUOUS


def test_real__key_file_with_nothing_to_run__then_passed_over(built: SmallProject) -> None:
    built.write({"src/greet/types.py": '"""Types."""\n\n\ndef f() -> None:\n    ...\n'})
    built.edit_plan("src/greet/__main__.py (new)", "src/greet/types.py (new) - types\nsrc/greet/__main__.py (new)")
    assert built.check("validate.real").verdict is Verdict.PROVED


def test_real__tests_that_overwrite_the_coverage_data__then_unproved(built: SmallProject) -> None:
    spoil = "import coverage\n    coverage.Coverage.current().stop()\n    main"
    built.edit(TESTS, "    main", f"    {spoil}")
    assert built.check("validate.real").verdict is not Verdict.PROVED


@pytest.mark.parametrize(
    "change",
    [
        {TESTS: f"def test_greeting__two_names__then_two_greetings(monkeypatch):\n    {PATCH}\n"},
        {
            "tests/conftest.py": f"import pytest\n\n\n@pytest.fixture(autouse=True)\ndef all(monkeypatch):\n    {PATCH}\n"
        },
        {"conftest.py": f"import pytest\n\n\n@pytest.fixture(autouse=True)\ndef all(monkeypatch):\n    {PATCH}\n"},
        {"tests/fakes.py": f"def install(monkeypatch):\n    {PATCH}\n"},
    ],
)
def test_mocks__of_own_code__then_refuted_with_file_and_line(built: SmallProject, change: dict[str, str]) -> None:
    built.write(change)
    state = built.check("validate.mocks")
    assert state.verdict is Verdict.REFUTED
    assert f"{next(iter(change))}:" in state.reason


def test_mocks__no_test_of_a_higher_level__then_vacuous(built: SmallProject) -> None:
    built.edit_plan("### System tests", "### Unit tests of the whole")
    built.edit_plan("### Integration tests", "### Unit tests of the program")
    assert built.check("validate.mocks").verdict is Verdict.VACUOUS


def test_mocks__c_test_that_replaces_a_function__then_refuted(built: SmallProject) -> None:
    built.write({"tests/test_x.c": "int __wrap_read(int f) { return f; }\n"})
    built.settings("[limits]", '[tests]\nframework = "other"\n\n[limits]')
    built.edit_plan("`tests/test_system.py`", "`tests/test_x.c`")
    built.settings("[commands]\n", '[commands]\ncollect = "echo test_x"\ntest = "true"\n')
    state = built.check("validate.mocks")
    assert state.verdict is Verdict.REFUTED
    assert "__wrap_read" in state.reason
