"""The recorder's C core: its headers compile alone, and it builds without a warning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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


def test_core__built__then_tests_are_listed(core: Path) -> None:
    assert (core / "native" / "libplanproof_core.a").is_file()
    run(str(core / "native" / "native_tests"), "--list")


def test_core__sources__then_no_python() -> None:
    sources = [path for path in (ROOT / "native").rglob("*.[ch]") if "Python.h" in path.read_text("utf-8")]
    assert sources == []
