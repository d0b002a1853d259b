"""Scaffolds in TypeScript run under a real vitest and a real node:test (by tsx), which npm brings; without them skipped by name."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.proof.scaffolding import ALL_PROVED, kinds, planned_project, proved_as, scaffolded
from tests.proof.small_project import SmallProject

pytestmark = [
    pytest.mark.skipif(shutil.which("npm") is None, reason="node and npm aren't installed"),
    pytest.mark.xdist_group("scaffold_typescript"),
]

PLAN = """## Interface Definitions

### Links: `src/links.ts`

```typescript
export interface Link {
  url: string;
  hits: number;
  note?: string;
}

interface Clock {
  now(): number;
}

export declare function shortCode(link: Link, attempt: number, size?: number): string;
function parse(text: string): Link | undefined

export class Links {
  private kept = new Map<string, Link>();
  constructor(folder: string);
  add(url: string): Promise<string>;
  remove(code: string): void {}
  told(clock: Clock): boolean;
  static open(): Links;
}
```

### Pages: `src/pages/page.ts`

```typescript
export function page(link: Link, kind: "short" | "long"): string;
```

## Test Cases

### Unit tests

| Test | Interface | File | Shows |
|---|---|---|---|
| `links_add__new__then_code` | `Links.add` | | a new `${url}` gets a "code" |
| `links_told__clock__then_true` | `Links.told` | | the clock is asked |
| `short_code__one_link__then_stable` | `shortCode` | | one link keeps its code |
| `page__short__then_one_line` | `page` | | one line |

### Benchmarks

| Test | Interface | Shows |
|---|---|---|
| `short_code__one_link__then_under_1_us` | `shortCode` | mean of one code |

## Tasks

### 1. Links

**Key files**:

```
src/links.ts (new) - links in memory
src/pages/page.ts (new) - a page of a link
src/main.ts (new) - the command line
```

**One smoke test**:

```typescript
import { links } from "./links";
test("links_told__clock__then_true", () => {
  const links = new Links("here");
  CHECK
});
```
"""
SETTINGS = """[commands]
test = "{command}"
[tests]
framework = "other"
results = "junit"
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `node_modules` with vitest, tsx and TypeScript."""
    folder = tmp_path_factory.mktemp("packages")
    command = [
        "npm",
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        "vitest",
        "tsx",
        "typescript",
    ]
    try:
        done = subprocess.run(
            [*command, "@types/node"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm could not bring vitest and tsx within two minutes")
    if done.returncode:
        pytest.skip("npm could not bring vitest and tsx")
    return folder / "node_modules"


def project_with(packages: Path, folder: Path, settings: str, plan: str, files: dict[str, str]) -> SmallProject:
    project = planned_project(folder, files, settings, plan)
    (project.root / "node_modules").symlink_to(packages)
    return project


def without_build(verdicts: dict[str, str]) -> dict[str, str]:
    return {name: verdict for name, verdict in verdicts.items() if name != "prepare.build"}


def test_scaffold__typescript_with_vitest__then_prepare_and_specify_are_proved(packages: Path, tmp_path: Path) -> None:
    settings = SETTINGS.format(command="npx vitest run --reporter=junit --outputFile={results}")
    plan = PLAN.replace("CHECK", "expect(links.told({ now: () => 1 })).toBe(true);")
    project = project_with(packages, tmp_path / "p", settings, plan, {})
    told = scaffolded(project)
    assert told["diagnostics"] == told["additions"] == []
    assert proved_as(project) == without_build(ALL_PROVED)
    assert set(kinds(project).values()) == {"not_implemented"}
    assert len(kinds(project)) == 4
    bench = (project.root / "tests/links.bench.ts").read_text()
    assert "  shortCode(link, attempt);" in bench
    compiler = ["npx", "tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--target", "es2022"]
    compiler += ["--moduleResolution", "bundler", "--types", "node"]
    files = [str(path) for name in ("src", "tests") for path in (project.root / name).rglob("*.ts")]
    checked = subprocess.run([*compiler, *files], cwd=project.root, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_scaffold__typescript_with_node_test__then_prepare_and_specify_are_proved(
    packages: Path, tmp_path: Path
) -> None:
    command = "node --import tsx --test --test-reporter=junit --test-reporter-destination={results} tests/*.test.ts"
    plan = PLAN.replace("CHECK", "assert.ok(links.told({ now: () => 1 }));")
    files = {"package.json": '{"name": "links", "type": "module", "devDependencies": {"tsx": "*"}}\n'}
    project = project_with(packages, tmp_path / "p", SETTINGS.format(command=command), plan, files)
    told = scaffolded(project)
    assert told["additions"] == []
    assert told["kept"] == ["package.json"]
    assert proved_as(project) == without_build(ALL_PROVED)
    assert len(kinds(project)) == 4


def test_scaffold__typescript_that_does_not_parse__then_told_and_rest_made(tmp_path: Path) -> None:
    plan = PLAN.replace("export function page(link: Link,", "export function page(link Link,,")
    project = planned_project(tmp_path / "p", {}, "", plan)
    told = scaffolded(project, code=1)
    assert any("src/pages/page.ts doesn't parse" in each["message"] for each in told["diagnostics"])
    assert (project.root / "src/links.ts").exists()
    assert [each["path"] for each in told["additions"]] == ["planproof.toml"]
