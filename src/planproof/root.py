"""Where a project begins. Stands on `os` alone, since `next` and `show` have no time to import more."""

from __future__ import annotations

import os

__all__ = ["CONFIG_NAME", "project_root"]

CONFIG_NAME = "planproof.toml"


def project_root(start: str) -> str:
    """The root of the project around a folder, absolute and with links resolved.

    It is the nearest folder upwards with `planproof.toml`, else with `.git`, else `start` itself.
    """
    start = os.path.realpath(start)
    for marker in (CONFIG_NAME, ".git"):
        folder = start
        while True:
            if os.path.exists(os.path.join(folder, marker)):
                return folder
            parent = os.path.dirname(folder)
            if parent == folder:
                break
            folder = parent
    return start
