"""What runs before a commit: added in front of theirs, run by a real git and a real pre-commit, taken out without a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import planproof
from planproof.cli.main import run
from planproof.errors import EnvironmentFault
from planproof.proof.commit_hooks import add_commit_hook, remove_commit_hook

PLANS = "docs/progress_trackings"
CONFIGS = [
    "repos:\n  - repo: local\n    hooks: []\n",
    "# ours\nrepos:\n# first\n- repo: local\n  hooks: []",
    "default_stages: [pre-commit]\r\nrepos:\r\n    - repo: local\r\n      hooks: []\r\n",
    "repos:\n- repo: local  # ü\n  hooks: []\nfail_fast: true\n",
]
SCRIPTS = ["#!/bin/sh\nexec make lint\n", "#!/usr/bin/env bash\nset -e", "#! /bin/dash\n\nexit 0\n"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a plan of one iteration straight from the templates, so with findings, not committed."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for words in (["init"], ["new", "milestone", "A"], ["new", "epic", "M1", "B"], ["new", "iteration", "M1_E1", "C"]):
        assert run([*words, "--project", str(tmp_path)]) == 0
    return tmp_path


def commit(root: Path, *paths: str) -> subprocess.CompletedProcess[str]:
    """Commits with `planproof` as it is here on the PATH."""
    programs = root / ".git" / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "planproof").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m planproof "$@"\n')
    (programs / "planproof").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(planproof.__file__).resolve().parents[1]),
        "PRE_COMMIT_HOME": str(root / ".git" / "pre-commit"),
    }
    git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "add", *paths], check=True, env=environment)
    return subprocess.run([*git, "commit", "-m", "x"], capture_output=True, text=True, env=environment, check=False)


@pytest.mark.parametrize("before", CONFIGS)
def test_remove_commit_hook__after_add_to_a_configuration__then_every_byte_as_before(root: Path, before: str) -> None:
    config = root / ".pre-commit-config.yaml"
    config.write_bytes(before.encode())
    assert add_commit_hook(root, PLANS).action == "changed"
    after = config.read_bytes()
    checked = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert add_commit_hook(root, PLANS).action == "kept"
    assert config.read_bytes() == after
    assert remove_commit_hook(root).action == "changed"
    assert config.read_bytes() == before.encode()


@pytest.mark.parametrize("before", SCRIPTS[:1] + SCRIPTS[2:])
def test_remove_commit_hook__after_add_to_a_script__then_every_byte_as_before(root: Path, before: str) -> None:
    hook = root / ".git/hooks/pre-commit"
    hook.write_text(before)
    hook.chmod(0o700)
    assert add_commit_hook(root, PLANS).action == "changed"
    assert hook.stat().st_mode & 0o777 == 0o700
    assert add_commit_hook(root, "elsewhere", "uv run planproof").action == "changed"
    assert hook.read_text().count("planproof: begin") == 1
    remove_commit_hook(root)
    assert hook.read_text() == before


def test_add_commit_hook__nothing_there__then_git_refuses_plans_with_findings(root: Path) -> None:
    assert add_commit_hook(root, PLANS).action == "written"
    assert commit(root, "planproof.toml").returncode == 0
    refused = commit(root, ".")
    assert refused.returncode == 1
    assert "PP" in refused.stdout + refused.stderr
    assert remove_commit_hook(root).action == "deleted"
    assert not (root / ".git/hooks/pre-commit").exists()
    assert commit(root, ".").returncode == 0


def test_add_commit_hook__no_iteration_yet__then_the_first_commit_passes(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for words in (["init", "--hooks"], ["new", "milestone", "A"]):
        assert run([*words, "--project", str(tmp_path)]) == 0
    first = commit(tmp_path, ".")
    assert first.returncode == 0, first.stderr


def test_add_commit_hook__configuration__then_pre_commit_runs_both_checks(root: Path) -> None:
    (root / ".pre-commit-config.yaml").write_text(CONFIGS[0])
    add_commit_hook(root, PLANS)
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=root, check=True, capture_output=True)
    refused = commit(root, ".")
    assert refused.returncode == 1
    assert "planproof check" in refused.stderr + refused.stdout
    assert "Failed" in refused.stderr + refused.stdout


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (".pre-commit-config.yaml", "repos: [\n", ".pre-commit-config.yaml:2:1"),
        (".pre-commit-config.yaml", "repos: []\n", ".pre-commit-config.yaml"),
        (".pre-commit-config.yaml", "- a\n", ".pre-commit-config.yaml"),
        (".pre-commit-config.yaml", "", ".pre-commit-config.yaml"),
        (".git/hooks/pre-commit", "#!/usr/bin/env python3\nprint()\n", ".git/hooks/pre-commit"),
    ],
)
def test_add_commit_hook__file_that_nothing_can_be_added_to__then_refused_with_place(
    root: Path, name: str, text: str, place: str
) -> None:
    (root / name).write_text(text)
    with pytest.raises(EnvironmentFault) as caught:
        add_commit_hook(root, PLANS)
    assert caught.value.place == place
    assert (root / name).read_text() == text


def test_add_commit_hook__hooks_of_the_whole_machine__then_refused(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("hooks")
    subprocess.run(["git", "-C", str(root), "config", "core.hooksPath", str(elsewhere)], check=True)
    with pytest.raises(EnvironmentFault, match="outside"):
        add_commit_hook(root, PLANS)
    assert list(elsewhere.iterdir()) == []


def test_init__hooks__then_added_said_and_taken_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["init", "--hooks", "--project", str(root)]) == 0
    assert ".git/hooks/pre-commit" in capsys.readouterr().out
    assert run(["init", "--hooks", "--remove", "--project", str(root)]) == 0
    assert not (root / ".git/hooks/pre-commit").exists()
