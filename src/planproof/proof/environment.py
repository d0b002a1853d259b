"""What a plan's command may see of the environment: an allow-list, so that no secret is inherited.

Passed on when set: PATH, HOME, USER, LOGNAME, LANG, LANGUAGE, LC_*, TZ, TMPDIR, VIRTUAL_ENV. Set always:
SHELL=/bin/bash, TERM=dumb, and PATH, LANG where they are missing. Then what `[environment] pass_variables` names and,
last, `[environment] variables`. Nothing else: no PYTHONPATH, no tokens, no agent sockets.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from planproof.config import Environment

__all__ = ["command_environment"]

_PASSED = ("HOME", "LANG", "LANGUAGE", "LOGNAME", "PATH", "TMPDIR", "TZ", "USER", "VIRTUAL_ENV")
_DEFAULTS = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
_ALWAYS = {"SHELL": "/bin/bash", "TERM": "dumb"}


def command_environment(
    environment: Environment, root: Path, inherited: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The whole environment of a command.

    Args:
        environment: `[environment]` of `planproof.toml`.
        root: the folder that commands run in; `{root}` in the value of one of `variables` stands for it, so that a
            variable can name the tree it runs on, be it the project or a worktree.
        inherited: what to pass from; the process's own environment by default.
    """
    inherited = os.environ if inherited is None else inherited
    wanted = {*_PASSED, *environment.pass_variables}
    passed = {name: value for name, value in inherited.items() if name in wanted or name.startswith("LC_")}
    own = {name: value.replace("{root}", str(root)) for name, value in environment.variables.items()}
    return {**_DEFAULTS, **passed, **_ALWAYS, **own}
