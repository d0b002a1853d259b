"""The runner against commands that misbehave in every way we know; real processes, all ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from planproof.errors import Cancelled
from planproof.proof.git import Repository
from planproof.proof.runner import CommandRun, Ended, Stopper, run_command
from tests.proof.conftest import commit_all, git, processes_with

pytestmark = pytest.mark.usefixtures("nothing_left")


def ran(
    script: str,
    folder: Path,
    environment: Mapping[str, str],
    *,
    deadline_s: float = 20.0,
    limit: int = 10_000,
    watched: Repository | None = None,
    grace_s: float = 0.3,
) -> CommandRun:
    return run_command(
        script,
        folder=folder,
        environment=environment,
        deadline_s=deadline_s,
        output_limit_bytes=limit,
        watched=watched,
        grace_s=grace_s,
    )


def cookie() -> str:
    """A number of seconds that no other process sleeps, to find the processes of one test by."""
    return f"{3000 + uuid4().int % 10**9 / 10**6:.6f}"


def test_run_command__exit_3__then_streams_code_and_reason(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("printf out; printf err >&2; exit 3", tmp_path, environment)
    assert (run.exit_code, run.ended, run.stdout, run.stderr) == (3, Ended.EXITED, b"out", b"err")
    assert run.reason == "exit 3"
    assert not run.passed


def test_run_command__exit_0__then_passed(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("pwd", tmp_path, environment)
    assert run.passed
    assert run.stdout.decode().strip() == str(tmp_path)
    assert 0 < run.duration_s < 10


def test_run_command__several_lines__then_run_as_written(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("cat <<'END' |\nb\na\nEND\nsort \\\n  -r\n", tmp_path, environment)
    assert run.stdout == b"b\na\n"


def test_run_command__hangs__then_ended_at_deadline(tmp_path: Path, environment: dict[str, str]) -> None:
    seconds = cookie()
    run = ran(f"echo begun; sleep {seconds}; echo never", tmp_path, environment, deadline_s=1.0)
    assert (run.ended, run.exit_code, run.stdout) == (Ended.DEADLINE, None, b"begun\n")
    assert run.reason.startswith("did not end within 1 s")
    assert processes_with(seconds) == []


def test_run_command__ignores_sigterm__then_killed(tmp_path: Path, environment: dict[str, str]) -> None:
    seconds = cookie()
    run = ran(f"trap '' TERM; while :; do sleep {seconds}; done", tmp_path, environment, deadline_s=1.0)
    assert (run.ended, run.signal) == (Ended.DEADLINE, signal.SIGKILL)
    assert processes_with(seconds) == []


def test_run_command__stops_itself__then_ended_at_deadline(tmp_path: Path, environment: dict[str, str]) -> None:
    assert ran("kill -STOP $$", tmp_path, environment, deadline_s=0.3).ended is Ended.DEADLINE


def test_run_command__traps_sigterm__then_may_clean_up(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("trap 'echo cleaned; exit' TERM; sleep 60 & wait", tmp_path, environment, deadline_s=1.0, grace_s=10)
    assert run.ended is Ended.DEADLINE
    assert run.stdout == b"cleaned\n"


def test_run_command__daemon_in_a_session_of_its_own__then_counted_and_killed(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    seconds = cookie()
    daemon = (
        "import os, sys\n"
        "if os.fork(): os._exit(0)\n"
        "os.setsid()\n"
        "if os.fork(): os._exit(0)\n"
        "os.closerange(0, 64)\n"
        f"os.execve('/bin/sleep', ['sleep', '{seconds}'], {{}})\n"
    )
    (tmp_path / "daemon.py").write_text(daemon)
    run = ran(f"{sys.executable} daemon.py", tmp_path, environment)
    assert (run.exit_code, run.leftover_processes) == (0, 1)
    assert run.reason == "exit 0; left 1 process behind: sleep"
    assert not run.passed
    assert processes_with(seconds) == []


def test_run_command__children_hold_the_pipe__then_does_not_wait_for_them(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    seconds = cookie()
    begun = time.monotonic()
    run = ran(f"sleep {seconds} & sleep {seconds} & echo done", tmp_path, environment)
    assert (run.stdout, run.leftover_processes) == (b"done\n", 2)
    assert time.monotonic() - begun < 15
    assert processes_with(seconds) == []


def test_run_command__child_ends_soon_after_the_shell__then_not_left_over(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    run = ran("echo kept > >(sleep 0.05; cat)", tmp_path, environment)
    assert (run.stdout, run.leftover_processes) == (b"kept\n", 0)


def test_run_command__forks_without_end__then_all_ended(tmp_path: Path, environment: dict[str, str]) -> None:
    seconds = cookie()
    # Bounded at 200 processes, each in a session of its own.
    run = ran(
        f"for n in $(seq 200); do (trap '' TERM; setsid sleep {seconds} &) ; done; sleep {seconds}",
        tmp_path,
        environment,
        deadline_s=1.5,
    )
    assert run.ended is Ended.DEADLINE
    assert processes_with(seconds) == []


def test_run_command__prints_200_megabytes__then_capped_and_counted(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    run = ran("echo first; head -c 200000000 /dev/zero; echo; echo last", tmp_path, environment, limit=1000)
    assert run.exit_code == 0
    assert run.overflow_bytes == 200_000_000 + len("first\n\nlast\n") - 1000
    assert run.stdout.startswith(b"first\n")
    assert run.stdout.endswith(b"last\n")
    assert len(run.stdout) < 1100
    assert not run.passed
    assert "printed 200.0 MB beyond the limit" in run.reason


def test_run_command__prints_without_end__then_ended_at_deadline(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("yes", tmp_path, environment, deadline_s=1.0)
    assert run.ended is Ended.DEADLINE
    assert run.overflow_bytes > 0


def test_run_command__closes_stdout_and_runs_on__then_waited_for(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("exec >&- 2>&-; sleep 0.3; touch done", tmp_path, environment)
    assert run.exit_code == 0
    assert (tmp_path / "done").exists()


def test_run_command__reads_stdin__then_finds_it_empty(tmp_path: Path, environment: dict[str, str]) -> None:
    assert ran("cat; read line || echo nothing", tmp_path, environment).stdout == b"nothing\n"


def test_run_command__looks_for_a_terminal__then_none(tmp_path: Path, environment: dict[str, str]) -> None:
    assert ran("test -t 0 || test -t 1 || (: < /dev/tty)", tmp_path, environment).exit_code != 0


def test_run_command__program_not_installed__then_named(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("no-such-program --flag", tmp_path, environment)
    assert run.reason == "exit 127: no-such-program is not installed"


def test_run_command__killed_by_a_signal__then_signal_named(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("kill -SEGV $$", tmp_path, environment)
    assert (run.ended, run.signal, run.exit_code) == (Ended.SIGNALLED, signal.SIGSEGV, None)
    assert run.reason == "was ended by SIGSEGV"


def test_run_command__child_crashes__then_said(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("bash -c 'kill -ABRT $$'; exit $?", tmp_path, environment)
    assert run.reason == "exit 134 (a process in it was ended by SIGABRT)"


def test_run_command__kills_its_keeper__then_lost_and_nothing_left(tmp_path: Path, environment: dict[str, str]) -> None:
    seconds = cookie()
    run = ran(f"kill -KILL $PPID; setsid sleep {seconds} & sleep {seconds}", tmp_path, environment)
    assert run.ended is Ended.LOST
    assert not run.passed
    until = time.monotonic() + 10
    while processes_with(seconds) and time.monotonic() < until:
        threading.Event().wait(0.02)
    assert processes_with(seconds) == []


def test_run_command__invalid_utf8_and_nul__then_bytes_kept(tmp_path: Path, environment: dict[str, str]) -> None:
    assert ran(r"printf '\xff\x00\xfe'", tmp_path, environment).stdout == b"\xff\x00\xfe"


@pytest.mark.parametrize("script", ["echo \0", "x" * 200_000])
def test_run_command__script_that_cannot_be_passed__then_not_started(
    script: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    run = ran(script, tmp_path, environment)
    assert run.ended is Ended.NOT_STARTED
    assert run.cause
    assert not run.passed


def test_run_command__folder_missing__then_not_started(tmp_path: Path, environment: dict[str, str]) -> None:
    run = ran("true", tmp_path / "nowhere", environment)
    assert run.ended is Ended.NOT_STARTED
    assert "nowhere" in run.reason


def test_run_command__large_environment__then_passed_on(tmp_path: Path, environment: dict[str, str]) -> None:
    many = {f"VARIABLE_{number}": "x" * 10_000 for number in range(50)}
    assert ran("echo ${#VARIABLE_49}", tmp_path, {**environment, **many}).stdout == b"10000\n"


def test_run_command__signals__then_default_in_the_command(tmp_path: Path, environment: dict[str, str]) -> None:
    ignored = ran("grep SigIgn /proc/self/status", tmp_path, environment).stdout.split()[1]
    assert int(ignored, 16) & (1 << signal.SIGINT - 1 | 1 << signal.SIGPIPE - 1 | 1 << signal.SIGCHLD - 1) == 0


def test_run_command__descriptors__then_only_the_three(tmp_path: Path, environment: dict[str, str]) -> None:
    assert ran("ls /proc/$$/fd", tmp_path, environment).stdout.split()[:3] == [b"0", b"1", b"2"]
    assert ran("echo /proc/$$/fd/*", tmp_path, environment).stdout.count(b"/fd/") <= 4  # bash may hold one of its own


def test_run_command__on_output__then_called_as_it_comes(tmp_path: Path, environment: dict[str, str]) -> None:
    chunks: list[bytes] = []
    run_command(
        "echo a; sleep 0.1; echo b",
        folder=tmp_path,
        environment=environment,
        deadline_s=10,
        output_limit_bytes=1,
        on_output=chunks.append,
    )
    assert b"".join(chunks) == b"a\nb\n"


def test_run_command__threads__then_each_gets_its_own(tmp_path: Path, environment: dict[str, str]) -> None:
    runs: dict[int, CommandRun] = {}

    def one(number: int) -> None:
        runs[number] = ran(f"echo {number}; exit {number}", tmp_path, environment)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: (run.exit_code, run.stdout) for number, run in runs.items()} == {
        number: (number, f"{number}\n".encode()) for number in range(8)
    }


@pytest.mark.parametrize(
    ("script", "changed"),
    [
        ("echo two > a.txt", ("a.txt",)),
        ("rm a.txt", ("a.txt",)),
        ("chmod +x a.txt", ("a.txt",)),
        ("echo new > 'odd \"näme'", ('odd "näme',)),
        ("echo new > 'two\nlines'", ("two\nlines",)),
        ("echo again >> dirty.txt", ("dirty.txt",)),
        ("rm dirty.txt", ("dirty.txt",)),
        ("touch dirty.txt; cp dirty.txt x; mv x dirty.txt", ()),
        ("echo x > build.log", ()),
        ("mkdir -p .planproof sub; echo x > .planproof/x; echo {} > sub/EVIDENCE.jsonl", ()),
        ("git add dirty.txt", ()),
    ],
)
def test_run_command__watched_tree__then_changes_named(
    script: str, changed: tuple[str, ...], repository_folder: Path, environment: dict[str, str]
) -> None:
    (repository_folder / "dirty.txt").write_text("dirty\n")
    run = ran(script, repository_folder, environment, watched=Repository(repository_folder))
    assert run.exit_code == 0
    assert run.changed_files == changed
    assert run.passed is (not changed)


def test_run_command__commits_what_it_changed__then_still_named(
    repository_folder: Path, environment: dict[str, str]
) -> None:
    script = "echo two > a.txt; git -c user.name=x -c user.email=x@y.z commit -qam two"
    run = ran(script, repository_folder, environment, watched=Repository(repository_folder))
    assert run.changed_files == (".git/HEAD", "a.txt")


def test_run_command__same_size_and_time__then_change_still_seen(
    repository_folder: Path, environment: dict[str, str]
) -> None:
    os.utime(repository_folder / "a.txt", (1_000_000_000, 1_000_000_000))
    commit_all(repository_folder)
    # Git keeps the inode's change time in whole seconds, so within one second a forged time stamp would pass.
    script = "sleep 1.1; echo two > a.txt; touch -d @1000000000 a.txt"
    run = ran(script, repository_folder, environment, watched=Repository(repository_folder))
    assert run.changed_files == ("a.txt",)


def test_run_command__project_below_the_top__then_paths_relative_to_it(
    repository_folder: Path, environment: dict[str, str]
) -> None:
    (repository_folder / "app").mkdir()
    (repository_folder / "app" / "b.txt").write_text("b")
    commit_all(repository_folder)
    root = repository_folder / "app"
    run = ran("echo c > b.txt; echo c > ../a.txt", root, environment, watched=Repository(root))
    assert run.changed_files == ("../a.txt", "b.txt")


CANCELLED = """
import sys
from pathlib import Path
from planproof.errors import Cancelled
from planproof.proof.runner import run_command
try:
    run_command(sys.argv[1], folder=Path("/"), environment={"PATH": "/usr/bin:/bin"}, deadline_s=60, output_limit_bytes=100,
                on_output=lambda chunk: print("ready", flush=True), grace_s=0.3)
