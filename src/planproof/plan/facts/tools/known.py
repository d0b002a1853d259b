"""The tools that are known: what each is for and the command that runs it, and how their settings become facts."""

from __future__ import annotations

from planproof.plan.facts.formats.node import Node
from planproof.plan.facts.model import FactKind
from planproof.plan.facts.sheet import Sheet, is_secret_name

__all__ = ["TOOLS", "add_settings", "add_tool"]

_SETTINGS_MAX = 200  # of one tool in one file

# Tool -> what it is for and its command, in checking mode where it would change files otherwise.
TOOLS: dict[str, tuple[tuple[str, str], ...]] = {
    "ava": (("test", "npx ava"),),
    "bandit": (("lint", "bandit -r ."),),
    "biome": (("lint", "npx biome lint"), ("format", "npx biome format")),
    "black": (("format", "black --check ."),),
    "cargo": (("build", "cargo build"), ("test", "cargo test")),
    "checkstyle": (("lint", "checkstyle"),),
    "clang-format": (("format", "clang-format --dry-run --Werror"),),
    "clang-tidy": (("lint", "clang-tidy"),),
    "clippy": (("lint", "cargo clippy --all-targets -- -D warnings"),),
    "cmake": (("build", "cmake --build build"),),
    "coverage": (("coverage", "coverage run"),),
    "criterion": (("benchmark", "cargo bench"),),
    "ctest": (("test", "ctest --test-dir build"),),
    "cypress": (("test", "npx cypress run"),),
    "eslint": (("lint", "npx eslint ."),),
    "flake8": (("lint", "flake8"),),
    "go": (("build", "go build ./..."), ("test", "go test ./..."), ("lint", "go vet ./..."), ("format", "gofmt -l .")),
    "golangci-lint": (("lint", "golangci-lint run"),),
    "gradle": (("build", "gradle build"), ("test", "gradle test")),
    "hypothesis": (("test", "pytest"),),
    "isort": (("format", "isort --check-only ."),),
    "jest": (("test", "npx jest"),),
    "maven": (("build", "mvn package"), ("test", "mvn test")),
    "meson": (("build", "meson compile -C build"), ("test", "meson test -C build")),
    "mocha": (("test", "npx mocha"),),
    "mypy": (("types", "mypy"),),
    "nox": (("test", "nox"),),
    "playwright": (("test", "npx playwright test"),),
    "pre-commit": (("lint", "pre-commit run --all-files"),),
    "prettier": (("format", "npx prettier --check ."),),
    "pylint": (("lint", "pylint"),),
    "pyright": (("types", "pyright"),),
    "pytest": (("test", "pytest"),),
    "pytest-benchmark": (("benchmark", "pytest --benchmark-only"),),
    "pytest-cov": (("coverage", "pytest --cov"),),
    "ruff": (("lint", "ruff check ."), ("format", "ruff format --check .")),
    "rustfmt": (("format", "cargo fmt --check"),),
    "stylelint": (("lint", "npx stylelint"),),
    "tox": (("test", "tox"),),
    "typescript": (("types", "npx tsc --noEmit"),),
    "unittest": (("test", "python -m unittest"),),
    "vitest": (("test", "npx vitest run"),),
    "yapf": (("format", "yapf --diff --recursive ."),),
}


def add_tool(sheet: Sheet, name: str, line: int) -> None:
    """One TOOL fact for each role of a known tool; none for another name."""
    for role, command in TOOLS.get(name, ()):
        sheet.add(FactKind.TOOL, name, command, line, role=role)


def add_settings(sheet: Sheet, tool: str, table: Node) -> None:
    """A SETTING fact `tool.key` for each value below a table, nested tables three deep; a list is joined by `, `."""
    _add(sheet, tool, table, 3, [0])


def _add(sheet: Sheet, name: str, node: Node, depth: int, count: list[int]) -> None:
    for key, value in node.items.items():
        if value.items and depth > 1:
            _add(sheet, f"{name}.{key}", value, depth - 1, count)
        elif count[0] < _SETTINGS_MAX and not is_secret_name(key):
            count[0] += 1
            sheet.add(FactKind.SETTING, f"{name}.{key}", value.flat(), value.line)
