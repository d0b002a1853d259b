"""`make demo`: a small web service is planned, built and proved through all nine stages, then five lies are caught.

Everything is real: the tests run red and green, a server is started and called, a PostgreSQL too, the benchmark is measured. It
takes at most a minute and exits with 1 if a stage isn't proved or a lie isn't caught. It works in a temporary folder, in memory
where the system has one: the tests make a PostgreSQL five times, and on a busy disk that would be most of what is seen.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from examples.lies import LIES, Lie
from examples.memory import folder_in_memory
from examples.replay import EXAMPLES
from examples.stage_play import Play

__all__ = ["main"]

_ITERATION = "M1_E1_I1"
_STATES = (
    ("1", "The plan is written: stage 1 can be proved, nothing else.", ()),
    ("2", "Skeletons compile, endpoints answer 501.", ("--stage", "prepare")),
    ("3", "Tests are written first, and seen red for the right reason.", ("--stage", "specify")),
    ("4", "The code is written, the same tests turn green: stages 4 to 8, on a real server, a real PostgreSQL.", ()),
    ("9", "Docs are updated, assumptions have their outcome: stage 9.", ()),
)


def main() -> int:
    """Runs the demo; returns 0 when everything is proved and every lie was caught."""
    arguments = _arguments()
    begun = time.monotonic()
    with _home(arguments.keep) as home:
        play = Play(EXAMPLES / "shortener" / "states", home, _ITERATION, lambda line: _say(f"   {line}"), home / "tmp")
        wrong = _prove(play) + _catch(play)
        _say(f"\n{time.monotonic() - begun:.0f} s in all")
    for line in wrong:
        _say(f"NOT AS IT SHOULD BE: {line}")
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--keep", metavar="DIR", help="work in this folder and leave it there")
    return parser.parse_args()


@contextmanager
def _home(keep: str | None) -> Iterator[Path]:
    if keep:
        Path(keep).mkdir(parents=True)
        yield Path(keep).resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="planproof-demo-", dir=folder_in_memory()) as folder:
            yield Path(folder).resolve()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _prove(play: Play) -> list[str]:
    """Takes the iteration from its plan to its end; returns what is not as it should be."""
    code = 1
    for state, sentence, options in _STATES:
        _say(f"\n── {sentence}")
        play.at(state)
        if state == "1":
            _command(play, "check")
            _command(play, "start", _ITERATION)
            _say(
                f"   $ planproof trust {_ITERATION}   (here by digest, as in CI; at a terminal it shows them and asks)"
            )
            play.trust()
        code = _command(play, "prove", _ITERATION, *options)
    play.commit("evidence: all nine stages")
    return [] if code == 0 else ["the iteration is not proved"]


def _command(play: Play, *arguments: str) -> int:
    _say(f"   $ planproof {' '.join(arguments)}")
    return play.planproof(*arguments)[0]


def _catch(play: Play) -> list[str]:
    """Tells every lie to a copy of the finished iteration; returns those that were not caught."""
    _say("\n── Five lies, each told to a copy of the finished iteration.")
    numbered = list(enumerate(LIES, 1))
    # Two lies need the service's port, so these two come one after the other; the rest runs beside them.
    lanes = [[pair for pair in numbered if "accept" in pair[1].command]]
    lanes += [[pair] for pair in numbered if "accept" not in pair[1].command]
    with ThreadPoolExecutor(len(lanes)) as pool:
        told = [pool.submit(_catch_all, play, lane) for lane in lanes]
    answers = sorted(answer for lane in told for answer in lane.result())
    for _, text, _ in answers:
        _say(text)
    return [wrong for _, _, wrong in answers if wrong]


def _catch_all(play: Play, lies: Iterable[tuple[int, Lie]]) -> list[tuple[int, str, str]]:
    return [(number, *_catch_one(play, number, lie)) for number, lie in lies]


def _catch_one(play: Play, number: int, lie: Lie) -> tuple[str, str]:
    """Tells one lie; returns what to print, and what is wrong: empty when it was caught."""
    copy = play.copy(f"lie-{number}")
    copy.show = lambda line: None
    told = lie.tell(copy.project)
    if lie.commit:
        copy.commit(f"lie {number}")
    if lie.trust:
        copy.trust()
    code, printed = copy.planproof(*lie.command)
    answers = [line.strip() for line in printed.splitlines() if lie.answer in line and lie.check in line]
    caught = code != 0 and bool(answers)
    command = f"$ planproof {' '.join(lie.command)}   (exit {code})"
    text = f"\n {number}. {lie.title}\n    {told}\n    {command}\n    {answers[0] if answers else printed}"
    return text, "" if caught else f"lie {number} was not caught: {lie.title}"


if __name__ == "__main__":
    sys.exit(main())
