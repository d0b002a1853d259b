"""`python -m planproof` and the `planproof` command: answers `--version` at once, hands everything else to `cli.main`."""

from __future__ import annotations

import gc
import os
import sys

__all__ = ["main"]

_ONLY_READ = ("check", "explain", "next", "show")
_READ_PLANS = ("check", "explain")


def main() -> int:
    """Runs the command line; returns the exit code."""
    if sys.argv[1:] == ["--version"]:
        from planproof import __version__

        print(f"planproof {__version__}")
        return 0
    only_reads = sys.argv[1:2] and sys.argv[1] in _ONLY_READ
    if only_reads:
        gc.disable()  # what such a verb makes is in use until it ends
        if sys.argv[1] in _READ_PLANS:
            _import_msgspec()
    from planproof.cli.main import run

    code = run(sys.argv[1:])
    if only_reads:
        _leave(code)
    return code


def _import_msgspec() -> None:
    """Imports msgspec and hides typing_extensions from it meanwhile.

    It takes from there what `typing` has since Python 3.11, and importing it costs as much as msgspec itself.
    """
    if "msgspec" in sys.modules or "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]


def _leave(code: int) -> None:
    """Ends the process at once: taking a large plan apart object by object takes longer than it took to print."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        return
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
