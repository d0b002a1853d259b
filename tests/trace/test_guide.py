"""The guide to recording shows what planproof prints, `...` standing for any stretch."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.trace.sessions import ROOT, environment

GUIDE = ROOT / "docs" / "guide" / "record.md"


def test_guide__its_consoles__then_as_planproof_prints(tmp_path: Path) -> None:
    text = GUIDE.read_text("utf-8")
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
            pattern = ".*?".join(map(re.escape, expected.strip().split("...")))
            assert re.fullmatch(pattern, ran.stdout.strip(), re.DOTALL), f"{command}\n{ran.stdout}"
            shown += 1
    assert shown == 5
