"""An ordinary command line of a simple verb is understood without argparse, and means the same with it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import planproof
from bench.trees import write_iterations
from planproof.cli.arguments import parsed_arguments
from planproof.cli.main import VERBS, simple_arguments
from planproof.errors import UsageError

SIMPLE = [verb for verb in VERBS if hasattr(import_module(f"planproof.cli.verbs.{verb}"), "ONLY_ARGUMENT")]
ORDINARY = [[], ["M1_E1_I1"], ["--json"], ["--json", "M1"], ["M1_E1_I1_T1", "--json"]]
OTHERS = [
    ["--project", "."],
    ["M1", "--project=x"],
    ["--help"],
    ["-h"],
    ["--js"],
    ["M1", "M2"],
    ["--no-such-word"],
    ["--"],
]


@pytest.mark.parametrize("verb", SIMPLE)
@pytest.mark.parametrize("argv", ORDINARY, ids=" ".join)
def test_simple_arguments__ordinary_line__then_as_argparse_reads_it(verb: str, argv: list[str]) -> None:
    module = import_module(f"planproof.cli.verbs.{verb}")
    simple = simple_arguments(module, argv)
    assert simple is not None
    assert vars(simple) == vars(parsed_arguments(verb, module, argv))


@pytest.mark.parametrize("argv", OTHERS, ids=" ".join)
def test_simple_arguments__anything_else__then_left_to_argparse(argv: list[str]) -> None:
    assert simple_arguments(import_module("planproof.cli.verbs.next"), argv) is None


@pytest.mark.parametrize(
    "argv",
    [[], ["--no-compilers"], ["M1", "docs/a.md"], ["--all", "M1", "--errors-only", "--json"], ["--fix"], ["--diff"]],
    ids=" ".join,
)
def test_simple_arguments__ids_and_flags_of_check__then_as_argparse_reads_them(argv: list[str]) -> None:
    module = import_module("planproof.cli.verbs.check")
    simple = simple_arguments(module, argv)
    assert simple is not None
    assert vars(simple) == vars(parsed_arguments("check", module, argv))


@pytest.mark.parametrize("argv", [["--select", "PP1"], ["--format=json"], ["--no-comp"], ["--", "M1"]], ids=" ".join)
def test_simple_arguments__other_options_of_check__then_left_to_argparse(argv: list[str]) -> None:
    assert simple_arguments(import_module("planproof.cli.verbs.check"), argv) is None


def test_simple_arguments__verb_with_options__then_left_to_argparse() -> None:
    assert simple_arguments(import_module("planproof.cli.verbs.prove"), ["M1_E1_I1"]) is None


def test_parsed_arguments__word_too_many__then_usage_error() -> None:
    with pytest.raises(UsageError, match="unrecognized arguments: M2"):
        parsed_arguments("next", import_module("planproof.cli.verbs.next"), ["M1", "M2"])


@pytest.mark.parametrize("verb", ["next", "show"])
def test_verb__nothing_changed__then_nothing_slow_is_imported(verb: str, tmp_path: Path) -> None:
    write_iterations(tmp_path, iterations=1, tasks=1)
    program = (
        "import sys; before = set(sys.modules); import planproof.proof.folder_stamps as stamps; stamps.SETTLED_NS = 0;"
        f"from planproof.cli.main import run; run([{verb!r}]); sys.stderr.write(' '.join(set(sys.modules) - before))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(planproof.__file__).resolve().parents[1])}
    for _ in range(2):  # the first makes the cache
        ran = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert "M1_E1_I1" in ran.stdout
    imported = set(ran.stderr.split())
    assert "sqlite3" in imported
    assert imported & {"msgspec", "argparse", "pathlib", "tomllib", "planproof.plan.tree"} == set()
