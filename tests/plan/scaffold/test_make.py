"""What a scaffold holds, without running it: names, paths, joined blocks, bad input. `tests/proof/test_scaffold_*` run it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from planproof.config import Config, Plans
from planproof.plan.facts import Facts
from planproof.plan.scaffold import Scaffold, deliver, make_scaffold
from planproof.plan.tree import read_project

FOLDER = "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I1_C"
CONFIG = Config(plans=Plans(documents=("ITERATION",)))


def scaffold_of(root: Path, text: str) -> Scaffold:
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ITERATION.md").write_text(f"# Iteration 1: C\n\n{text}", encoding="utf-8")
    files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    return make_scaffold(root, read_project(root, CONFIG).plans[0], Facts(files, []), CONFIG)


def interface(code: str, path: str = "src/shop/stock.py", language: str = "python") -> str:
    return f"### X: `{path}`\n\n```{language}\n{code}\n```\n\n"


def cases(*rows: str) -> str:
    table = "\n".join(f"| {row} |" for row in rows)
    return f"## Unit tests\n\n| Test | Interface | File | Shows |\n|---|---|---|---|\n{table}\n\n"


def text_of(scaffold: Scaffold, path: str) -> str:
    return next(file.text for file in scaffold.files if file.path == path)


def errors(scaffold: Scaffold) -> list[str]:
    return [shortfall.message for shortfall in scaffold.shortfalls if shortfall.severity == "error"]


def test_make_scaffold__two_blocks_for_one_file__then_joined(tmp_path: Path) -> None:
    blocks = interface("import re\n\ndef take(name: str) -> int: ...") + interface(
        "from typing import Any\n\ndef put() -> Any: ..."
    )
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{blocks}")
    text = text_of(made, "src/shop/stock.py")
    assert made.complete
    assert [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)] == ["take", "put"]
    assert text.index("import re") < text.index("from typing import Any") < text.index("def take")


def test_make_scaffold__one_name_in_two_blocks__then_told_and_made_once(tmp_path: Path) -> None:
    blocks = interface("def take() -> int: ...") + interface("def take(name: str) -> int: ...")
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{blocks}")
    assert text_of(made, "src/shop/stock.py").count("def take") == 1
    assert errors(made) == ["src/shop/stock.py: take is declared in two blocks that differ; the first is made"]


def test_make_scaffold__500_tests__then_each_is_made_once(tmp_path: Path) -> None:
    rows = [f"`test_take__case_{number}__then_{number}` | `take` | | number {number}" for number in range(500)]
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{interface('def take() -> int: ...')}{cases(*rows)}")
    tree = ast.parse(text_of(made, "tests/test_stock.py"))
    assert len({node.name for node in tree.body if isinstance(node, ast.FunctionDef)}) == 500
    assert made.complete


def test_make_scaffold__two_names_of_one_function__then_told(tmp_path: Path) -> None:
    rows = ["`Stock.take__empty__then_none` | | | a", "`Shelf.take__empty__then_none` | | | b"]
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{interface('def take() -> int: ...')}{cases(*rows)}")
    assert errors(made) == [
        "two planned tests are both test_take__empty__then_none in tests/test_stock.py; one is made"
    ]


def test_make_scaffold__class_in_the_name__then_test_stands_in_it(tmp_path: Path) -> None:
    rows = [
        "`TestStock::test_take__empty__then_none` | `take` | | a",
        "`TestStock::test_take__full__then_one` | `take` | | b",
    ]
    made = scaffold_of(
        tmp_path, f"## Interface Definitions\n\n{interface('def take(size: int) -> int: ...')}{cases(*rows)}"
    )
    [suite] = [node for node in ast.parse(text_of(made, "tests/test_stock.py")).body if isinstance(node, ast.ClassDef)]
    assert [node.name for node in suite.body if isinstance(node, ast.FunctionDef)] == [
        "test_take__empty__then_none",
        "test_take__full__then_one",
    ]


@pytest.mark.parametrize(
    ("signature", "call"),
    [
        ("def take(name: str, *, size: int = 3, kind: Literal['a', 'b']) -> int: ...", "take(name, kind=kind)"),
        ("def take(paths: list[Path], where: Path | None) -> None: ...", "take(paths, where)"),
        ("async def take(size: float) -> int: ...", "asyncio.run(take(size))"),
        ("def take(take: bytes) -> int: ...", "take(take_given)"),
        ("class Box:\n    def __init__(self, size: int) -> None: ...\n    def take(self) -> int: ...", "Box(1).take()"),
        ("class BoxProtocol(Protocol):\n    def take(self, size: int) -> int: ...", "Box().take(size)"),
        ("@dataclass\nclass Item:\n    name: str\n\ndef take(item: Item) -> int: ...", 'item = Item(name="name")'),
        ("def take(engine: Engine) -> int: ...", "no call of take could be written: `engine` is of Engine"),
    ],
)
def test_make_scaffold__signature__then_called_with_values_of_its_types(
    signature: str, call: str, tmp_path: Path
) -> None:
    made = scaffold_of(
        tmp_path, f"## Interface Definitions\n\n{interface(signature)}{cases('`test_take__one__then_one` | | | so')}"
    )
    text = " ".join(text_of(made, "tests/test_stock.py").replace("    # ", " ").split())
    assert call in text


def test_make_scaffold__smoke_test_is_a_coroutine__then_run_to_its_end(tmp_path: Path) -> None:
    smoke = "```python\nasync def test_take__one__then_one():\n    assert await take() == 1\n```"
    tasks = f"## Tasks\n\n### 1. Take\n\n**One smoke test**:\n\n{smoke}\n"
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{interface('async def take() -> int: ...')}{tasks}")
    text = text_of(made, "tests/test_smoke_m1_e1_i1.py")
    assert "def test_take__one__then_one() -> None:\n    asyncio.run(_test_take__one__then_one())" in text
    assert "from shop.stock import take" in text


@pytest.mark.parametrize(
    "code", ["def test_take__one__then_one(engine):", "def test_take__one__then_one():\n    open_store()"]
)
def test_make_scaffold__smoke_test_needs_what_nobody_declares__then_planned_test_is_made_from_its_name(
    code: str, tmp_path: Path
) -> None:
    tasks = f"## Tasks\n\n### 1. Take\n\n**One smoke test**:\n\n```python\n{code}\n    assert take() == 1\n```\n"
    plan = f"## Interface Definitions\n\n{interface('def take() -> int: ...')}"
    made = scaffold_of(tmp_path, f"{plan}{cases('`test_take__one__then_one` | `take` | | one is taken')}{tasks}")
    assert "result = take()" in text_of(made, "tests/test_stock.py")
    assert "engine" not in text_of(made, "tests/test_stock.py")
    [told] = made.shortfalls
    assert "which nothing declares: no test is made of it" in told.message


def test_make_scaffold__name_that_nothing_declares__then_told(tmp_path: Path) -> None:
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{interface('class Stock(Unheard): ...')}")
    assert errors(made) == ["src/shop/stock.py: Unheard is used by the interface, and nothing declares it"]


def test_make_scaffold__test_file_there__then_kept_and_what_it_lacks_told(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    own = "def test_take__one__then_one():\n    pass\n"
    (tmp_path / "tests/test_stock.py").write_text(own)
    rows = ["`test_take__one__then_one` | `take` | | a", "`test_take__two__then_two` | `take` | | b"]
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{interface('def take() -> int: ...')}{cases(*rows)}")
    assert made.kept == ("tests/test_stock.py",)
    assert [addition.why for addition in made.additions] == [
        "the planned test test_take__two__then_two is not in this file"
    ]
    deliver(tmp_path, made)
    assert (tmp_path / "tests/test_stock.py").read_text() == own


def test_make_scaffold__words_that_end_comments_and_texts__then_still_code(tmp_path: Path) -> None:
    rows = ['`test_take__one__then_one` | `take` | | """ */ {x} \\ `${y}` "q" \'']
    blocks = interface("def take() -> int: ...") + interface("int take(int);", "include/take.h", "c")
    blocks += interface("pub fn take() -> u8;", "src/take.rs", "rust") + interface(
        "function take(): number", "src/a.ts", "ts"
    )
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{blocks}{cases(*rows)}")
    for file in made.files:
        if file.path.endswith(".py"):
            ast.parse(file.text)
    assert {file.path for file in made.files} >= {"include/take.h", "src/take.c", "src/take.rs", "src/a.ts"}


def test_deliver__file_came_in_the_meantime__then_left_alone(tmp_path: Path) -> None:
    made = scaffold_of(tmp_path, f"## Interface Definitions\n\n{interface('def take() -> int: ...')}")
    (tmp_path / "src/shop").mkdir(parents=True)
    (tmp_path / "src/shop/stock.py").write_text("mine\n")
    assert "src/shop/stock.py" in deliver(tmp_path, made)
    assert (tmp_path / "src/shop/stock.py").read_text() == "mine\n"
