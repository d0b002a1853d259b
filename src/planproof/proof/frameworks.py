"""The commands by which each test framework is asked: what exists, run these, and where coverage goes.

pytest and cargo need nothing in planproof.toml; nor do meson and ctest when the project is built in `build/`. The others say how in
`[commands] test` and, where listing is possible without running, `[commands] collect`. Placeholders are filled in, quoted:

    {tests}     the selected tests, as the framework wants them named (all of them when none are selected)
    {results}   the file that the results are read from
    {coverage}  the file or folder that coverage is written to
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import coverage

from planproof.config import Config
from planproof.errors import ConfigurationError
from planproof.proof.process_coverage import process_settings_path, write_process_settings
from planproof.proof.reconcile import CollectedTest

__all__ = [
    "SETTINGS_FILES",
    "collect_command",
    "fill",
    "parse_collected",
    "selection",
    "test_command",
    "write_coverage_settings",
]

SETTINGS_FILES = (".coveragerc", "setup.cfg", "tox.ini", "pyproject.toml")

_PYTEST = "python -m pytest"
# Bodies of Protocols and imports for the type checker: what coverage.py leaves out by itself since 7.10, but its pragma.
_NOTHING_TO_RUN = (
    r"^\s*(((async )?def .*?)?[\])]+(\s*->.*?)?:\s*)?\.\.\.\s*(#|$)",
    r"^\s*if (typing\.)?TYPE_CHECKING:",
)
_TEST = {
    "pytest": f"{_PYTEST} -q -p no:cacheprovider --junitxml={{results}} {{tests}}",
    # meson has no option for the place of its results; its own exit code is kept.
    "meson": "meson test -C build --no-rebuild {tests}; code=$?; cp build/meson-logs/testlog.junit.xml {results}; exit $code",
    "ctest": "ctest --test-dir build -R {tests} --output-junit {results}",
    "cargo": "cargo test --no-fail-fast -- --exact {tests}",
}
_COLLECT = {
    "meson": "meson test -C build --no-rebuild --list",
    "ctest": "ctest --test-dir build -N",
    "cargo": "cargo test --quiet -- --list",
}
_PLUGIN = "planproof_contexts"
_PLUGIN_SOURCE = '''"""Tells coverage.py which test is running, in all its threads and processes."""

import os
from pathlib import Path

import coverage
import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    os.environ["PLANPROOF_TEST"] = item.nodeid
    os.environ["COVERAGE_PROCESS_START"] = str(Path(__file__).with_name("{settings}"))
    yield
    os.environ.pop("COVERAGE_PROCESS_START", None)
    os.environ.pop("PLANPROOF_TEST", None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    measuring = coverage.Coverage.current()
    measuring.switch_context(item.nodeid)
    yield
    measuring.switch_context("")
'''
_NODE = re.compile(r"^(?P<file>[^\s:]+\.py)::(?P<name>\S.*)$")


def fill(template: str, **values: str) -> str:
    """The template with `{name}` replaced for each of the values; other braces stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match.group(1), match.group()), template)


def collect_command(config: Config) -> str:
    """The command that lists the tests without running them; empty when the framework has none."""
    if config.commands.collect:
        return config.commands.collect
    if config.tests.framework == "pytest":
        folders = " ".join(shlex.quote(folder) for folder in config.tests.folders)
        return f"{_PYTEST} --collect-only --verbosity=-1 --no-header -p no:cacheprovider {folders}"
    # A test command of the project's own may run other programs than the framework's usual one would list.
    return "" if config.commands.test else _COLLECT.get(config.tests.framework, "")


def test_command(config: Config, tests: Sequence[CollectedTest] | None, results: Path, coverage_to: Path | None) -> str:
    """The command that runs the selected tests and writes their results.

    Args:
        config: the project's settings.
        tests: what to run; None for everything.
        results: the file that results go to.
        coverage_to: the data file for coverage, beside which `write_coverage_settings` put its settings; None without.

    Returns:
        the command; empty when the framework has no usual one and `[commands] test` doesn't say either.
    """
    template = config.commands.test or _TEST.get(config.tests.framework, "")
    if config.tests.framework == "pytest" and coverage_to and "{coverage}" not in template:
        settings = shlex.quote(str(settings_path(coverage_to)))
        plugin = f"PYTHONPATH={shlex.quote(str(coverage_to.parent))}${{PYTHONPATH:+:$PYTHONPATH}}"
        measured = f"{plugin} python -m coverage run --rcfile={settings} -m pytest -p {_PLUGIN}"
        template = template.replace(_PYTEST, measured, 1)
    return fill(
        template,
        tests=selection(config, tests),
        results=shlex.quote(str(results)),
        coverage=shlex.quote(str(coverage_to or "")),
    )


def selection(config: Config, tests: Sequence[CollectedTest] | None) -> str:
    """What `{tests}` becomes in that framework's own notation."""
    framework = config.tests.framework
    if tests is None:
        if framework == "pytest":
            return " ".join(shlex.quote(folder) for folder in config.tests.folders)
        return {"gtest": "'*'", "ctest": "'.*'"}.get(framework, "")
    names = list(dict.fromkeys(test.id for test in tests))
    if framework == "gtest":
        return shlex.quote(":".join(names))
    if framework == "ctest":
        return shlex.quote("^(" + "|".join(map(re.escape, names)) + ")$")
    return " ".join(map(shlex.quote, names))


