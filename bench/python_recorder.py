"""What recording costs a Python program, peers beside it: five of pyperformance's kernels under each tool, in interleaved runs.

python -m bench python_recorder                                      a table for each interpreter that is found
python -m bench.python_recorder [--results FILE] [--turns N] [ROW …] some rows: monitoring_3_12, frame_3_11, profile_3_11, …

A turn runs every tool once on every kernel; a ratio is taken within a turn, and the median over the turns decides, beside the
smallest and the largest. Processor time of the kernel's own thread is compared, since other work on the machine doesn't change it;
the ratio of wall times stands beside it, and is worth something on a quiet machine. Interpreters get environments in build/bench.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from planproof.trace.build import compile_extension
from tests.trace.interpreters import WANTED, Interpreter, find

__all__ = ["geometric_mean", "main", "measure", "rows_of"]

ROOT = Path(__file__).resolve().parents[1]
KERNELS = ("richards", "deltablue", "nqueens", "raytrace", "float")
UNTUNED = ("go", "richards_super", "comprehensions", "generators", "pyflate")
PEERS = ("viztracer==1.1.1", "coverage>=7.13,<8", "pyperformance==1.11.0")
_ROUNDS = 3


class Row(NamedTuple):
    """A figure that was promised.

    Attributes:
        name: as plans call it.
        tool: as `bench/kernels.py` calls it.
        most: the most it may be.
        of_overhead: whether it is our overhead over VizTracer's, rather than a slowdown.
    """

    name: str
    tool: str
    most: float
    of_overhead: bool = False


def rows_of(version: tuple[int, int]) -> list[Row]:
    """What is promised for an interpreter."""
    name = "_".join(map(str, version))
    frame = Row(f"frame_{name}__five_kernels__then_at_most_1_45", "frame", 1.45)
    if version < (3, 12):
        hook = Row(f"profile_{name}__five_kernels__then_at_most_0_8_of_viztracer", "planproof", 0.8, of_overhead=True)
        return [hook, frame]
    return [
        Row(f"monitoring_{name}__five_kernels__then_at_most_1_55", "planproof", 1.55),
        frame,
        Row(f"filtered_{name}__five_kernels__then_at_most_1_03", "filtered", 1.03),
    ]


def geometric_mean(ratios: Sequence[float]) -> float:
    """Of ratios, all of them above 0."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def measure(
    interpreter: Interpreter, tools: Sequence[str], turns: int, kernels: Sequence[str] = KERNELS
) -> dict[str, list[dict[str, float]]]:
    """The slowdown of each tool over the untraced run of the same turn, once a turn.

    Args:
        interpreter: that runs the kernels.
        tools: beside `untraced`.
        turns: how often.
        kernels: which.

    Returns:
        For each tool a turn's geometric means: `thread` of processor time, `wall` of wall time.

    Raises:
        RuntimeError: a kernel failed under a tool; its output says why.
    """
    python = _environment(interpreter)
    library = str(compile_extension(python, ROOT / "build" / "bench").parent)
    slowdowns: dict[str, list[dict[str, float]]] = {tool: [] for tool in tools}
    for _ in range(turns):
        seconds = {tool: [_run(python, kernel, tool, library) for kernel in kernels] for tool in ("untraced", *tools)}
        for tool in tools:
            slowdowns[tool].append(
                {
                    clock: geometric_mean(
                        [
                            mine[f"{clock}_s"] / bare[f"{clock}_s"]
                            for mine, bare in zip(seconds[tool], seconds["untraced"], strict=True)
                        ]
                    )
                    for clock in ("thread", "wall")
                }
            )
    return slowdowns


def _environment(interpreter: Interpreter) -> str:
    """The interpreter of a virtual environment with the peers; made once."""
    folder = ROOT / "build" / "bench" / f"python-{interpreter.name}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([interpreter.path, "-m", "venv", "--clear", str(folder)], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS]
        subprocess.run([str(python), *install], check=True)
        (folder / "ready").touch()
    return str(python)


def _run(python: str, kernel: str, tool: str, library: str) -> dict[str, float]:
    """The fastest round of a kernel under a tool, by each clock."""
    command = [python, str(ROOT / "bench" / "kernels.py"), kernel, tool, str(_ROUNDS), library]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    if ran.returncode != 0:
        raise RuntimeError(f"{kernel} under {tool}: {ran.stderr[-500:]}")
    return {clock: min(rounds) for clock, rounds in json.loads(ran.stdout).items()}


def figures(row: Row, slowdowns: dict[str, list[dict[str, float]]], clock: str) -> list[float]:
    """A row's figure, once a turn."""
    mine = [turn[clock] for turn in slowdowns[row.tool]]
    if not row.of_overhead:
        return mine
    peer = [turn[clock] for turn in slowdowns["viztracer"]]
    return [(ours - 1) / (theirs - 1) for ours, theirs in zip(mine, peer, strict=True)]


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.2f} / {statistics.median(values):.2f} / {max(values):.2f}"


def _report(version: str, rows: Sequence[Row], slowdowns: dict[str, list[dict[str, float]]]) -> list[bool]:
    met = []
    for row in rows:
        values = figures(row, slowdowns, "thread")
        met.append(statistics.median(values) <= row.most)
        wall = statistics.median(figures(row, slowdowns, "wall"))
        print(
            f"  {'met   ' if met[-1] else 'MISSED'} {row.name:<62} {_spread(values)}   at most {row.most}, wall {wall:.2f}"
        )
    for tool in slowdowns:
        if tool not in {row.tool for row in rows if not row.of_overhead}:
            wall = statistics.median(turn["wall"] for turn in slowdowns[tool])
            print(
                f"         {version} {tool:<57} {_spread([turn['thread'] for turn in slowdowns[tool]])}   wall {wall:.2f}"
            )
    sys.stdout.flush()
    return met


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures the rows asked for; 0, or 1 when a promised figure was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.python_recorder", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="beginnings of rows, such as monitoring_3_12; none: all")
    parser.add_argument("--results", type=Path, help="where to write the figures, in Google Benchmark's JSON form")
    parser.add_argument("--untuned", action="store_true", help="five other kernels, that nothing was tuned on")
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args(arguments)
    met: list[bool] = []
    entries = []
    for version in WANTED:
        interpreter = find(version)
        rows = [row for row in rows_of(version) if not given.rows or row.name.startswith(tuple(given.rows))]
        if not rows:
            continue
        if not interpreter:
            print(f"  left out: no Python {version[0]}.{version[1]} on this machine")
            continue
        peers = ("viztracer", "cprofile", "coverage") if not given.rows else ("viztracer",)
        tools = list(dict.fromkeys([*(row.tool for row in rows), *peers]))
        slowdowns = measure(interpreter, tools, given.turns, UNTUNED if given.untuned else KERNELS)
        met += _report(interpreter.name, rows, slowdowns)
        entries += [
            {"name": row.name, "run_type": "iteration", "real_time": value, "time_unit": "x"}
            for row in rows
            for value in figures(row, slowdowns, "thread")
        ]
    if given.results:
        given.results.write_text(json.dumps({"benchmarks": entries}, indent=1) + "\n", "utf-8")
    return 0 if met and all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
