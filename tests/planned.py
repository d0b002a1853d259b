"""Runs planned tests of both kinds, the core's in C and the package's in Python, and prints one TAP stream.

    python -m tests.planned --list             every test, one name a line
    python -m tests.planned NAME…              these; none given: all
    python -m tests.planned --lcov FILE        appends what the last run measured of the package to a report in lcov form

`planproof.toml` knows one test command, and this repository's iterations plan tests of both kinds.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

NATIVE = Path("build/core-coverage/native/native_tests")
PYTHON_TESTS = "tests/trace"
WORK = Path("build/planned")
_SETTINGS = """[run]
data_file = {folder}/data
parallel = True
relative_files = True
source = src/planproof/trace
patch = subprocess
"""


def main(arguments: Sequence[str]) -> int:
    """Lists or runs; 0 when everything that was asked for passed."""
    if arguments[:1] == ["--list"]:
        sys.stdout.write("".join(f"{name}\n" for name in (*native_names(), *python_nodes())))
        return 0
    if arguments[:1] == ["--lcov"]:
        return append_lcov(Path(arguments[1]))
    native, python = native_names(), python_nodes()
    wanted = list(arguments) or [*native, *python]
    sys.stdout.write("TAP version 13\n")
    results = [
        *run_native([name for name in wanted if name in native]),
        *run_python([node for name in wanted for node in python.get(name, ())]),
        *((name, "no such test") for name in wanted if name not in native and name not in python),
    ]
    for number, (name, problem) in enumerate(results, 1):
        sys.stdout.write(f"{'not ok' if problem else 'ok'} {number} - {name}\n")
        sys.stdout.write("".join(f"# {line}\n" for line in problem.splitlines()))
    sys.stdout.write(f"1..{len(results)}\n")
    return 1 if any(problem for _, problem in results) else 0


def native_names() -> list[str]:
    """The tests of the C core, as its program lists them; none when it wasn't built."""
    if not NATIVE.is_file():
        return []
    return subprocess.run([NATIVE, "--list"], capture_output=True, text=True, check=True).stdout.split()


def python_nodes() -> dict[str, list[str]]:
    """The tests of the package: name -> what pytest calls it."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", PYTHON_TESTS]
    listed = subprocess.run(command, capture_output=True, text=True, env=_environment()).stdout
    found: dict[str, list[str]] = {}
    for node in dict.fromkeys(line.split("[", 1)[0] for line in listed.splitlines() if "::" in line):
        found.setdefault(node.rsplit("::", 1)[-1], []).append(node)
    return found


def run_native(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each test with what wasn't so; empty for one that passed."""
    if not names:
        return
    output = subprocess.run([NATIVE, *names], capture_output=True, text=True).stdout
    found = re.findall(r"^(not ok|ok) \d+ - (\S+)\n((?:# .*\n)*)", output, re.MULTILINE)
    for state, name, notes in found:
        yield name, "" if state == "ok" else notes.replace("# ", "") or "failed"
    for name in set(names) - {name for _, name, _ in found}:
        yield name, "did not run: the program ended before it"


def run_python(nodes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each test with its failure as pytest words it; empty for one that passed."""
    if not nodes:
        return
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    (WORK / "coveragerc").write_text(_SETTINGS.format(folder=WORK.resolve()), encoding="utf-8")
    command = [sys.executable, "-m", "coverage", "run", f"--rcfile={WORK}/coveragerc", "-m", "pytest"]
    command += ["-q", "-p", "no:cacheprovider", f"--junitxml={WORK}/results.xml", *nodes]
    ran = subprocess.run(command, capture_output=True, text=True, env=_environment())
    if not (WORK / "results.xml").is_file():
        yield from ((node, ran.stdout + ran.stderr) for node in nodes)
        return
    for case in ElementTree.parse(WORK / "results.xml").iter("testcase"):
        bad = [part for part in case if part.tag in ("failure", "error", "skipped")]
        texts = [f"{part.get('message', '')}\n{part.text or ''}" for part in bad]
        yield str(case.get("name")), "\n".join(texts)[:4000]


def append_lcov(report: Path) -> int:
    """Adds what the package's tests ran to a report; nothing when the last run was of the core alone."""
    if not (WORK / "coveragerc").is_file():
        return 0
    settings, text = f"--rcfile={WORK}/coveragerc", WORK / "package.lcov"
    subprocess.run([sys.executable, "-m", "coverage", "combine", "-q", "--keep", settings], check=True)
    subprocess.run([sys.executable, "-m", "coverage", "lcov", "-q", settings, "-o", text], check=True)
    with report.open("a", encoding="utf-8") as file:
        file.write(text.read_text(encoding="utf-8"))
    return 0


def _environment() -> dict[str, str]:
    """The package of this tree, not one that is installed."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
