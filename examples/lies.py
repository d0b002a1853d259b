"""Five lies about a finished iteration, each told to a copy of it, and what planproof must answer.

The demo shows them and the tests assert them: one list, so that neither can drift from the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LIES", "Lie"]

_PLAN = Path("docs/progress_trackings/M1_SERVICE/M1_E1_LINKS/M1_E1_I1_SHORT_LINKS")
_ITERATION = "M1_E1_I1"


@dataclass(frozen=True, slots=True)
class Lie:
    """One lie and its refutation.

    Attributes:
        title: what the liar did.
        tell: changes the files of a finished iteration; returns one line that says what was changed.
        command: arguments of planproof that find it.
        check: id of the check that must refute it; empty when the command itself does.
        answer: what the answer must contain.
        commit: whether the liar commits the change.
        trust: whether a person approved the changed commands, since otherwise nothing would run at all.
    """

    title: str
    tell: Callable[[Path], str]
    command: tuple[str, ...]
    check: str
    answer: str
    commit: bool = True
    trust: bool = False


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path} does not hold {old!r}")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _edit_test(project: Path) -> str:
    _replace(project / "tests/unit/test_codes.py", "assert len(codes) == 5", "assert len(codes) >= 1")
    return "tests/unit/test_codes.py: `assert len(codes) == 5` became `assert len(codes) >= 1`"


def _change_output(project: Path) -> str:
    _replace(project / "src/shortener/routes.py", "there is no link", "no such link")
    return "src/shortener/routes.py: the answer to an unknown code says `no such link` where the plan says `there is no link`"


def _accept_what_was_there(project: Path) -> str:
    """Replaces the success command of task 3 by one that the base could do as well."""
    for name in ("ITERATION.md", "BACKLOGS.md"):
        path = project / _PLAN / name
        text = path.read_text(encoding="utf-8")
        commands = re.compile(r"(# A posted address answers with its link\n).*?(?=```)", re.DOTALL)
        command = "python -m shortener.client GET /health\n# Expected output (json)\n"
        expected = '{"status": 200, "body": {"status": "ok"}}\n'
        path.write_text(commands.sub(rf"\g<1>{command}{expected}", text, count=1), encoding="utf-8")
    return "the success command of task 3 became `GET /health`, which answered before the work began"


def _leave_line_untested(project: Path) -> str:
    path = project / "src/shortener/codes.py"
    extra = '\n\ndef is_code(text: str) -> bool:\n    """Whether a text could be a code."""\n'
    path.write_text(path.read_text(encoding="utf-8") + extra + "    return len(text) == LENGTH\n", encoding="utf-8")
    return "src/shortener/codes.py: a function `is_code` that no test calls"


def _edit_evidence(project: Path) -> str:
    """Makes the first refuted row of the ledger say proved."""
    path = project / _PLAN / "EVIDENCE.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    number, row = next(
        (number, row) for number, row in enumerate(map(json.loads, lines)) if row.get("verdict") == "refuted"
    )
    lines[number] = lines[number].replace('"verdict":"refuted"', '"verdict":"proved"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"EVIDENCE.jsonl:{number + 1}: {row['check']} says proved instead of refuted"


LIES = (
    Lie(
        "a test is edited after it was seen red",
        _edit_test,
        ("prove", _ITERATION, "--check", "build.bodies"),
        "build.bodies",
        "edited since Specify",
    ),
    Lie(
        "an output doesn't match the plan",
        _change_output,
        ("prove", _ITERATION, "--stage", "accept", "--task", "T3"),
        "accept.task",
        "there is no link",
    ),
    Lie(
        "a success command already passed before the work",
        _accept_what_was_there,
        ("prove", _ITERATION, "--stage", "accept", "--task", "T3"),
        "accept.task",
        "passes on the base too",
        trust=True,
    ),
    Lie(
        "a changed line is not covered",
        _leave_line_untested,
        ("prove", _ITERATION, "--check", "close.coverage"),
        "close.coverage",
        "changed line not covered: src/shortener/codes.py",
    ),
    Lie(
        "a row of evidence is edited by hand",
        _edit_evidence,
        ("evidence", "verify", _ITERATION),
        "",
        "EVIDENCE.jsonl:",
        commit=False,
    ),
)
