"""`make bench`: measures every figure, prints it beside what was promised and beside the peers of the same run.

python -m bench              all of it but the demo, recorder and python_recorder
python -m bench check start  only some parts: check, start, proof, ledger, peers, facts, brief, mcp
python -m bench demo         `make demo`, phase by phase; needs a quiet machine for a minute
python -m bench recorder     what recording costs in C: an event by each clock, registering, draining, reading
python -m bench python_recorder   what recording costs Python programs, beside VizTracer, cProfile and coverage; takes minutes
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.mcp_server import answered
from bench.measure import Command, Samples, in_turn
from bench.peers import peers
from bench.sources import write_sources
from bench.trees import write_iterations, write_planproof_tree

__all__ = ["main"]

_PLANPROOF = [sys.executable, "-m", "planproof"]
_RUNS = 7
_ON_REQUEST = ("demo", "recorder", "python_recorder")


def main() -> int:
    """Measures the parts asked for; returns 0, or 1 when a promised figure was missed."""
    parts: dict[str, Callable[[Path], list[bool]]] = {
        "start": _start,
        "check": _check,
        "proof": _proof,
        "ledger": _ledger,
        "peers": _peers,
        "facts": _facts,
        "brief": _brief,
        "mcp": _mcp,
        "demo": _demo,
        "recorder": _recorder,
        "python_recorder": _python_recorder,
    }
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts))
    wanted = parser.parse_args().parts or [name for name in parts if name not in _ON_REQUEST]
    _say(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; fastest / median / slowest"
    )
    met: list[bool] = []
    for name in wanted:
        _say(f"\n{name}")
        with tempfile.TemporaryDirectory(prefix=f"planproof-bench-{name}-") as folder:
            met += parts[name](Path(folder))
    return 0 if all(met) else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _row(samples: Samples, promised_s: float, note: str = "") -> bool:
    """Prints one figure beside its promise; the median decides."""
    met = samples.median_s <= promised_s
    sign = "met   " if met else "MISSED"
    _say(f"  {sign} {samples.name:<44} {samples.spread:<28} promised {promised_s:g} s  {note}")
    return met


def _start(home: Path) -> list[bool]:
    """`--version`, and `show` and `next` among 10,000 tasks."""
    lines = write_iterations(home, iterations=1000, tasks=10)
    _say(f"  1,000 iterations, 10,000 tasks, {lines:,} lines")
    samples = in_turn(
        [
            Command("planproof --version", [*_PLANPROOF, "--version"], home),
            Command("show M5_E5_I5_T5", [*_PLANPROOF, "show", "M5_E5_I5_T5"], home),
            Command("next", [*_PLANPROOF, "next"], home),
            Command("python -c pass", [sys.executable, "-c", "pass"], home),
        ],
        runs=_RUNS,
    )
    bare = samples[-1].median_s
    return [_row(each, 0.1, f"{each.median_s / bare:.1f} x python -c pass") for each in samples[:-1]]


def _check(home: Path) -> list[bool]:
    """`check` without compilers on 145 documents, on ten times that, and with a repository to hold them against."""
    small, large = home / "small", home / "large"
    sizes = []
    for folder, factor in ((small, 1), (large, 10)):
        folder.mkdir()
        sizes.append(write_planproof_tree(folder, documents=145 * factor, lines=52_000 * factor))
    arguments = [*_PLANPROOF, "check", "--no-compilers"]
    one = f"check {sizes[0][0]} documents, {sizes[0][1]:,} lines"
    ten = f"check {sizes[1][0]:,} documents, {sizes[1][1]:,} lines"
    beside = home / "beside"
    beside.mkdir()
    write_planproof_tree(beside, documents=145, lines=52_000)
    write_sources(beside / "src", 2_000)
    # What is written in the clock's last tick before it is read is read once more.
    time.sleep(3)
    third = f"check {sizes[0][0]} documents, 2,000 source files beside"
    first, second, facts = in_turn(
        [Command(one, arguments, small), Command(ten, arguments, large), Command(third, arguments, beside)], runs=3
    )
    ratio = second.median_s / first.median_s
    memory = second.memory_bytes / 1e6
    met = [_row(first, 0.5), _row(second, 10 * first.median_s, f"{ratio:.1f} x the small one")]
    met.append(_row(facts, 1.0, "facts warm"))
    met.append(memory <= 300)
    _say(
        f"  {'met   ' if met[-1] else 'MISSED'} {'memory of the large one':<44} {memory:.0f} MB{'':<21} promised 300 MB"
    )
    return met


def _proof(home: Path) -> list[bool]:
    """What a proof command costs beyond the command itself, the look at the tree included."""
    from planproof.config import Environment
    from planproof.proof.environment import command_environment
    from planproof.proof.git import Repository
    from planproof.proof.runner import run_command

    write_iterations(home, iterations=20, tasks=5)
    subprocess.run(["git", "init", "--quiet"], cwd=home, check=True)
    subprocess.run(["git", "add", "."], cwd=home, check=True)
    author = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
    subprocess.run(["git", *author, "commit", "--quiet", "-m", "bench"], cwd=home, check=True)
    repository = Repository(home)
    environment = command_environment(Environment(), home)
    with_proof, bare = [], []
    for _ in range(40):
        begun = time.perf_counter()
        run_command(
            "true", folder=home, environment=environment, deadline_s=10, output_limit_bytes=1000, watched=repository
        )
        with_proof.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        subprocess.run(["bash", "-c", "true"], cwd=home, env=environment, check=True, capture_output=True)
        bare.append(time.perf_counter() - begun)
    cost = Samples(
        "a proof command beyond the command itself", tuple(a - b for a, b in zip(with_proof, bare, strict=True)), 0
    )
    return [_row(cost, 0.02)]


def _ledger(home: Path) -> list[bool]:
    """`evidence verify` of 100,000 rows."""
    from bench.evidence import write_rows

    write_rows(home, rows=100_000)
    (samples,) = in_turn([Command("evidence verify, 100,000 rows", [*_PLANPROOF, "evidence", "verify"], home)], runs=3)
    return [_row(samples, 3.0)]


def _mcp(home: Path) -> list[bool]:
    """The server for agents: from its start to the reply that it is ready, and calls once it is, among 10,000 tasks."""
    lines = write_iterations(home, iterations=1000, tasks=10)
    _say(f"  1,000 iterations, 10,000 tasks, {lines:,} lines; one client over standard input and output")
    ready, calls = answered(home, runs=_RUNS)
    rows = [_row(ready, 2.0, f"{ready.memory_bytes / 1e6:.0f} MB")]
    return rows + [_row(each, 0.3) for each in calls]


def _demo(home: Path) -> list[bool]:
    """`make demo` once, after set-up."""
    from bench.demo import play

    played = play()
    for heading, seconds, used_s in played.phases:
        _say(f"         {seconds:5.1f} s, {used_s:5.1f} s of processors  {heading}")
    if not played.fine:
        _say("  MISSED not everything was proved and caught")
        return [False]
    return [_row(Samples("make demo", (played.total_s,), 0), 60.0, f"{played.processor_s:.0f} s of processors")]


def _facts(home: Path) -> list[bool]:
    """Facts of 20,000 source files in seven languages: all read, none changed, one changed."""
    files = 20_000
    lines = write_sources(home, files)
    _say(f"  {files:,} source files, {lines:,} lines")
    asked = [*_PLANPROOF, "facts", "symbol", "Store7.read_7_1"]
    (cold,) = in_turn([Command("facts, all files read", asked, home)], runs=1, warm_up=0)
    time.sleep(3)  # what was written in the clock's last tick before it was read is read once more
    (warm,) = in_turn([Command("facts, no file changed", asked, home)], runs=5)
    changed = home / "part_0" / "py" / "unit_0.py"
    with changed.open("a", encoding="utf-8") as file:
        file.write("\n\ndef added() -> None: ...\n")
    (one,) = in_turn([Command("facts, one file changed", asked, home)], runs=1, warm_up=0)
    return [
        _row(each, promised_s, f"{each.memory_bytes / 1e6:.0f} MB")
        for each, promised_s in ((cold, 20.0), (warm, 1.0), (one, 1.0))
    ]


def _brief(home: Path) -> list[bool]:
    """`brief` among 145 documents and 20,000 source files, one of which makes the table that the task names."""
    files = 20_000
    lines = write_sources(home, files)
    documents, plan_lines = write_planproof_tree(home, documents=145, lines=52_000)
    (home / "schema.sql").write_text("create table rows_1_1_1_2 (first integer, second integer);\n", encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=home, check=True)
    subprocess.run(["git", "add", "."], cwd=home, check=True)
    _say(f"  {documents} documents, {plan_lines:,} lines; {files:,} source files, {lines:,} lines")
    asked = [*_PLANPROOF, "brief", "M1_E1_I1_T2"]
    commands = [
        Command("brief", asked, home),
        Command("brief --json --budget 800", [*asked, "--json", "--budget", "800"], home),
    ]
    return [_row(each, 0.3, f"{each.memory_bytes / 1e6:.0f} MB") for each in in_turn(commands, runs=_RUNS)]


def _recorder(home: Path) -> list[bool]:
    """What recording costs in C, the clock and an empty call beside it."""
    from bench.recorder import native_figures

    met = []
    for line, kept in native_figures(home):
        _say(line if kept else f"{line}   MISSED")
        met.append(kept)
    return met


def _python_recorder(home: Path) -> list[bool]:
    """What recording costs Python programs, on each interpreter found; takes minutes."""
    from bench.python_recorder import main as measure_recorder

    return [measure_recorder([]) == 0]


def _peers(home: Path) -> list[bool]:
    """Peers on trees of 1,000 tasks, planproof's check beside them."""
    tasks = 1000
    own = home / "planproof"
    own.mkdir()
    write_iterations(own, iterations=tasks // 10, tasks=10)
    commands = [Command("planproof check", [*_PLANPROOF, "check", "--no-compilers"], own)]
    for peer in peers():
        try:
            commands.append(peer.prepared(home, tasks))
        except (OSError, subprocess.CalledProcessError) as error:
            _say(f"  left out: {peer.name}: {error}")
    samples = in_turn(commands, runs=3)
    for each in samples:
        ratio = each.median_s / samples[0].median_s
        _say(f"         {each.name:<44} {each.spread:<28} {ratio:.1f} x planproof, {each.memory_bytes / 1e6:.0f} MB")
    return []


if __name__ == "__main__":
    sys.exit(main())
