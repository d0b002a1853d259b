"""The recorder's C core: its headers compile alone, it builds without a warning, and its own tests pass, under sanitizers too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEADERS = sorted((ROOT / "native" / "include").rglob("*.h"))
# meson and ninja lie beside the interpreter that runs the tests.
ENVIRONMENT = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

pytestmark = [
    pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler"),
    pytest.mark.xdist_group("native"),
]


def run(*command: str, folder: Path = ROOT) -> str:
    """What a command printed; the test fails with all of it when the command does."""
    ran = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a plain build."""
    return build(tmp_path_factory.mktemp("core"))


def build(folder: Path, *options: str) -> Path:
    """Builds the core there, warnings being errors."""
    run("meson", "setup", str(folder), str(ROOT), "-Dnative_tests=true", *options)
    run("meson", "compile", "-C", str(folder))
    return folder


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.name)
@pytest.mark.parametrize("language", ["c", "c++"])
def test_header__compiled_alone__then_no_warning(header: Path, language: str) -> None:
    standard = {"c": "c11", "c++": "c++17"}[language]
    if language == "c++" and not shutil.which("c++"):
        pytest.skip("no C++ compiler")
    flags = ("-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{ROOT / 'native/include'}")
    run("c++" if language == "c++" else "cc", f"-std={standard}", *flags, "-x", language, str(header))


@pytest.mark.parametrize("level", ["unit", "integration", "system"])
def test_core__level__then_every_test_passes(core: Path, level: str) -> None:
    passes(run(str(core / "native" / "native_tests"), "--level", level))


@pytest.mark.parametrize("sanitizer", ["thread", "address,undefined"])
def test_core__sanitizer__then_nothing_reported(tmp_path: Path, sanitizer: str) -> None:
    prefix = sanitized(tmp_path, sanitizer)
    tests = build(tmp_path / "core", f"-Db_sanitize={sanitizer}") / "native" / "native_tests"
    for level in ("unit", "integration"):
        passes(run(*prefix, str(tests), "--level", level))
    if "address" in sanitizer:
        assert "files=" in run(*prefix, str(tests.parent / "fuzz_events"), "3", "20261122")
    for kill in ("", "20000"):
        lanes = tmp_path / f"lanes{kill}"
        lanes.mkdir()
        arguments = ("2", "200000" if not kill else "1000000000", *kill.split())
        assert run(*prefix, str(tests.parent / "session_stress"), str(lanes), *arguments).endswith("difference=0\n")


def passes(output: str) -> None:
    """Whether a run of the tests ran some, and all of them passed; a sanitizer's report would stand in the output too."""
    assert output.count("\nok ") > 0, output
    assert "not ok" not in output
    assert "Sanitizer" not in output, output
    assert "runtime error" not in output, output


def sanitized(folder: Path, sanitizer: str) -> tuple[str, ...]:
    """What programs under that sanitizer have to be started with here; skips where the compiler hasn't got it."""
    source, program = folder / "probe.c", folder / "probe"
    source.write_text("int main(void) { return 0; }\n", encoding="utf-8")
    compiled = subprocess.run(
        ["cc", f"-fsanitize={sanitizer}", str(source), "-o", str(program)], capture_output=True, text=True
    )
    if compiled.returncode != 0:
        pytest.skip(f"no {sanitizer} sanitizer: {compiled.stderr.strip().splitlines()[-1]}")
    # ThreadSanitizer wants a predictable address space, which some kernels only give when asked.
    for prefix in ((), ("setarch", "--addr-no-randomize")):
        if (not prefix or shutil.which(prefix[0])) and subprocess.run([*prefix, program]).returncode == 0:
            return prefix
    pytest.skip(f"programs under the {sanitizer} sanitizer don't start here")


@pytest.mark.parametrize(
    ("arguments", "code"), [((), 2), (("x", "1"), 2), (("1", "1", "--chunks", "65"), 2), (("1", "1", "--what"), 2)]
)
def test_lane_stress__wrong_arguments__then_usage(core: Path, arguments: tuple[str, ...], code: int) -> None:
    ran = subprocess.run([core / "native" / "lane_stress", *arguments], capture_output=True, text=True)
    assert ran.returncode == code
    assert ran.stderr.startswith("usage: lane_stress")


def test_lane_stress__memory_that_cannot_be_had__then_says_so(core: Path) -> None:
    command = f"ulimit -f 1000; exec {core / 'native' / 'lane_stress'} 64 1000"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert ran.returncode == 3
    assert "the shared memory can't be had: File too large" in ran.stderr


def test_lane_benchmark__run__then_each_planned_name(core: Path, tmp_path: Path) -> None:
    run(str(core / "native" / "lane_benchmark"), str(tmp_path / "figures.json"))
    entries = json.loads((tmp_path / "figures.json").read_text("utf-8"))["benchmarks"]
    samples = Counter(entry["name"] for entry in entries)
    assert samples == {
        "planproof_registry_claim__64_threads_at_once__then_under_1_us": 12800,
        "planproof_lane_write__one_thread__then_under_10_ns": 100,
        "planproof_lane_write__drain_at_work__then_under_10_ns": 100,
    }


def test_file_benchmark__run__then_each_planned_name(core: Path, tmp_path: Path) -> None:
    run(str(core / "native" / "file_benchmark"), str(tmp_path / "figures.json"))
    entries = json.loads((tmp_path / "figures.json").read_text("utf-8"))["benchmarks"]
    assert Counter(entry["name"] for entry in entries) == {
        "planproof_drain_stop__two_threads__then_15_million_events_a_second": 20,
        "planproof_atf_reader_next__zstd__then_100_million_events_a_second": 20,
        "planproof_atf_decoder_next__zstd__then_100_million_events_a_second": 20,
    }


def test_hook_benchmark__run__then_each_name_and_the_ticker(core: Path, tmp_path: Path) -> None:
    run(str(core / "native" / "hook_benchmark"), str(tmp_path / "figures.json"))
    figures = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert set(Counter(entry["name"] for entry in figures["benchmarks"]).values()) == {100}
    assert 0 < figures["context"]["ticker_share"] < 1


@pytest.mark.parametrize("arguments", [(), ("x",), ("1", "2", "3")])
def test_fuzz_events__wrong_arguments__then_usage(core: Path, arguments: tuple[str, ...]) -> None:
    ran = subprocess.run([core / "native" / "fuzz_events", *arguments], capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr.startswith("usage: fuzz_events")


@pytest.mark.parametrize("arguments", [(), ("/tmp", "0", "1"), ("/tmp", "65", "1")])
def test_session_stress__wrong_arguments__then_usage(core: Path, arguments: tuple[str, ...]) -> None:
    ran = subprocess.run([core / "native" / "session_stress", *arguments], capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr.startswith("usage: session_stress")


def test_core__sources__then_no_python() -> None:
    sources = [path for path in (ROOT / "native").rglob("*.[ch]") if "Python.h" in path.read_text("utf-8")]
    assert {path.parent for path in sources} <= {ROOT / "native" / "python"}
