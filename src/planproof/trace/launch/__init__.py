"""How Python targets get the agent: a `sitecustomize` first on their `PYTHONPATH`, and the session's folder in their environment.

Both are inherited, so Python children join by themselves, however they are started: `subprocess`, `multiprocessing`, a shell
in between. `python -I`, `-E` and `-S` pass over it, and so does a child that gets an environment of its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

__all__ = ["SESSION_VARIABLE", "TRACE_VARIABLE", "environment_of_target"]

SESSION_VARIABLE = "PLANPROOF_SESSION"
TRACE_VARIABLE = "PLANPROOF_TRACE"
_SITE = os.path.join(os.path.dirname(os.path.realpath(__file__)), "site")


def environment_of_target(before: Mapping[str, str], session_directory: str, atf_directory: str) -> dict[str, str]:
    """The environment in which a Python program joins a session.

    Args:
        before: the environment it would have had.
        session_directory: absolute.
        atf_directory: absolute.
    """
    paths = [path for path in before.get("PYTHONPATH", "").split(os.pathsep) if path and path != _SITE]
    return {
        **before,
        "PYTHONPATH": os.pathsep.join([_SITE, *paths]),
        SESSION_VARIABLE: session_directory,
        TRACE_VARIABLE: atf_directory,
    }
