"""Sessions: whatever a program does and however it ends, every call is in its trace or counted, and its exit code is kept."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from planproof.trace.command import exit_status
from tests.trace.sessions import PROGRAMS, Recorded, environment, planproof, record, record_command

PYTHON = sys.executable
USUAL = "monitoring" if sys.version_info >= (3, 12) else "profile"


def ending(folder: Path, how: str, *options: str) -> Recorded:
    return record(folder, [PYTHON, str(PROGRAMS / "endings.py"), how], *options)


def test_exit_status__killed_by_signal__then_128_and_its_number() -> None:
    assert [exit_status(code) for code in (0, 3, -9, -15)] == [0, 3, 137, 143]


@pytest.mark.parametrize(
    ("how", "status", "exit_state"),
    [
        ("plain", 0, {"code": 0}),
        ("sys.exit", 3, {"code": 3}),
        ("os._exit", 4, {"code": 4}),
        ("raise", 1, {"code": 1}),
        ("kill", 137, {"signal": 9}),
        ("abort", 134, {"signal": 6}),
    ],
)
@pytest.mark.usefixtures("each_recorder")
def test_record__each_ending__then_calls_and_exit_code_kept(
    tmp_path: Path, how: str, status: int, exit_state: dict[str, int]
) -> None:
    done = ending(tmp_path, how)
    assert done.status == status, done.stderr
    assert list(done.calls().values()) == [10]
    assert done.manifest.exit == exit_state
    assert done.manifest.backend == done.manifest.processes[0].backend == USUAL
    assert "nothing dropped" in done.stderr


@pytest.mark.parametrize(("how", "calls"), [("fork", [10, 10]), ("fork in a thread", [10, 10]), ("eight", [10] * 8)])
@pytest.mark.usefixtures("each_recorder")
def test_record__forked_children__then_lanes_of_their_own(tmp_path: Path, how: str, calls: list[int]) -> None:
    done = ending(tmp_path, how)
    assert list(done.calls().values()) == calls
    parents = {process.pid: process.parent for process in done.manifest.processes}
    assert len(parents) == len(calls)
    assert sum(parent in parents for parent in parents.values()) == len(calls) - 1


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.usefixtures("each_recorder")
def test_record__multiprocessing__then_every_process_joins(tmp_path: Path, method: str) -> None:
    done = record(tmp_path, [PYTHON, str(PROGRAMS / "pool.py"), method])
    assert done.status == 0, done.stderr
    assert list(done.calls().values()) == [10] * 4


@pytest.mark.usefixtures("each_recorder")
def test_record__subprocess__then_it_joins(tmp_path: Path) -> None:
    done = record(tmp_path, [PYTHON, str(PROGRAMS / "family.py")])
    assert list(done.calls().values()) == [10, 10]
    assert [process.command[-1] for process in done.manifest.processes] == [str(PROGRAMS / "family.py"), "child"]


@pytest.mark.usefixtures("each_recorder")
def test_record__exec__then_ids_and_lanes_go_on(tmp_path: Path) -> None:
    done = ending(tmp_path, "exec")
    assert list(done.calls().values()) == [20]
    assert len({row.pid for row in done.rows()}) == 1


@pytest.mark.usefixtures("each_recorder")
def test_record__child_outlives_the_command__then_waited_for(tmp_path: Path) -> None:
    assert list(ending(tmp_path, "outlive").calls().values()) == [10]


@pytest.mark.usefixtures("each_recorder")
def test_record__no_time_to_wait__then_named_as_left_behind(tmp_path: Path) -> None:
    done = ending(tmp_path, "outlive", "--linger", "0")
    assert done.calls() == {}
    assert any("not to its own end" in warning for warning in done.manifest.warnings)


@pytest.mark.parametrize(("how", "number"), [("interrupt", signal.SIGINT), ("terminate", signal.SIGTERM)])
@pytest.mark.usefixtures("each_recorder")
def test_record__signal_to_the_controller__then_the_command_gets_it(tmp_path: Path, how: str, number: int) -> None:
    command = record_command(tmp_path, [PYTHON, str(PROGRAMS / "endings.py"), how])
    running = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    assert running.stdout
    assert running.stdout.readline() == b"ready\n"
    running.send_signal(number)
    status = running.wait(30)
    running.stdout.close()
    done = Recorded(tmp_path / "t.atf", status, "", "")
    assert status == (0 if how == "interrupt" else 143)
    assert list(done.calls().values()) == [20 if how == "interrupt" else 10]


def test_record__ctrl_c_at_a_terminal__then_the_command_gets_it_once(tmp_path: Path) -> None:
    command = record_command(tmp_path, [PYTHON, str(PROGRAMS / "endings.py"), "interrupt"])
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, environment())
    said = b""
    while b"ready" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)
    assert list(Recorded(tmp_path / "t.atf", 0, "", "").calls().values()) == [20]


@pytest.mark.usefixtures("each_recorder")
def test_record__two_at_once__then_each_its_own(tmp_path: Path) -> None:
    running = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        command = record_command(tmp_path / name, [PYTHON, str(PROGRAMS / "pool.py"), "fork"])
        running.append(subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE))
    for name, process in zip(("a", "b"), running, strict=True):
        _, said = process.communicate(timeout=60)
        done = Recorded(tmp_path / name / "t.atf", process.returncode, "", said.decode())
        assert list(done.calls().values()) == [10] * 4
        assert len(done.manifest.processes) == 5


@pytest.mark.usefixtures("each_recorder")
def test_record__session_directory_deleted__then_nothing_lost(tmp_path: Path) -> None:
    lanes = tmp_path / "lanes"
    command = [PYTHON, str(PROGRAMS / "endings.py"), "interrupt"]
    running = subprocess.Popen(
        record_command(tmp_path, command, "--directory", str(lanes)),
        env=environment(),
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    assert running.stdout
    running.stdout.readline()
    shutil.rmtree(lanes)
    running.send_signal(signal.SIGINT)
    assert running.wait(30) == 0
    running.stdout.close()
    done = Recorded(tmp_path / "t.atf", 0, "", "")
    assert list(done.calls().values()) == [20]
    assert any("deleted while it was recorded" in warning for warning in done.manifest.warnings)


def test_record__more_threads_than_lanes__then_counted(tmp_path: Path) -> None:
    script = (
        "import threading\ndef work(): pass\n"
        "go = threading.Barrier(6)\n"
        "def body():\n    go.wait()\n    for _ in range(10): work()\n    go.wait()\n"
        "threads = [threading.Thread(target=body) for _ in range(6)]\n"
        "[t.start() for t in threads]\n[t.join() for t in threads]\n"
    )
    (tmp_path / "threads.py").write_text(script)
    done = record(tmp_path, [PYTHON, str(tmp_path / "threads.py")], "--max-threads", "3", "--include", "__main__")
    kept = sum(done.calls().values())
    assert kept < 60
    counted = sum(row.name.endswith((".work", ".body")) for row in done.rows())
    assert done.manifest.drops == {"registry_full": 6 * 22 - counted}
    assert "registry_full" in done.stderr


@pytest.mark.usefixtures("each_recorder")
def test_record__shared_memory_too_small__then_refused_before_it_starts(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", small]).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    try:
        done = ending(tmp_path, "plain", "--directory", str(small))
    finally:
        subprocess.run(["umount", small], check=True)
    assert done.status == 3
    assert "KiB are free" in done.stderr
    assert not done.folder.exists()


def test_record__shared_memory_fills_up__then_goes_on_without_files(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1100k", "none", small]).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    try:
        done = record(
            tmp_path, [PYTHON, str(PROGRAMS / "pool.py"), "fork"], "--directory", str(small), "--max-threads", "64"
        )
        many = record_many_threads(tmp_path, small)
    finally:
        subprocess.run(["umount", small], check=True)
    assert list(done.calls().values()) == [10] * 4
    assert sum(many.calls().values()) == 400
    assert any("no lane could be made" in warning for warning in many.manifest.warnings)


def record_many_threads(tmp_path: Path, small: Path) -> Recorded:
    script = (
        "import threading\ndef work(): pass\n"
        "go = threading.Barrier(40)\n"
        "def body():\n    go.wait()\n    for _ in range(10): work()\n    go.wait()\n"
        "threads = [threading.Thread(target=body) for _ in range(40)]\n"
        "[t.start() for t in threads]\n[t.join() for t in threads]\n"
    )
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "threads.py").write_text(script)
    command = [PYTHON, str(folder / "threads.py")]
    return record(folder, command, "--directory", str(small), "--include", "__main__")


def test_record__disk_full__then_dropped_and_counted(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", small]).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    script = tmp_path / "many.py"
    script.write_text("def work(): pass\nfor _ in range(30000): work()\n")
    try:
        command = record_command(small, [PYTHON, str(script)], "--include", "__main__")
        ran = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60)
        kept = tmp_path / "t.atf"
        shutil.copytree(small / "t.atf", kept)
    finally:
        subprocess.run(["umount", small], check=True)
    done = Recorded(kept, ran.returncode, ran.stdout, ran.stderr)
    assert done.status == 0, done.stderr
    assert done.manifest.drops["disk_full"] > 30000
    assert len(done.rows()) + done.manifest.drops["disk_full"] == 60002


@pytest.mark.usefixtures("each_recorder")
@pytest.mark.parametrize("command", [["true"], [PYTHON, "-I", "-c", "pass"]], ids=["program", "isolated"])
def test_record__nothing_joins__then_says_that_nothing_was_hooked(tmp_path: Path, command: list[str]) -> None:
    done = record(tmp_path, command)
    assert (done.status, done.manifest.processes) == (0, [])
    assert "no Python process joined" in done.stderr


def test_record__on_a_terminal__then_progress_is_shown_and_taken_away(tmp_path: Path) -> None:
    terminal, other_end = pty.openpty()
    command = record_command(tmp_path, [PYTHON, "-c", "import time; time.sleep(0.7)"])
    running = subprocess.Popen(command, env=environment(), stderr=other_end)
    os.close(other_end)
    assert running.wait(60) == 0
    said = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert "\rrecording: 1 events, " in said
    assert said.index("recording: ") < said.index(
        "planproof: recorded 2 events of 1 thread in 1 process, nothing dropped"
    )


def test_record__no_terminal__then_no_progress(tmp_path: Path) -> None:
    assert "recording:" not in record(tmp_path, [PYTHON, "-c", "import time; time.sleep(0.5)"]).stderr


def test_record__no_such_command__then_nothing_left_behind(tmp_path: Path) -> None:
    done = record(tmp_path, ["no-such-program"])
    assert (done.status, done.folder.exists()) == (2, False)
    assert "no such command" in done.stderr


def test_record__trace_there_already__then_refused(tmp_path: Path) -> None:
    assert ending(tmp_path, "plain").status == 0
    again = ending(tmp_path, "plain")
    assert again.status == 2
    assert "there already" in again.stderr
    assert list(again.calls().values()) == [10]


@pytest.mark.usefixtures("each_recorder")
def test_record__json__then_one_document_and_the_command_on_stderr(tmp_path: Path) -> None:
    done = record(tmp_path, [PYTHON, "-c", "print('said')"], "--json")
    document = json.loads(done.stdout)
    assert (document["kind"], document["exitCode"]) == ("record", 0)
    assert document["totals"]["unaccounted"] == 0
    assert "said\n" in done.stderr


def test_record__json_of_the_command__then_not_ours(tmp_path: Path) -> None:
    done = record(tmp_path, [PYTHON, "-c", "import sys; print(sys.argv)", "--json"])
    assert done.stdout == "['-c', '--json']\n"


def test_record__own_sitecustomize__then_it_runs_too(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import builtins; builtins.customized = True\n")
    code = "print(customized, __import__('sitecustomize').__file__)"
    command = ["env", f"PYTHONPATH={environment_path()}{os.pathsep}{tmp_path}", PYTHON, "-c", code]
    done = record(tmp_path, command)
    assert done.stdout == f"True {tmp_path / 'sitecustomize.py'}\n", done.stderr
    assert len(done.manifest.processes) == 1


def environment_path() -> str:
    from planproof.trace.launch import environment_of_target

    return environment_of_target({}, "", "")["PYTHONPATH"]


def test_record__older_python__then_said(tmp_path: Path) -> None:
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    older = next((path for name in ("3.10.*", "3.8.*") for path in home.glob(f"{name}/bin/python")), None)
    if older is None:
        pytest.skip("no Python before 3.11 on this machine")
    done = record(tmp_path, [str(older), "-c", "print('ran')"])
    assert (done.status, done.stdout) == (0, "ran\n")
    assert any("begins with 3.11" in warning for warning in done.manifest.warnings)


def test_python_m_trace__script_and_module__then_recorded(tmp_path: Path) -> None:
    for number, program in enumerate(
        ([str(PROGRAMS / "family.py"), "child"], ["-m", "tests.trace.programs.family", "child"])
    ):
        folder = tmp_path / f"{number}.atf"
        command = [PYTHON, "-m", "planproof.trace", "-o", str(folder), *program]
        root = PROGRAMS.parents[2]
        paths = os.pathsep.join([str(root / "src"), str(root)])
        ran = subprocess.run(command, cwd=root, env=environment(PYTHONPATH=paths), capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        assert list(Recorded(folder, 0, "", "").calls().values()) == [10]


def test_trace_verbs__recorded__then_info_dump_pack_unpack(tmp_path: Path) -> None:
    folder = ending(tmp_path, "plain").folder
    info = planproof(tmp_path, "trace", "info", str(folder))
    assert info.returncode == 0, info.stderr
    assert "dropped     0\nunaccounted 0\n" in info.stdout
    dump = planproof(tmp_path, "trace", "dump", str(folder), "--limit", "3")
    assert [line.split()[5:7] for line in dump.stdout.splitlines()][:1] == [
        ["__main__.<module>", str(PROGRAMS / "endings.py") + ":1"]
    ] or dump.stdout
    events = json.loads(planproof(tmp_path, "trace", "dump", str(folder), "--json").stdout)["events"]
    assert sum(event["kind"] == "call" and event["name"] == "__main__.work" for event in events) == 10
    packed = planproof(tmp_path, "trace", "pack", str(folder))
    assert packed.returncode == 0, packed.stderr
    unpacked = planproof(tmp_path, "trace", "unpack", "t.atf.tar", "again.atf")
    assert unpacked.returncode == 0, unpacked.stderr
    assert contents(tmp_path / "again.atf") == contents(folder)
    refused = planproof(tmp_path, "trace", "pack", str(folder))
    assert (refused.returncode, "there already" in refused.stderr) == (2, True)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_trace__nothing_recorded__then_clear_line(tmp_path: Path) -> None:
    (tmp_path / "planproof.toml").touch()
    for arguments in (["info"], ["info", "nowhere.atf"], ["repair", "@last"], ["pack"]):
        ran = planproof(tmp_path, "trace", *arguments)
        assert ran.returncode == 2, arguments
        assert ran.stderr.startswith("planproof: ")
