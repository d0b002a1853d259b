"""The guides to recording and asking show what planproof prints, `...` standing for any stretch."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trace.sessions import ROOT, environment

GUIDES = ROOT / "docs" / "guide"

LENGTH = r"\d[\d.e+]* (?:s|ms|us|ns)\b"
NUMBER = r"(?<=process )\d+|#\d+\.\d+|\d+(?= tokens| lines| more below)|(?<=tokens )\d+"


def any_measure(text: str) -> str:
    """A pattern of a text in which times, numbers of processes and calls, and what lines cost, may be others."""
    kept = [re.escape(part) for part in re.split(f"{LENGTH}|{NUMBER}", text)]
    lengths = [LENGTH if re.fullmatch(LENGTH, part) else r"#?[\d.]+" for part in re.findall(f"{LENGTH}|{NUMBER}", text)]
    return "".join(kept[:1] + [one for pair in zip(lengths, kept[1:], strict=True) for one in pair])


@pytest.mark.parametrize(("guide", "consoles"), [("record.md", 5), ("ask.md", 6)])
def test_guide__its_consoles__then_as_planproof_prints(tmp_path: Path, guide: str, consoles: int) -> None:
    text = (GUIDES / guide).read_text("utf-8")
    program = re.search(r"```python file=app\.py\n(.*?)```", text, re.DOTALL)
    assert program
    (tmp_path / "app.py").write_text(program[1])
    (tmp_path / "planproof.toml").touch()
    shims = tmp_path.parent / f"{tmp_path.name}-bin"
    shims.mkdir()
    for name, arguments in (("planproof", "-m planproof "), ("python", "")):
        (shims / name).write_text(f'#!/bin/sh\nexec {sys.executable} {arguments}"$@"\n')
        (shims / name).chmod(0o755)
    shown = 0
    for console in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for step in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
            command, _, expected = step.partition("\n")
            ran = subprocess.run(
                command,
                shell=True,
                cwd=tmp_path,
                env=environment(PATH=f"{shims}:/usr/bin:/bin"),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            pattern = ".*?".join(map(any_measure, expected.strip().split("...")))
            assert re.fullmatch(pattern, ran.stdout.strip(), re.DOTALL), f"{command}\n{ran.stdout}"
            shown += 1
    assert shown == consoles
