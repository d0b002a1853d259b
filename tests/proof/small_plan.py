"""The plan, the settings and the sources of the small project: a few lines of Python that greet somebody.

Just enough of everything for each check of each stage to have something to look at, and little enough to prove in seconds.
"""

from __future__ import annotations

__all__ = ["BASE", "BUILT", "CLOSED", "ID", "PLAN", "PLANNED", "PREPARED", "SETTINGS", "SPECIFIED"]

ID = "M1_E1_I1"
FOLDER = "docs/progress_trackings/M1_HELLO/M1_E1_WORDS/M1_E1_I1_GREETING"

PLAN = """# Iteration 1: Greeting

## Working Software Goal

Users can have themselves greeted by name.

## User Stories

### S1: Be greeted

As a user I give my name and read a greeting.

```bash
# A name is greeted
python -m greet Ada
# Expected output
Hello, Ada!
```

## Context From Previous Iterations

- **Built**: the package `greet` in `src/greet/__init__.py`, which does nothing

## Tech Stack & Embedded Standards

### Python

- One function does one thing

## Integration Architecture

- **Data Flow**: a name on the command line, `greeting`, a line on the terminal

## Architecture Diagrams

```mermaid
flowchart LR
    user --> greeting
```

## Interface Definitions

### Greeting: `src/greet/words.py`

```python
def greeting(name: str) -> str: ...
```

## Performance Requirements

| Target | Figure | Benchmark |
|---|---|---|
| a greeting | mean <= 5 ms | `greeting` |

## Test Coverage Map

| Interface | Tests |
|---|---|
| `greeting` | `test_greeting__a_name__then_greeted`, `test_greeting__no_name__then_refused` |

## Test Matrix

| Level | What | Command |
|---|---|---|
| integration | the command line | `python -m pytest -q tests/test_program.py` |

## Behavioral Test Cases

### Unit tests

| Test | Interface | File | Shows |
|---|---|---|---|
| `test_greeting__a_name__then_greeted` | `greeting` | `tests/test_words.py` | a name is greeted |
| `test_greeting__no_name__then_refused` | `greeting` | `tests/test_words.py` | an empty name is refused |

### Integration tests

| Test | Interface | File | Shows |
|---|---|---|---|
| `test_greeting__from_main__then_printed` | `greeting` | `tests/test_program.py` | main prints the greeting |

### System tests

| Test | Interface | File | Shows |
|---|---|---|---|
| `test_greeting__two_names__then_two_greetings` | `greeting` | `tests/test_system.py` | names don't mix |

### Benchmarks

| Test | Interface | File | Shows |
|---|---|---|---|
| `greeting` | `greeting` | `tests/measure.py` | mean of some greetings |

## Tasks

### 1. Words 📋 Planned

**Type**: Implementation Task **Depends on**: None **Estimated time**: 4 hours

**Priority**: 1

**What to build**: The greeting of a name.

**Key files**:

```
src/greet/words.py (new) - the greeting
src/greet/__main__.py (new) - the command line
README.md - how to be greeted
```

**Core functionality**:

```python
return f"Hello, {name}!"
```

**Integration points**:

- Receives: a name from the command line
- Sends: a line to the terminal

**One smoke test**:

```python
def test_greeting__a_name__then_greeted():
    assert greeting("Ada") == "Hello, Ada!"
```

**Success verification**:

```bash
# Another name is greeted
python -m greet Grace
# Expected output
Hello, Grace!
```

## Progress Tracking

<!-- planproof:status -->
<!-- /planproof:status -->

## Testing Tasks

| Task | Estimate | Depends on |
|---|---|---|
| unit tests | 4 hours | 1 |
| integration tests | 4 hours | 1 |
| system tests | 4 hours | 1 |

## Quality Gates

### Code Standards

- [ ] Every function has types

## Success Demo

```bash
# A refusal says why
python -m greet ''
# Expected output
a greeting needs a name
```

## What This Iteration Validates

- **Assumption 1**: One sentence greets everybody. Refuted if: a name of 3 users reads wrong.

## Not In This Iteration

- Other languages - nobody has asked for one
"""

