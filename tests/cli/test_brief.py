"""`planproof brief` as a process on real repositories: what it says, within which budget, and what it never says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from examples.replay import EXAMPLES, replay
from planproof.tokens import count_tokens
from tests.proof.conftest import commit_all, git

FOLDER = "docs/progress_trackings/M1_SHOP/M1_E1_ORDERS/M1_E1_I1_CANCEL"
TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
PLAN = f"""# Iteration 1: Cancel an order

## Working Software Goal

Users can cancel an order that has not left yet.

## Tech Stack & Embedded Standards

### Python

- Every query has bound values

### Rust

- No `unwrap`

## Interfaces

### Orders: `src/shop/orders.py`

```python
def cancel(order_id: int) -> bool: ...
```

### Parcels: `src/shop/parcels.py`

```python
def pack(parcel_id: int) -> None: ...
```

## Test Cases

| Test | Interface | File | Shows |
|---|---|---|---|
| `test_cancel__left_already__then_refused` | cancel | tests/test_orders.py | no way back |
| `test_pack__empty__then_refused` | pack | tests/test_parcels.py | nothing to pack |

## Tasks

### 1. Cancel 📋 Planned

**Type**: Implementation Task **Depends on**: None **Estimated time**: 3 hours

**Priority**: 1

**What to build**: `cancel`, which marks a row of `orders`.

**Key files**:

```
src/shop/orders.py - what orders can do
src/shop/secrets.py - keys
src/shop/refunds.py (new) - money back
../outside.py - not ours
src - sources
```

**Integration points**:

- Receives: an id
- Database: UPDATE of `orders`

**One smoke test**:

```python
def test_cancel__fresh__then_cancelled() -> None:
    assert cancel(1)
```

**Success verification**:

```bash
# Cancelled
curl -H 'Authorization: {TOKEN}' localhost:8000/orders/1
# Expected output
cancelled
```

### 2. Tell the customer 📋 Planned

**Type**: Implementation Task **Depends on**: Task 1 **Estimated time**: 2 hours

**Priority**: 2

**What to build**: A mail when `cancel` was called.

**Key files**:

