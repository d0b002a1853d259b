"""`python -m planproof` and the `planproof` command: answers `--version` at once, hands everything else to `cli.main`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> int:
    """Runs the command line; returns the exit code."""
    if sys.argv[1:] == ["--version"]:
        from planproof import __version__

        print(f"planproof {__version__}")
        return 0
    from planproof.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
