"""The commands: `python -m names add NAME` keeps a name, `python -m names count` says how many there are."""

from __future__ import annotations

import sys
from pathlib import Path

from names.store import open_names


def main(arguments: list[str]) -> int:
    """Runs one command on `names.txt` in the folder it is called in; gives the exit code."""
    names = open_names(Path("names.txt"))
    if arguments[:1] == ["add"] and len(arguments) == 2:
        names.add(arguments[1])
        print(f"kept {arguments[1]}")
        return 0
    if arguments == ["count"]:
        count = names.count()
        print(f"{count} name" if count == 1 else f"{count} names")
        return 0
    print("usage: python -m names add NAME | count", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