```
src/shop/mails.py (new) - mails
```
"""
FILES = {
    f"{FOLDER}/ITERATION.md": PLAN,
    "planproof.toml": '[plans]\ndocuments = ["ITERATION"]\n',
    "src/shop/orders.py": "class Orders:\n    def place(self, it: list[str]) -> int: ...\n\n\ndef find(order: int) -> str: ...\n",
    "src/shop/secrets.py": f'def sign(text: str, key: Literal["{TOKEN}"]) -> str: ...\n',
    "migrations/1.sql": "CREATE TABLE orders (id integer PRIMARY KEY, state text NOT NULL);\n",
    "migrations/2.sql": "ALTER TABLE orders ADD COLUMN cancelled_at text;\n",
}


def brief(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "planproof", "brief", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, encoding="utf-8")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (tmp_path / "outside.py").write_text("def stolen() -> None: ...\n", "utf-8")
    git(root, "init", "--quiet")
    commit_all(root, "shop")
    return root


def test_brief__a_task__then_what_is_there_today_and_only_what_touches_it(shop: Path) -> None:
    ran = brief(shop, "M1_E1_I1_T1")
    assert ran.returncode == 0, ran.stderr
    said = ran.stdout
    assert "- `src/shop/orders.py` (5 lines, 3 symbols): what orders can do\n  1: type Orders\n  2: def place(" in said
    assert "`src/shop/refunds.py` (new, made by this task)" in said
    assert "- `orders`(id integer, state text, cancelled_at text), in migrations/1.sql:1" in said
    assert "def cancel(order_id: int) -> bool" in said
    assert "test_cancel__left_already__then_refused" in said
    assert "planproof prove M1_E1_I1 --task T1" in said
    assert "Every query has bound values" in said
    assert "pack" not in said
    assert "unwrap" not in said
    assert "Left out" not in said


def test_brief__a_secret_in_plan_and_code__then_not_quoted_and_nothing_outside_is_read(shop: Path) -> None:
    said = brief(shop, "M1_E1_I1_T1").stdout + brief(shop, "M1_E1_I1_T1", "--json").stdout
    assert TOKEN not in said
    assert said.count("(GitHub token: not quoted)") == 4
    assert "`../outside.py` lies outside of the project" in said
    assert "stolen" not in said


def test_brief__key_file_is_a_link_that_leads_out__then_not_read(shop: Path) -> None:
    (shop / "src/shop/orders.py").unlink()
    (shop / "src/shop/orders.py").symlink_to(shop.parent / "outside.py")
    said = brief(shop, "M1_E1_I1_T1").stdout
    assert "`src/shop/orders.py` lies outside of the project" in said
    assert "stolen" not in said


def test_brief__the_second_task__then_says_what_the_first_gives(shop: Path) -> None:
    said = brief(shop, "M1_E1_I1_T2").stdout
    assert "- M1_E1_I1_T1 Cancel: Planned\n" in said
    assert "  src/shop/orders.py:1: type Orders" in said


def test_brief__no_id__then_the_task_that_next_names(shop: Path) -> None:
    assert brief(shop).stdout.startswith("# M1_E1_I1_T1 Cancel (Planned)\n")
    assert brief(shop, "M1_E1_I1").stdout == brief(shop, "M1_E1_I1_T1").stdout


def test_brief__twice_and_in_a_copy_elsewhere__then_the_same_bytes(shop: Path, tmp_path: Path) -> None:
    first = brief(shop, "M1_E1_I1_T1")
    assert first.returncode == 0
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "--quiet", str(shop), str(copy))
    assert brief(shop, "M1_E1_I1_T1").stdout == first.stdout == brief(copy, "M1_E1_I1_T1").stdout
    assert str(tmp_path) not in first.stdout


def test_brief__no_git__then_tables_are_found_all_the_same(shop: Path) -> None:
    with_git = brief(shop, "M1_E1_I1_T1").stdout
    (shop / ".git").rename(shop.parent / "git")
    assert "`orders`(id integer" in with_git
    assert brief(shop, "M1_E1_I1_T1").stdout == with_git


def test_brief__json__then_one_document_within_the_budget(shop: Path) -> None:
    ran = brief(shop, "M1_E1_I1_T1", "--json", "--budget", "700")
    found = json.loads(ran.stdout)
    assert (found["schemaVersion"], found["kind"], found["task"]["id"]) == (1, "brief", "M1_E1_I1_T1")
    assert [section["key"] for section in found["sections"]][:2] == ["goal", "what"]
    assert {"section", "tokens", "place"} == set(found["leftOut"][0])
    assert count_tokens(ran.stdout) <= 700
    whole = json.loads(brief(shop, "M1_E1_I1_T1", "--json", "--budget", str(found["wholeTokens"])).stdout)
    assert whole["leftOut"] == []


@pytest.mark.parametrize("name", ["shortener", "registry_c"])
def test_brief__examples_at_any_state__then_within_the_budget(name: str, tmp_path: Path) -> None:
    for state in ("1", "4"):
        replay(EXAMPLES / name / "states", tmp_path / name, state)
        ran = brief(tmp_path / name, "M1_E1_I1_T2", "--budget", "1200")
        assert ran.returncode == 0, ran.stderr
        assert 1000 < count_tokens(ran.stdout) <= 1200
        assert "Left out: " in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["M1_E1_I1_T7"], "no task M1_E1_I1_T7"),
        (["M1_E1_I9"], "the nearest: M1_E1_I1"),
        (["M1"], "no task M1"),
        (["rubbish"], "no task rubbish"),
        (["M1_E1_I1_T1", "--budget", "10"], "at least 400 tokens"),
        (["M1_E1_I1_T1", "--budget", "many"], "at least 400 tokens"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_brief__wrong_id_or_budget__then_usage_error_with_a_hint(shop: Path, arguments: list[str], said: str) -> None:
    ran = brief(shop, *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "hint: " in ran.stderr


def test_brief__nothing_planned__then_says_so(tmp_path: Path) -> None:
    ran = brief(tmp_path)
    assert (ran.returncode, ran.stdout) == (1, "no task is ready: planproof next says why\n")
