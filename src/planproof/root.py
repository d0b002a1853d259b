"""Where a project begins. Stands on `os` alone, since `next` and `show` have no time to import more."""

from __future__ import annotations

import os

__all__ = ["CONFIG_NAME", "project_root"]

CONFIG_NAME = "planproof.toml"


def project_root(start: str) -> str:
    """The root of the project around a folder, absolute and with links resolved.

    It is the nearest folder upwards with `planproof.toml` or `.git`, else `start` itself: a repository that lies inside of another
    project is one of its own.
    """
    start = folder = os.path.realpath(start)
    while True:
        if any(os.path.exists(os.path.join(folder, marker)) for marker in (CONFIG_NAME, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return start
        folder = parent
