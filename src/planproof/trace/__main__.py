"""`python -m planproof.trace app.py …`: records a program with this interpreter, as `planproof record -- python app.py …` does.

python -m planproof.trace [-o NAME.atf] [--recorder python|native] [--all] app.py [ARGUMENTS…]
python -m planproof.trace [-o NAME.atf] -m package [ARGUMENTS…]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from planproof.errors import PlanproofError
from planproof.root import project_root
from planproof.trace.collector import native_missing
from planproof.trace.command import record
from planproof.trace.session import Options
from planproof.trace.summary import recorded_lines


def main(arguments: list[str]) -> int:
    """Records; the exit code is the program's."""
    parser = argparse.ArgumentParser(prog="python -m planproof.trace", description="records a Python program")
    parser.add_argument("-o", "--output", default="", metavar="NAME.atf", help="the trace; must not be there yet")
    parser.add_argument("--recorder", choices=("native", "python"), default="", help="native where it is built")
    parser.add_argument("--all", action="store_true", help="record the standard library and installed packages too")
    parser.add_argument("program", nargs=argparse.REMAINDER, metavar="app.py | -m package", help="what is recorded")
    own, program = _split(arguments)
    chosen = parser.parse_args(own)
    if not program:
        parser.error("no program given")
    try:
        recorder = chosen.recorder or ("python" if native_missing() else "native")
        options = Options(output=chosen.output, recorder=recorder, everything=chosen.all)
        done = record(Path(project_root(".")), [sys.executable, *program], options)
    except PlanproofError as error:
        sys.stderr.write(f"planproof: {error}\n" + (f"  hint: {error.hint}\n" if error.hint else ""))
        return error.exit_code
    sys.stderr.write("".join(f"planproof: {line}\n" for line in recorded_lines(done.manifest, done.folder)))
    return done.status


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Our options, and the program with its own: it begins at `-m`, or at the first word that is no option of ours."""
    place = 0
    while place < len(arguments) and arguments[place] != "-m":
        if arguments[place] in ("-o", "--output", "--recorder"):
            place += 2
        elif arguments[place].startswith("-"):
            place += 1
        else:
            break
    return arguments[:place], arguments[place:]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