SETTINGS = """[plans]
documents = ["ITERATION"]

[environment.variables]
PYTHONPATH = "src"
PYTHONDONTWRITEBYTECODE = "1"
PYTEST_DISABLE_PLUGIN_AUTOLOAD = "1"

[commands]
build = "python -c 'import greet'"
benchmark = "python tests/measure.py {results}"
lint = ["python -m compileall -q src"]

[limits]
command_s = 20.0
tests_s = 30.0
setup_s = 20.0
"""

_WORDS = '''"""Words of greeting."""


def greeting(name: str) -> str:
    """The greeting of a name."""
    %s
'''

_MAIN = '''"""The command line: prints the greeting of its argument."""

import sys

from greet.words import greeting


def main(arguments: list[str]) -> None:
    """Prints one greeting, or why there is none."""
    %s


if __name__ == "__main__":
    main(sys.argv[1:])
'''

BASE = {
    ".gitignore": ".planproof/\n__pycache__/\n",
    ".gitattributes": "EVIDENCE.jsonl merge=union\n",
    "README.md": "# Greet\n",
    "pyproject.toml": '[project]\nname = "greet"\nversion = "0"\n',
    "src/greet/__init__.py": '"""Greets."""\n',
}

PLANNED = {
    "planproof.toml": SETTINGS,
    f"{FOLDER}/ITERATION.md": PLAN,
    "docs/progress_trackings/M1_HELLO/README.md": "# M1 Hello\n",
    "docs/progress_trackings/M1_HELLO/M1_E1_WORDS/README.md": "# M1_E1 Words\n",
}

PREPARED = {
    "src/greet/words.py": _WORDS % "raise NotImplementedError",
    "src/greet/__main__.py": _MAIN % "raise NotImplementedError",
}

SPECIFIED = {
    "tests/test_words.py": """import pytest

from greet.words import greeting


def test_greeting__a_name__then_greeted():
    assert greeting("Ada") == "Hello, Ada!"


def test_greeting__no_name__then_refused():
    with pytest.raises(ValueError, match="needs a name"):
        greeting("")
""",
    "tests/test_program.py": """from greet.__main__ import main


def test_greeting__from_main__then_printed(capsys):
    main(["Ada"])
    main([""])
    assert capsys.readouterr().out == "Hello, Ada!\\na greeting needs a name\\n"
""",
    "tests/test_system.py": """import runpy
import sys

from greet.__main__ import main


def test_greeting__two_names__then_two_greetings(capsys, monkeypatch):
    main(["Ada"])
    monkeypatch.setattr(sys, "argv", ["greet", "Grace"])
    sys.modules.pop("greet.__main__")
    runpy.run_module("greet", run_name="__main__")
    assert capsys.readouterr().out == "Hello, Ada!\\nHello, Grace!\\n"
""",
    "tests/measure.py": '''"""Measures greetings, and writes the figures as hyperfine does."""

import json
import sys
from time import perf_counter

from greet.words import greeting

times = []
for _ in range(50):
    begun = perf_counter()
    greeting("Ada")
    times.append(perf_counter() - begun)
figures = {"command": "greeting", "mean": sum(times) / 50, "min": min(times), "max": max(times), "times": times}
with open(sys.argv[1], "w") as file:
    json.dump({"results": [figures]}, file)
''',
}

BUILT = {
    "src/greet/words.py": _WORDS
    % 'if not name:\n        raise ValueError("a greeting needs a name")\n    return f"Hello, {name}!"',
    "src/greet/__main__.py": _MAIN
    % "try:\n        print(greeting(arguments[0]))\n    except ValueError as error:\n        print(error)",
}

CLOSED = {
    "README.md": "# Greet\n\n`python -m greet Ada` greets Ada.\n",
    f"{FOLDER}/ITERATION.md": PLAN.replace("reads wrong.", "reads wrong. Outcome: held for 5 names."),
}
