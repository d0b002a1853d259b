"""What every verb prints with: text or one JSON document on standard output, everything else on standard error.

    {"schemaVersion": 1, "kind": "check", "diagnostics": [{severity, code, message, target, fix}], …}

Colour and progress appear only on a terminal, and never when `NO_COLOR` is set.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from planproof.errors import PlanproofError

__all__ = ["SCHEMA_VERSION", "Face", "document_text"]

SCHEMA_VERSION = 1

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


class Face:
    """The two streams of one run.

    Args:
        json_wanted: True under `--json`: `line` then prints nothing and `document` prints everything.
    """

    def __init__(self, *, json_wanted: bool) -> None:
        self.json_wanted = json_wanted
        self.colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        self.interactive = sys.stdin.isatty() and sys.stderr.isatty() and not json_wanted

    def style(self, text: str, name: str) -> str:
        """The text in a colour or weight, as it is where colours are off."""
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.colours else text

    def line(self, text: str = "") -> None:
        """One line for a person on standard output; nothing under `--json`."""
        if not self.json_wanted:
            sys.stdout.write(text + "\n")

    def flush(self) -> None:
        """Shows at once what was printed, for work that goes on."""
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """One line on standard error: progress, remarks."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def document(
        self,
        kind: str,
        data: Mapping[str, Any],
        diagnostics: Iterable[Mapping[str, Any]] = (),
        indent: int | None = 2,
    ) -> None:
        """The one JSON document of this run, in one line without an indent; nothing without `--json`."""
        if self.json_wanted:
            sys.stdout.write(document_text(kind, data, diagnostics, indent) + "\n")

    def error(self, error: PlanproofError) -> None:
        """An error: a line and a hint on standard error, or the JSON document under `--json`."""
        self.document(
            "error",
            {"exitCode": error.exit_code},
            [
                {
                    "severity": "error",
                    "code": error.slug,
                    "message": error.message,
                    "target": error.place,
                    "fix": error.hint,
                }
            ],
        )
        sys.stdout.flush()
        self.note(f"planproof: {error}")
        if error.hint:
            self.note(f"  hint: {error.hint}")


def document_text(
    kind: str, data: Mapping[str, Any], diagnostics: Iterable[Mapping[str, Any]] = (), indent: int | None = 2
) -> str:
    """The JSON document of a run as text, for a face that writes it to a file."""
    body = {"schemaVersion": SCHEMA_VERSION, "kind": kind, "diagnostics": list(diagnostics), **data}
    return json.dumps(body, ensure_ascii=False, indent=indent)