def parse_collected(config: Config, output: str) -> list[CollectedTest]:
    """The tests that a collecting command listed.

    pytest prints `file.py::name`; GoogleTest's `--gtest_list_tests` prints `Suite.` and below it `  Name`; anything else
    is taken as one name a line (`meson test --list` and `ctest -N` lines lose their decoration).
    """
    framework = config.tests.framework
    if framework == "pytest":
        nodes = [match for match in map(_NODE.match, output.splitlines()) if match]
        return [CollectedTest(id=node.group(), name=_plain(node["name"]), file=node["file"]) for node in nodes]
    if framework == "gtest":
        return _gtest_names(output)
    if framework == "cargo":
        listed = [line.removesuffix(": test") for line in output.splitlines() if line.endswith(": test")]
        return [CollectedTest(id=name, name=_plain(name), file="") for name in listed]
    names = [_undecorated(line) for line in output.splitlines()]
    return [CollectedTest(id=name, name=name, file="") for name in names if name]


def _plain(node: str) -> str:
    """`TestClass::test_x[a-b]` is the test `test_x`."""
    return node.split("[", 1)[0].rsplit("::", 1)[-1]


def _gtest_names(output: str) -> list[CollectedTest]:
    tests, suite = [], ""
    for line in output.splitlines():
        name = line.split("#", 1)[0].rstrip()
        if name.startswith("  ") and suite:
            tests.append(CollectedTest(id=suite + name.strip(), name=name.strip(), file=""))
        elif re.fullmatch(r"[\w/]+\.", name):
            suite = name
    return tests


def _undecorated(line: str) -> str:
    """`  Test #3: name`, `project:suite / name`, `project:name` and `name` all give `name`."""
    if line.startswith(("Total Tests", "Test project", "ninja:", "INFO:")):
        return ""
    return re.sub(r"^\s*Test\s+#\d+:\s*", "", line).rsplit(" / ", 1)[-1].rpartition(":")[2].strip()


def settings_path(coverage_to: Path) -> Path:
    """Where the settings for a coverage data file lie."""
    return coverage_to.with_suffix(".rc")


def write_coverage_settings(
    folder: Path, coverage_to: Path, sources: Sequence[str], before: Path | None = None
) -> None:
    """Writes settings for `coverage run`, the project's own with another data file, and the plugin that names the tests.

    Lines that the project excludes stay excluded only if they were before the work began: an iteration can't take its own lines
    out of what must be covered, by a setting or by `# pragma: no cover`.

    Args:
        folder: the tree whose own coverage settings hold.
        coverage_to: the data file.
        sources: folders that count, relative to `folder`.
        before: a folder with the coverage settings of the base commit; `folder` itself when there is none.

    Raises:
        ConfigurationError: the project's own settings can't be read.
    """
    own = _settings_of(folder)
    known = _patterns(_settings_of(before or folder))
    own_run = []
    for option in ("concurrency", "omit"):
        values = own.get_option(f"run:{option}")
        if isinstance(values, list) and values:
            own_run += [f"{option} ="] + [f"    {value}" for value in values]
    write_process_settings(folder, coverage_to, sources, own_run)
    lines = ["[run]", f"data_file = {coverage_to}", "relative_files = True"]
    lines += ["source =", *(f"    {source}" for source in sources), *own_run]
    lines += ["[report]", "exclude_lines ="]
    lines += [
        f"    {pattern}" for pattern in (*_NOTHING_TO_RUN, *_patterns(own)) if pattern in (*_NOTHING_TO_RUN, *known)
    ]
    settings_path(coverage_to).write_text("\n".join(lines) + "\n", encoding="utf-8")
    plugin = _PLUGIN_SOURCE.replace("{settings}", process_settings_path(coverage_to).name)
    coverage_to.with_name(f"{_PLUGIN}.py").write_text(plugin, encoding="utf-8")


def _settings_of(folder: Path) -> coverage.Coverage:
    try:
        return coverage.Coverage(config_file=_own_settings(folder))
    except coverage.CoverageException as error:
        raise ConfigurationError(f"coverage.py can't read the project's settings: {error}") from error


def _own_settings(folder: Path) -> str | bool:
    """The file that holds the tree's own coverage settings; False when none does."""
    for name, mark in ((".coveragerc", "["), ("setup.cfg", "[coverage:"), ("tox.ini", "[coverage:")):
        if (folder / name).is_file() and mark in (folder / name).read_text(encoding="utf-8", errors="replace"):
            return str(folder / name)
    return str(folder / "pyproject.toml") if (folder / "pyproject.toml").is_file() else False


def _patterns(own: coverage.Coverage) -> list[str]:
    values = own.get_option("report:exclude_also")
    return [str(value) for value in values] if isinstance(values, list) else []
