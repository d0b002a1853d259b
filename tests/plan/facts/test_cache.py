"""The cache answers as a cold read does, whatever happened to the files and to the cache itself in between."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.facts import FactKind, Facts, read_facts
from planproof.plan.facts.cache import CLOCK_GRAIN_NS
from planproof.plan.sharing import shared_out

CACHE = ".planproof/facts.sqlite"
LONG_AGO_NS = time.time_ns() - 10 * CLOCK_GRAIN_NS


def write(root: Path, path: str, text: str, *, at_ns: int = LONG_AGO_NS) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    os.utime(root / path, ns=(at_ns, at_ns))


def names(facts: Facts) -> set[str]:
    return {fact.name for fact in facts.all(FactKind.SYMBOL)}


def everything(facts: Facts) -> list[object]:
    return [facts.files, facts.problems, *(facts.all(kind) for kind in FactKind)]


def cold(root: Path, processes: int = 1) -> Facts:
    for ending in ("", "-wal", "-shm"):
        (root / (CACHE + ending)).unlink(missing_ok=True)
    return read_facts(root, Config(), processes=processes)


def trust_all(root: Path) -> None:
    """As if every file had been read long after it was written."""
    with sqlite3.connect(root / CACHE) as connection:
        connection.execute("update file set trusted = 1")
    connection.close()


def test_cache__files_changed_deleted_renamed_and_added__then_as_a_cold_read(tmp_path: Path) -> None:
    for number in range(12):
        write(tmp_path, f"src/part_{number}.py", f"class Part{number}:\n    def run(self) -> int: ...\n")
    read_facts(tmp_path, Config())
    write(tmp_path, "src/part_0.py", "def changed() -> None: ...\n")
    (tmp_path / "src/part_1.py").unlink()
    (tmp_path / "src/part_2.py").rename(tmp_path / "src/moved.py")
    write(tmp_path, "lib/new.go", "package lib\nfunc New() {}\n")
    (tmp_path / "src/part_3.py").touch()
    kept = read_facts(tmp_path, Config())
    found = everything(kept)
    assert found == everything(cold(tmp_path))
    assert {"changed", "New", "Part2", "Part3"} <= names(kept)
    assert not {"Part0", "Part1"} & names(kept)
    assert [fact.place.path for fact in kept.symbols("Part2")] == ["src/moved.py"]
    assert kept.symbols("Part2.run") == kept.symbols_of("src/moved.py")[1:]


def test_cache__two_processes__then_the_same_facts_as_one(tmp_path: Path) -> None:
    for number in range(150):
        suffix, text = random.Random(number).choice(
            [
                ("py", "def f{0}() -> None: ...\n"),
                ("rs", "fn f{0}() {{}}\n"),
                ("java", "class F{0} {{ void f() {{}} }}\n"),
            ]
        )
        write(tmp_path, f"src/f{number}.{suffix}", text.format(number))
    one = everything(cold(tmp_path))
    assert everything(cold(tmp_path, processes=2)) == one
    assert everything(read_facts(tmp_path, Config(), processes=2)) == one


def test_cache__nothing_changed__then_no_file_is_opened(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "def kept() -> None: ...\n")
    read_facts(tmp_path, Config())
    trust_all(tmp_path)
    told: list[tuple[int, int]] = []
    facts = read_facts(tmp_path, Config(), progress=lambda done, of: told.append((done, of)))
    assert names(facts) == {"kept"}
    assert told == []


def test_cache__same_size_and_time_within_the_clocks_grain__then_read_again(tmp_path: Path) -> None:
    now = time.time_ns()
    write(tmp_path, "a.py", "def first() -> None: ...\n", at_ns=now)
    assert names(read_facts(tmp_path, Config())) == {"first"}
    before = (tmp_path / "a.py").stat()
    write(tmp_path, "a.py", "def other() -> None: ...\n", at_ns=now)
    # Whatever the clock's grain, the cache is made to believe that the file looks as it did when it was read.
    after = (tmp_path / "a.py").stat()
    with sqlite3.connect(tmp_path / CACHE) as connection:
        connection.execute("update file set ctime = ?", (after.st_ctime_ns,))
    connection.close()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)
    assert names(read_facts(tmp_path, Config())) == {"other"}


def test_cache__content_changed_with_time_set_back__then_read_again(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "def first() -> None: ...\n")
    read_facts(tmp_path, Config())
    trust_all(tmp_path)
    write(tmp_path, "a.py", "def other() -> None: ...\n")
    assert names(read_facts(tmp_path, Config())) == {"other"}


@pytest.mark.parametrize("broken", [b"", b"no database at all" * 1000, None], ids=["empty", "text", "halved"])
def test_cache__broken_file__then_read_anew(tmp_path: Path, broken: bytes | None) -> None:
    for number in range(40):
        write(tmp_path, f"a{number}.py", f"def kept{number}() -> None: ...\n")
    found = everything(read_facts(tmp_path, Config()))
    whole = (tmp_path / CACHE).read_bytes()
    (tmp_path / CACHE).write_bytes(whole[: len(whole) // 2] if broken is None else broken)
    assert everything(read_facts(tmp_path, Config())) == found
    assert everything(read_facts(tmp_path, Config())) == found


def test_cache__folder_that_cannot_be_made__then_held_in_memory(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "def kept() -> None: ...\n")
    (tmp_path / ".planproof").write_text("a file stands where the folder would be")
    assert names(read_facts(tmp_path, Config())) == {"kept"}


def test_cache__of_another_version__then_emptied(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "def kept() -> None: ...\n")
    read_facts(tmp_path, Config())
    with sqlite3.connect(tmp_path / CACHE) as connection:
        connection.execute("update version set version = 'older'")
        connection.execute("update file set digest = 'of nothing', trusted = 1")
    connection.close()
    (found,) = read_facts(tmp_path, Config()).symbols("kept")
    assert len(found.digest) == 64


def test_cache__another_process_writes_meanwhile__then_answers_stay(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "def first() -> None: ...\n")
    held = read_facts(tmp_path, Config())
    write(tmp_path, "a.py", "def second() -> None: ...\n", at_ns=LONG_AGO_NS + 5)
    assert names(read_facts(tmp_path, Config())) == {"second"}
    assert held.symbols("first")
    assert not held.symbols("second")


def test_cache__asked_in_forked_processes__then_the_same_answers(tmp_path: Path) -> None:
    for number in range(80):
        write(tmp_path, f"a{number}.py", f"def kept{number}() -> None: ...\n")
    facts = read_facts(tmp_path, Config())
    asked = [f"kept{number}" for number in range(80)]
    assert shared_out(facts.symbols, asked, 2) == [facts.symbols(name) for name in asked]


def test_list_files__submodule__then_listed_and_not_read(tmp_path: Path) -> None:
    git = ["git", "-c", "protocol.file.allow=always", "-c", "user.name=a", "-c", "user.email=a@example.invalid"]
    other, root = tmp_path / "other", tmp_path / "root"
    for repository in (other, root):
        subprocess.run([*git, "init", "--quiet", str(repository)], check=True)
    write(other, "deep/theirs.py", "def theirs() -> None: ...\n")
    subprocess.run([*git, "-C", str(other), "add", "."], check=True)
    subprocess.run([*git, "-C", str(other), "commit", "--quiet", "-m", "one"], check=True)
    subprocess.run([*git, "-C", str(root), "submodule", "--quiet", "add", str(other), "lib/other"], check=True)
    write(root, "ours.py", "def ours() -> None: ...\n")
    facts = read_facts(root, Config())
    assert {"ours.py", "lib/other/deep/theirs.py"} <= facts.files
    assert names(facts) == {"ours"}


def test_read_facts__vendored_and_generated_files__then_listed_and_not_read(tmp_path: Path) -> None:
    for path in ("a.py", "node_modules/x/b.js", "gen/deep/c.py", "lib/d_pb.py", "lib/kept_pb.py"):
        write(tmp_path, path, f"def f_{path[-4]}() -> None: ...\n")
    write(
        tmp_path,
        ".gitattributes",
        "gen/** linguist-generated\n*_pb.py linguist-generated=true\nlib/kept_pb.py -linguist-generated\n",
    )
    facts = read_facts(tmp_path, Config())
    assert {fact.place.path for fact in facts.all(FactKind.SYMBOL)} == {"a.py", "lib/kept_pb.py"}
    assert "gen/deep/c.py" in facts.files


def test_list_files__links__then_files_are_listed_and_folders_not_entered(tmp_path: Path) -> None:
    write(tmp_path, "src/a.py", "def a() -> None: ...\n")
    (tmp_path / "src" / "again").symlink_to(tmp_path)
    (tmp_path / "b.py").symlink_to("src/a.py")
    facts = read_facts(tmp_path, Config())
    assert facts.files == {"src/a.py", "b.py"}
    assert len(facts.symbols("a")) == 1


def test_read_facts__thousands_of_files__then_all_are_listed(tmp_path: Path) -> None:
    for folder in range(20):
        (tmp_path / f"data_{folder}").mkdir()
        for number in range(250):
            (tmp_path / f"data_{folder}" / f"{number}.txt").touch()
    facts = read_facts(tmp_path, Config())
    assert len(facts.files) == 5_000
    assert facts.nearest_files("data_3/25l.txt")[0].startswith("data_3/25")


def test_nearest__thousands_of_names__then_the_one_with_a_slip(tmp_path: Path) -> None:
    lines = "".join(f"def read_{number}_row() -> None: ...\n" for number in range(10_000))
    write(tmp_path, "many.py", lines + "class LinkStore:\n    def resolve_code(self) -> None: ...\n")
    facts = read_facts(tmp_path, Config())
    assert facts.nearest(FactKind.SYMBOL, "LinkStore.reslove_code")[0] == "LinkStore.resolve_code"
    assert facts.nearest(FactKind.SYMBOL, "resolve_cod")[0] == "LinkStore.resolve_code"
    assert facts.nearest(FactKind.SYMBOL, "qqqqqqqqqqqqq") == ()