except Cancelled as error:
    print(error.exit_code, flush=True)
"""


def test_problems__only_a_cache_of_python_is_new__then_the_line_that_git_lacks(
    repository_folder: Path, environment: dict[str, str]
) -> None:
    script = "mkdir __pycache__; echo x > __pycache__/a.pyc"
    run = ran(script, repository_folder, environment, watched=Repository(repository_folder))
    assert run.problems == ("changed the working tree: __pycache__/a.pyc (add __pycache__/ to .gitignore)",)


def test_run_command__ctrl_c__then_command_ended_and_cancelled() -> None:
    seconds = cookie()
    script = f"trap '' INT TERM; echo up; setsid sleep {seconds} & sleep {seconds}"
    process = subprocess.Popen(
        [sys.executable, "-c", CANCELLED, script], stdout=subprocess.PIPE, env={**os.environ}, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == f"{Cancelled.exit_code}\n"
    assert process.wait(20) == 0
    process.stdout.close()
    assert processes_with(seconds) == []


def test_run_command__stopped_from_another_thread__then_ended_and_none_begins_after(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    seconds, stopper = cookie(), Stopper()

    def stop(_: bytes) -> None:
        threading.Thread(target=stopper.stop).start()

    for script in (f"trap '' TERM; echo up; setsid sleep {seconds} & sleep {seconds}", f"sleep {seconds}"):
        with pytest.raises(Cancelled):
            run_command(
                script,
                folder=tmp_path,
                environment=environment,
                deadline_s=60,
                output_limit_bytes=100,
                on_output=stop,
                grace_s=0.3,
                stopper=stopper,
            )
        assert stopper.used
        assert processes_with(seconds) == []


def test_run_command__planproof_killed__then_the_command_does_not_outlive_it() -> None:
    seconds = cookie()
    process = subprocess.Popen(
        [sys.executable, "-c", CANCELLED, f"echo up; setsid sleep {seconds} & sleep {seconds}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    process.kill()
    process.wait(20)
    process.stdout.close()
    until = time.monotonic() + 10
    while processes_with(seconds) and time.monotonic() < until:
        threading.Event().wait(0.02)
    assert processes_with(seconds) == []


def test_run_command__no_commit_yet__then_changes_still_seen(tmp_path: Path, environment: dict[str, str]) -> None:
    git(tmp_path, "init", "--quiet")
    assert ran("echo x > new", tmp_path, environment, watched=Repository(tmp_path)).changed_files == ("new",)


KILLED_AT_ONCE = """
import os, signal, sys
from pathlib import Path
from planproof.proof.runner import RunningCommand
RunningCommand(sys.argv[1], folder=Path("/"), environment={"PATH": "/usr/bin:/bin"}, output_limit_bytes=100)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_run_command__planproof_killed_before_it_heard_of_the_start__then_nothing_is_left() -> None:
    seconds = cookie()
    # The supervisor holds standard error until its last keeper is done, so reading to the end waits for both.
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_ONCE, f"setsid sleep {seconds} & sleep {seconds}"],
        stderr=subprocess.PIPE,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")
    assert processes_with(seconds) == []


FORGOTTEN = """
import sys
from pathlib import Path
from planproof.proof.runner import RunningCommand
kept = RunningCommand(sys.argv[1], folder=Path("/"), environment={"PATH": "/usr/bin:/bin"}, output_limit_bytes=100)
kept.pump(0.3)
"""


def test_running_command__never_closed__then_planproof_ends_and_so_does_it() -> None:
    seconds = cookie()
    done = subprocess.run([sys.executable, "-c", FORGOTTEN, f"sleep {seconds}"], timeout=20, check=False)
    assert done.returncode == 0
    until = time.monotonic() + 10
    while processes_with(seconds) and time.monotonic() < until:
        threading.Event().wait(0.02)
    assert processes_with(seconds) == []


def test_run_command__not_on_linux__then_not_started(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    run = ran("touch started", tmp_path, environment)
    assert run.ended is Ended.NOT_STARTED
    assert "Linux only" in run.reason
    assert not (tmp_path / "started").exists()
