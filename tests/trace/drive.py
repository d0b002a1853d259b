"""Runs the `main` of a program once a recording, in the interpreter that starts this file; prints what became of the events.

python drive.py PROGRAM.py ATF '[{"include": ["json"]}]' [ARGUMENT ...]
"""

from __future__ import annotations

import importlib.util
import json
import sys


def _load(path: str) -> object:
    specification = importlib.util.spec_from_file_location("program", path)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules["program"] = module
    specification.loader.exec_module(module)
    return module


def main(path: str, atf: str, options: str, *arguments: str) -> None:
    """Records, and prints the balances as JSON."""
    from planproof.trace import recording

    program = _load(path)
    balances = []
    for number, chosen in enumerate(json.loads(options)):
        with recording(f"{atf}-{number}", **chosen) as made:
            program.main(*arguments)  # type: ignore[attr-defined]
        balances.append(made.balance())
    print(json.dumps(balances))


if __name__ == "__main__":
    main(*sys.argv[1:])
