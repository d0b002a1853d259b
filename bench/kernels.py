"""Runs one of pyperformance's kernels under one tool, in the interpreter that starts this file; prints seconds a round as JSON.

python kernels.py KERNEL TOOL ROUNDS LIBRARY

Tools: untraced, planproof, planproof-exact, frame, frame-exact, viztracer, cprofile, coverage, filtered. Wall time and the time of
the kernel's own thread are kept apart, since the recorder drains on another.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

KERNELS: dict[str, Callable[[ModuleType], object]] = {
    "richards": lambda module: module.Richards().run(1),
    "deltablue": lambda module: module.delta_blue(100),
    "nqueens": lambda module: module.bench_n_queens(8),
    "raytrace": lambda module: module.bench_raytrace(1, 60, 60, None),
    "float": lambda module: module.benchmark(module.POINTS // 2),
    # Five that nothing was tuned on.
    "go": lambda module: module.versus_cpu(),
    "richards_super": lambda module: module.Richards().run(1),
    "comprehensions": lambda module: module.bench_comprehensions(200),
    "generators": lambda module: module.bench_generators(1),
    "pyflate": lambda module: module.bench_pyflake(
        1, str(Path(module.__file__ or "").parent / "data" / "interpreter.tar.bz2")
    ),
}


def load(kernel: str) -> ModuleType:
    """The kernel as pyperformance ships it."""
    import pyperformance

    path = Path(pyperformance.__file__).parent / "data-files" / "benchmarks" / f"bm_{kernel}" / "run_benchmark.py"
    specification = importlib.util.spec_from_file_location(f"bm_{kernel}", path)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


@contextmanager
def under(tool: str, library: str) -> Iterator[None]:
    """Inside, the tool watches this process; how it is set up and ended isn't timed."""
    if tool == "viztracer":
        from viztracer import VizTracer

        tracer = VizTracer(ignore_c_function=True, verbose=0, tracer_entries=2_000_000)
        tracer.start()
        yield
        tracer.stop()
        tracer.clear()
    elif tool == "cprofile":
        import cProfile

        profiler = cProfile.Profile(builtins=False)
        profiler.enable()
        yield
        profiler.disable()
    elif tool == "coverage":
        import coverage

        watcher = coverage.Coverage(
            data_file=None, source=[str(Path(sys.modules["pyperformance"].__file__ or "").parent)]
        )
        watcher.start()
        yield
        watcher.stop()
    elif tool == "untraced":
        yield
    else:
        with _recording(tool, library):
            yield


@contextmanager
def _recording(tool: str, library: str) -> Iterator[None]:
    from planproof.trace import recording

    name, _, clock = tool.partition("-")
    with tempfile.TemporaryDirectory() as folder:
        made = recording(
            f"{folder}/kernel.atf",
            everything=name != "filtered",
            include=["nothing"] if name == "filtered" else [],
            library=library,
            backend="frame" if name == "frame" else "auto",
            clock=clock or "adaptive",
        )
        with made:
            yield
        balance = made.balance()
        assert balance["emitted"] == balance["persisted"], balance


def main(kernel: str, tool: str, rounds: str, library: str) -> None:
    """Times the rounds, after one that isn't timed; as many each as take a tenth of a second."""
    module = load(kernel)
    run = KERNELS[kernel]
    begun = time.perf_counter()
    run(module)
    repeats = max(1, round(0.1 / (time.perf_counter() - begun)))
    wall_s, thread_s = [], []
    for _ in range(int(rounds)):
        with under(tool, library):
            run(module)
            wall, thread = time.perf_counter(), time.thread_time()
            for _ in range(repeats):
                run(module)
            wall_s.append((time.perf_counter() - wall) / repeats)
            thread_s.append((time.thread_time() - thread) / repeats)
    print(json.dumps({"wall_s": wall_s, "thread_s": thread_s}))


if __name__ == "__main__":
    main(*sys.argv[1:])
