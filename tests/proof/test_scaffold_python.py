"""A scaffold in Python goes through stages 2 and 3 as it was written: pytest and git are real."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from planproof.proof.model import Stage, Verdict
from planproof.proof.prove import start_iteration
from tests.proof.conftest import commit_all, git
from tests.proof.small_plan import BASE, ID, PLANNED
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("scaffold_python")

LINKS = '''
### Links: `src/greet/links.py`

```python
class Link:
    """A link."""
    url: str
    def visit(self, times: int) -> "Link":
        """Counts."""

class LinksProtocol(Protocol):
    async def add(self, url: str, link: Link | None) -> str: ...
```

## Performance Requirements'''
CASES = """| an empty name is refused |
| `test_links_add__new_url__then_code` | `Links.add` | | a new url gets a "code" {x} |
| `test_link_visit__twice__then_counted` | | | visits are counted |"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    project = SmallProject(tmp_path_factory.mktemp("scaffold") / "project")
    project.root.mkdir()
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    project.write(BASE)
    project.write(PLANNED)
    project.edit_plan("## Performance Requirements", LINKS)
    project.edit_plan("| an empty name is refused |", CASES)
    start_iteration(project.iteration(), allow_findings=True)
    return project


@pytest.fixture(scope="module")
def scaffolded(planned: SmallProject, tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    project = planned.copy(tmp_path_factory.mktemp("scaffolded") / "project")
    answer = project.planproof("scaffold", ID, "--json")
    assert answer.returncode == 0, answer.stderr
    assert len(json.loads(answer.stdout)["files"]) == 8
    commit_all(project.root)
    return project


def test_scaffold__python_plan__then_prepare_and_specify_are_proved(scaffolded: SmallProject) -> None:
    report = scaffolded.copy(scaffolded.root.parent / "proved").prove(Stage.PREPARE, Stage.SPECIFY)
    states = [state for state in report.states if state.check.stage in (Stage.PREPARE, Stage.SPECIFY)]
    assert {state.check.id: state.verdict for state in states} == {
        "prepare.files": Verdict.PROVED,
        "prepare.build": Verdict.PROVED,
        "prepare.signatures": Verdict.PROVED,
        "specify.names": Verdict.PROVED,
        "specify.red": Verdict.PROVED,
    }
    red = next(state.row for state in states if state.check.id == "specify.red")
    assert red
    assert len(red.details["kinds"]) == 6
    assert set(red.details["kinds"].values()) == {"not_implemented"}


def test_scaffold__code_there__then_tests_still_fail_by_assertion(scaffolded: SmallProject) -> None:
    copy = scaffolded.copy(scaffolded.root.parent / "coded")
    copy.edit("src/greet/words.py", 'raise NotImplementedError("M1_E1_I1: greeting")', "return name")
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/test_words.py"],
        cwd=copy.root,
        env=copy.environment(PYTHONPATH="src"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 failed" in answer.stdout
    assert "not shown yet: an empty name is refused; got 'name'" in answer.stdout


def test_scaffold__python__then_formatter_and_linter_agree(scaffolded: SmallProject) -> None:
    files = [str(path) for name in ("src", "tests") for path in (scaffolded.root / name).rglob("*.py")]
    for command in (["format", "--check"], ["check", "--select", "B,C4,E,F,I,N,PIE,PT,RET,SIM,W"]):
        answer = subprocess.run(
            [str(Path(sys.executable).with_name("ruff")), *command, "--isolated", "--no-cache", *files],
            cwd=scaffolded.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stdout


def test_scaffold__second_time__then_everything_is_kept(scaffolded: SmallProject) -> None:
    copy = scaffolded.copy(scaffolded.root.parent / "again")
    before = git(copy.root, "status", "--porcelain")
    answer = copy.planproof("scaffold", ID, "--json")
    told = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert told["files"] == told["additions"] == []
    assert len(told["kept"]) == 8
    assert git(copy.root, "status", "--porcelain") == before


def test_scaffold__dry_run__then_nothing_written(planned: SmallProject, tmp_path: Path) -> None:
    copy = planned.copy(tmp_path / "dry")
    answer = copy.planproof("scaffold", ID, "--dry-run")
    assert answer.returncode == 0
    assert "would write  src/greet/links.py" in answer.stdout
    assert not (copy.root / "src/greet/links.py").exists()


def test_scaffold__module_lacks_a_function__then_code_to_add_and_file_untouched(
    planned: SmallProject, tmp_path: Path
) -> None:
    copy = planned.copy(tmp_path / "lacking")
    own = '"""Mine."""\n\n\nclass Links:\n    """Other."""\n'
    copy.write({"src/greet/links.py": own})
    told = json.loads(copy.planproof("scaffold", ID, "--json").stdout)
    lines = {addition["why"]: addition["lines"] for addition in told["additions"]}
    assert "src/greet/links.py" in told["kept"]
    assert (copy.root / "src/greet/links.py").read_text() == own
    assert any(
        lines_of.startswith("class Links:\n    async def add(self, url: str, link: Link | None) -> str:")
        for lines_of in lines.values()
    ), lines


def test_scaffold__interface_that_does_not_parse__then_told_rest_made_and_exit_1(
    planned: SmallProject, tmp_path: Path
) -> None:
    copy = planned.copy(tmp_path / "broken")
    copy.edit_plan("def greeting(name: str) -> str: ...", "def greeting(name: str -> str: ...")
    answer = copy.planproof("scaffold", ID, "--json")
    told = json.loads(answer.stdout)
    assert answer.returncode == 1
    errors = [each["message"] for each in told["diagnostics"] if each["severity"] == "error"]
    assert any("src/greet/words.py doesn't parse" in message for message in errors)
    assert (copy.root / "src/greet/links.py").exists()
    assert not (copy.root / "src/greet/words.py").exists()


def test_scaffold__placeholder_as_a_key_file__then_told_and_not_made(planned: SmallProject, tmp_path: Path) -> None:
    copy = planned.copy(tmp_path / "unfilled")
    copy.edit_plan("src/greet/words.py (new)", "src/[path_of_a_file_to_create] (new)", commit=False)
    answer = copy.planproof("scaffold", ID, "--json")
    messages = [each["message"] for each in json.loads(answer.stdout)["diagnostics"]]
    assert answer.returncode == 1
    assert any("src/[path_of_a_file_to_create] is a placeholder" in message for message in messages), messages
    assert not (copy.root / "src/[path_of_a_file_to_create]").exists()


def test_scaffold__program_among_the_key_files__then_it_says_that_it_is_not_there_yet(
    planned: SmallProject, tmp_path: Path
) -> None:
    copy = planned.copy(tmp_path / "program")
    copy.edit_plan("src/greet/words.py (new)", "src/greet/__main__.py (new)", commit=False)
    assert copy.planproof("scaffold", ID).returncode == 0
    command = [sys.executable, "-m", "greet"]
    ran = subprocess.run(
        command, cwd=copy.root, env=copy.environment(PYTHONPATH="src"), capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr.splitlines()[-1]) == (1, f"NotImplementedError: {ID}")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("../out.py", "is no path inside the project"),
        (".git/hooks/x.py", "lies in .git"),
        ("ln/x.py", "behind the link"),
    ],
)
def test_scaffold__path_out_of_the_project__then_refused(
    path: str, reason: str, planned: SmallProject, tmp_path: Path
) -> None:
    copy = planned.copy(tmp_path / "out")
    (tmp_path / "elsewhere").mkdir()
    (copy.root / "ln").symlink_to(tmp_path / "elsewhere")
    copy.edit_plan("### Greeting: `src/greet/words.py`", f"### Greeting: `{path}`", commit=False)
    answer = copy.planproof("scaffold", ID, "--json")
    messages = [each["message"] for each in json.loads(answer.stdout)["diagnostics"]]
    assert answer.returncode == 1
    assert any(reason in message for message in messages), messages
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not (tmp_path / "out.py").exists()
