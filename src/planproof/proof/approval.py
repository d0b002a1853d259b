"""Where approvals of commands are kept, and how one is read: outside the repository, one file an iteration of a project.

    ~/.local/share/planproof/trust/SHA-256 of root and id.json     {"schema", "digest", "approved_at", "commands", …}

`planproof.proof.trust` writes them and says what they are worth. This much stands apart because `next` asks whether a plan is
approved, and has no time to import the rest.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from typing import Any

__all__ = ["APPROVAL_SCHEMA", "TRUST_VARIABLE", "approval_path", "is_approved", "passed_by_ci", "read_approval"]

APPROVAL_SCHEMA = 1
TRUST_VARIABLE = "PLANPROOF_TRUST"


def approval_path(root: str, iteration: str) -> str:
    """The file that holds the approval of one iteration of the project at one path, whether it exists or not."""
    home = os.environ.get("XDG_DATA_HOME", "")
    base = home if os.path.isabs(home) else os.path.join(os.path.expanduser("~"), ".local", "share")
    name = hashlib.sha256(f"{os.path.realpath(root)}\0{iteration}".encode("utf-8", "surrogateescape")).hexdigest()
    return os.path.join(base, "planproof", "trust", f"{name}.json")


def read_approval(path: str) -> dict[str, Any] | None:
    """An approval; None when there is none, or one that can't be relied on: another's, writable by others, or broken."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), encoding="ascii") as reading:
            status = os.fstat(reading.fileno())
            if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            body = json.load(reading)
    except (OSError, ValueError):
        return None
    return body if _is_approval(body) else None


def passed_by_ci(digest: str, variables: Mapping[str, str] | None = None) -> bool:
    """Whether PLANPROOF_TRUST names that digest; `variables` is the process's environment by default."""
    passed = (os.environ if variables is None else variables).get(TRUST_VARIABLE, "")
    return digest in {each.strip().lower() for each in passed.split(",")}


def is_approved(root: str, iteration: str, digest: str) -> bool:
    """Whether the set of commands with that digest (from `trust.command_set`) may run here."""
    if passed_by_ci(digest):
        return True
    approved = read_approval(approval_path(root, iteration))
    return approved is not None and approved["digest"] == digest


def _is_approval(body: object) -> bool:
    if not isinstance(body, dict) or body.get("schema") != APPROVAL_SCHEMA:
        return False
    entries = body.get("commands")
    return (
        isinstance(body.get("digest"), str)
        and isinstance(body.get("approved_at"), str)
        and isinstance(entries, list)
        and all(
            isinstance(entry, list) and len(entry) == 3 and all(isinstance(part, str) for part in entry)
            for entry in entries
        )
    )
