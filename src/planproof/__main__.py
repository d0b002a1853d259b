"""`python -m planproof` and the `planproof` command: answers `--version` at once, hands everything else to `cli.main`."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]

_ONLY_READ = ("check", "explain", "next", "show")


def main() -> int:
    """Runs the command line; returns the exit code."""
    if sys.argv[1:] == ["--version"]:
        from planproof import __version__

        print(f"planproof {__version__}")
        return 0
    from planproof.cli.main import run

    code = run(sys.argv[1:])
    if sys.argv[1:2] and sys.argv[1] in _ONLY_READ:
        _leave(code)
    return code


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
