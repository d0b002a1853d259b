"""Small projects to interview about, made in an empty folder, with the answers of a whole plan for each."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from planproof.config import Config, load_config
from planproof.plan.initialise import DOCUMENT_SETS, initialise
from planproof.plan.interview.answers import Answers
from planproof.plan.interview.prepared import read_answers_file
from planproof.plan.interview.session import Session, open_session
from planproof.plan.interview.start import make_iteration

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"
PYTHON_ANSWERS = EXAMPLES / "names" / "answers.toml"
C_ANSWERS = HERE / "c_answers.toml"
_C_EXAMPLE = EXAMPLES / "registry_c" / "states"
ITERATION = "M1_E1_I1"


def python_files(root: Path) -> Path:
    """A Python package with one test, as it is before planproof."""
    return Path(shutil.copytree(EXAMPLES / "names" / "project", root, dirs_exist_ok=True))


def python_project(root: Path, document_set: str = "three") -> Path:
    """A Python package with one test, made ready by `init`."""
    return _ready(python_files(root), document_set)


def c_files(root: Path, document_set: str = "three") -> Path:
    """The C library of the example `registry_c` before its first iteration, with its own `planproof.toml`."""
    shutil.copytree(_C_EXAMPLE / "0-base", root, dirs_exist_ok=True)
    config = (_C_EXAMPLE / "1-planned" / "planproof.toml").read_text(encoding="utf-8")
    wanted = json.dumps(DOCUMENT_SETS[document_set])
    return _written(root, {"planproof.toml": re.sub(r"(?m)^documents = .*", f"documents = {wanted}", config)})


def c_project(root: Path, document_set: str = "three") -> Path:
    """The same, made ready by `init`."""
    return _ready(c_files(root, document_set), document_set)


def _written(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def _ready(root: Path, document_set: str) -> Path:
    initialise(root, document_set)
    return root


def begun(root: Path) -> Session:
    """The interview of a new iteration, nothing answered yet."""
    config = load_config(root)
    make_iteration(root, config, ITERATION, "Kept names", "Names", "Store")
    return open_session(root, config, ITERATION)


def again(session: Session) -> Session:
    """The interview opened anew from what is on the disk."""
    return open_session(session.look.root, load_config(session.look.root), ITERATION)


def answers_of(path: Path) -> Answers:
    """The prepared answers."""
    return read_answers_file(path)[0]


def config_of(session: Session) -> Config:
    """The project's configuration."""
    return session.look.config
