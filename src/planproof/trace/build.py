"""Compiles the recorder's extension for an interpreter: one run of the C compiler, for the one at hand or another.

    python -m planproof.trace.build --python PATH --into DIR

The package brings the extension for the interpreter that it was installed with; a program that runs in another needs its own. What
was compiled from the same sources is not compiled again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from planproof.errors import EnvironmentFault, ToolMissing

__all__ = ["compile_extension", "main"]

_ASKED = (
    "import json, sys, sysconfig as s; print(json.dumps({'version': list(sys.version_info[:2]),"
    " 'suffix': s.get_config_var('EXT_SUFFIX'), 'include': s.get_path('include'),"
    " 'free_threaded': bool(s.get_config_var('Py_GIL_DISABLED')), 'kind': sys.implementation.name}))"
)
_KNOWN = ((3, 11), (3, 12), (3, 13))
_FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-g", "-fPIC", "-shared", "-fvisibility=hidden", "-Wall", "-Wextra"]


def compile_extension(python: str, into: Path) -> Path:
    """Compiles the extension for an interpreter into a folder of its own below `into`.

    Args:
        python: the interpreter's executable; empty for the one that runs.
        into: where the folder is made.

    Returns:
        The file of the extension; its folder is what `Settings.library` takes.

    Raises:
        ToolMissing: there is no C compiler.
        EnvironmentFault: the interpreter can't be recorded, or the compiler failed; it says why.
    """
    compiler = _compiler()
    target = _target(python or sys.executable)
    sources = _sources()
    options = shlex.split(os.environ.get("PLANPROOF_RECORDER_CFLAGS", ""))
    folder = into / _digest(sources, [*compiler, *options, str(target["include"])])
    file = folder / f"_recorder{target['suffix']}"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Compiled beside its place and moved there, so that nobody ever loads a half of it.
        made = folder / f"{os.getpid()}{target['suffix']}"
        _run(
            [
                *compiler,
                *_FLAGS,
                *options,
                *_inputs(sources, str(target["include"])),
                "-o",
                str(made),
                "-lpthread",
                "-ldl",
            ]
        )
        made.replace(file)
    return file


def _compiler() -> list[str]:
    wanted = shlex.split(os.environ.get("CC", "cc"))
    if not shutil.which(wanted[0]):
        raise ToolMissing(
            f"no C compiler: {wanted[0]} is not in PATH",
            hint="install one (apt-get install gcc), or record with --recorder python, which needs none",
        )
    return wanted


def _target(python: str) -> dict[str, Any]:
    """What the interpreter says of itself."""
    try:
        ran = subprocess.run([python, "-I", "-c", _ASKED], capture_output=True, text=True)
    except OSError as error:
        raise EnvironmentFault(f"{error.strerror}", place=python, hint="name a Python interpreter") from error
    if ran.returncode != 0:
        raise EnvironmentFault(f"is no Python that runs: {ran.stderr.strip()[-200:]}", place=python)
    said: dict[str, Any] = json.loads(ran.stdout)
    version = ".".join(map(str, said["version"]))
    if said["kind"] != "cpython" or tuple(said["version"]) not in _KNOWN or said["free_threaded"]:
        free = " without its lock (free-threaded)" if said["free_threaded"] else ""
        raise EnvironmentFault(
            f"{said['kind']} {version}{free} can't be recorded natively: CPython 3.11, 3.12 and 3.13 can",
            place=python,
            hint="record with --recorder python",
        )
    if not (Path(str(said["include"])) / "Python.h").is_file():
        raise ToolMissing(
            f"the headers of Python {version} are missing: {said['include']}/Python.h",
            hint=f"install them (apt-get install python{version}-dev), or record with --recorder python",
        )
    return said


def _sources() -> Path:
    """The folder `native/`: in the package where it is installed, in the repository where it isn't."""
    for folder in (Path(__file__).parent / "native_sources", Path(__file__).parents[3] / "native"):
        if (folder / "python" / "module.c").is_file():
            return folder
    raise EnvironmentFault("the sources of the recorder are missing", hint="install planproof again")


def _inputs(sources: Path, include: str) -> list[str]:
    files = sorted([*(sources / "src").glob("*.c"), *(sources / "python").glob("*.c")])
    return [f"-I{sources / 'include'}", f"-I{sources / 'src'}", f"-isystem{include}", *map(str, files)]


def _digest(sources: Path, options: list[str]) -> str:
    """Names what is compiled: the same sources and options give the same folder."""
    digest = hashlib.sha256("\0".join(options).encode())
    for path in sorted(path for path in sources.rglob("*.[ch]")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _run(command: list[str]) -> None:
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode != 0:
        raise EnvironmentFault(
            f"the recorder could not be compiled: {ran.stderr.strip()[-1500:]}", place=command[0], hint="see above"
        )


def main(arguments: list[str] | None = None) -> int:
    """Compiles, and prints the folder of the extension."""
    parser = argparse.ArgumentParser(prog="python -m planproof.trace.build", description=__doc__.split("\n")[0])
    parser.add_argument("--python", default="", help="the interpreter to compile for (default: this one)")
    parser.add_argument("--into", type=Path, required=True, help="where its folder is made")
    given = parser.parse_args(arguments)
    try:
        sys.stdout.write(f"{compile_extension(given.python, given.into).parent}\n")
    except EnvironmentFault as fault:
        sys.stderr.write(f"{fault}\n{fault.hint}\n")
        return fault.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
