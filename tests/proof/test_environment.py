"""What a command may see: an allow-list and what the project names, nothing else."""

from __future__ import annotations

from pathlib import Path

from planproof.config import Environment
from planproof.proof.environment import command_environment

INHERITED = {
    "PATH": "/bin",
    "HOME": "/home/x",
    "LC_ALL": "C.UTF-8",
    "TERM": "xterm",
    "SHELL": "/bin/zsh",
    "VIRTUAL_ENV": "/venv",
    "PYTHONPATH": "/elsewhere",
    "GITHUB_TOKEN": "secret",
    "SSH_AUTH_SOCK": "/agent",
    "DATABASE_URL": "postgres://",
}


def test_command_environment__nothing_named__then_allow_list_only() -> None:
    assert command_environment(Environment(), Path("/p"), INHERITED) == {
        "PATH": "/bin",
        "LANG": "C.UTF-8",
        "HOME": "/home/x",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "SHELL": "/bin/bash",
        "VIRTUAL_ENV": "/venv",
    }


def test_command_environment__named__then_passed_set_and_filled() -> None:
    wanted = Environment(
        pass_variables=("DATABASE_URL", "ABSENT"), variables={"PYTHONPATH": "{root}/src", "J": '{"a":1}'}
    )
    made = command_environment(wanted, Path("/p"), INHERITED)
    assert (made["DATABASE_URL"], made["PYTHONPATH"], made["J"]) == ("postgres://", "/p/src", '{"a":1}')
    assert "ABSENT" not in made
