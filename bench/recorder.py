"""What recording costs in C: the clock and an empty call first, an event by each clock, registering, draining, reading.

Every figure stands beside what was promised and beside the cheapest thing that could be compared with it, from the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

__all__ = ["native_figures"]

_ROOT = Path(__file__).resolve().parents[1]
_EVENT, _EXACT = "planproof_hook_event__adaptive__then_under_5_ns", "planproof_hook_event__exact"
_CLAIM = "planproof_registry_claim__64_threads_at_once__then_under_1_us"
_DRAIN = "planproof_drain_stop__two_threads__then_15_million_events_a_second"
_READ = "planproof_atf_reader_next__zstd__then_100_million_events_a_second"
_DECODE = "planproof_atf_decoder_next__zstd__then_100_million_events_a_second"


@dataclass(frozen=True, slots=True)
class _Figures:
    """What the three benchmark programs said: samples by name, in nanoseconds or events a second, and the ticker's share."""

    times_ns: dict[str, list[float]]
    rates: dict[str, list[float]]
    ticker_share: float
    bytes_an_event: float


def native_figures(folder: Path) -> list[tuple[str, bool]]:
    """Builds the core without checks, runs its benchmarks; a line a figure, and whether it is what was promised.

    Args:
        folder: where it may build, with room for 700 MB of lanes and files.

    Raises:
        subprocess.CalledProcessError: the core couldn't be built, or a benchmark failed.
    """
    figures = _run(folder)
    times = figures.times_ns
    clock_ns, call_ns = median(times["clock_counter"]), median(times["empty_call"])
    return [
        (f"  counter read {clock_ns:.1f} ns, clock_gettime {median(times['clock_gettime']):.1f} ns, "
         f"empty call {call_ns:.1f} ns, store in one order for all {median(times['store_in_order']):.1f} ns", True),
        _time("an event, adaptive", times[_EVENT], most_ns=3),
        _time("a pair, adaptive", [2 * value for value in times[_EVENT]], most_ns=10),
        _time("a pair, exact", [2 * value for value in times[_EXACT]], most_ns=2 * clock_ns + 6),
        _share(figures.ticker_share),
        *_claims(times[_CLAIM]),
        _rate("drained from two threads", figures.rates[_DRAIN], least=15e6),
        _rate("read", figures.rates[_READ], least=100e6),
        _rate("read into columns", figures.rates[_DECODE], least=100e6),
        (f"  {figures.bytes_an_event:.2f} bytes an event of those files", figures.bytes_an_event <= 3),
    ]  # fmt: skip


def _run(folder: Path) -> _Figures:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for command in (["meson", "setup", str(folder / "core"), str(_ROOT), "-Dnative_tests=true", "-Dbuildtype=release"],
                    ["meson", "compile", "-C", str(folder / "core")]):  # fmt: skip
        subprocess.run(command, check=True, env=environment, capture_output=True)
    times: dict[str, list[float]] = defaultdict(list)
    rates: dict[str, list[float]] = defaultdict(list)
    share = size = 0.0
    for program in ("hook_benchmark", "lane_benchmark", "file_benchmark"):
        report = folder / f"{program}.json"
        subprocess.run([folder / "core" / "native" / program, report], check=True)
        told = json.loads(report.read_text("utf-8"))
        share = told["context"].get("ticker_share", share)
        for entry in told["benchmarks"]:
            times[entry["name"]].append(entry["real_time"])
            rates[entry["name"]].append(entry.get("items_per_second", 0))
            size = entry.get("bytes_an_event", size)
    return _Figures(times, rates, share, size)


def _time(what: str, samples_ns: list[float], *, most_ns: float) -> tuple[str, bool]:
    middle = median(samples_ns)
    spread = f"{min(samples_ns):.2f} / {middle:.2f} / {max(samples_ns):.2f} ns"
    return f"  {what:26} {spread:30} promised <= {most_ns:.1f} ns", middle <= most_ns


def _claims(samples_ns: list[float]) -> list[tuple[str, bool]]:
    """Registering 64 threads at once; a read of the clock is part of each sample."""
    p50, p99 = median(samples_ns), quantiles(samples_ns, n=100)[98]
    text = f"  registering, 64 at once    p50 {p50:.0f} ns, p99 {p99:.0f} ns   promised <= 200 and <= 1000 ns"
    return [(text, p50 <= 200 and p99 <= 1000)]


def _share(share: float) -> tuple[str, bool]:
    return f"  the ticker takes {100 * share:.1f}% of a core   promised <= 4%", share <= 0.04


def _rate(what: str, samples: list[float], *, least: float) -> tuple[str, bool]:
    middle = median(samples)
    spread = f"{min(samples) / 1e6:.0f} / {middle / 1e6:.0f} / {max(samples) / 1e6:.0f} M events/s"
    return f"  {what:26} {spread:30} promised >= {least / 1e6:.0f} M", middle >= least
