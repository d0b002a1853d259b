"""`planproof.toml`: what a project tells planproof about itself, read and validated in one place.

    [plans]        where plans lie and which documents an iteration has
    [environment]  how a fresh worktree is made ready, and what a command may see of the environment
    [commands]     how this project builds, tests, lints; `{…}` stands for what planproof fills in
    [tests]        which results format the test command writes, where tests lie
    [coverage]     which coverage format, where it lands
    [services.X]   what has to run around a stage, and how to see that it is ready
    [limits]       deadlines and caps
    [check]        rules switched off for the whole project, each with its reason; weights; the baseline

A file that is missing means all defaults. Errors name file, line, key and what is allowed. msgspec rather than pydantic:
it validates the same and imports in a third of the time, and every verb pays for that import.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Literal

import msgspec

from planproof.errors import ConfigurationError
from planproof.root import CONFIG_NAME, project_root

__all__ = [
    "CONFIG_NAME",
    "Commands",
    "Config",
    "Coverage",
    "Environment",
    "Limits",
    "Plans",
    "Service",
    "Tests",
    "config_from",
    "find_root",
    "load_config",
]

DocumentKind = Literal["TECH_DESIGN", "TEST_PLAN", "BACKLOGS", "ITERATION"]
StageName = Literal["verify", "validate", "accept", "prove"]


class Plans(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where plans lie and which documents an iteration has.

    Attributes:
        folder: the folder of the milestones, relative to the project's root.
        documents: the set that every iteration must have.
        lines_max: the most lines a planning document may have before a finding says that it is too long.
    """

    folder: str = "docs/progress_trackings"
    documents: tuple[DocumentKind, ...] = ("TECH_DESIGN", "TEST_PLAN", "BACKLOGS")
    lines_max: int = 1200


class Environment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a fresh worktree is made ready.

    Attributes:
        setup: command that must pass in a worktree before anything runs there; empty for none.
        pass_variables: names of environment variables that commands may see, beside PATH, HOME, LANG, TMPDIR and the like.
        variables: variables set for every command; `{root}` in a value is the folder it runs in (the project or a worktree).
    """

    setup: str = ""
    pass_variables: tuple[str, ...] = ()
    variables: dict[str, str] = msgspec.field(default_factory=dict)


class Commands(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How this project builds, tests and lints; empty means the project has no such step.

    Attributes:
        build: makes the project ready to test.
        test: runs tests; `{tests}` becomes the selected names, `{results}` the results file, `{coverage}` the coverage file.
        collect: lists the tests that exist; needed where `[tests] framework` can't say without running.
        benchmark: runs benchmarks; `{results}` becomes the results file, `{benchmarks}` the selected names.
        lint: linters, each of which must pass at Close.
        format: formatters in checking mode, each of which must pass at Close.
    """

    build: str = ""
    test: str = ""
    collect: str = ""
    benchmark: str = ""
    lint: tuple[str, ...] = ()
    format: tuple[str, ...] = ()


class Tests(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the test command writes and where tests lie.

    Attributes:
        framework: `pytest` knows how to select, collect and cover by itself; `cargo`, `meson` and `ctest` to select and collect.
        results: format of the `{results}` file (or of the output, for `tap`).
        folders: where test files lie, for fingerprints of test bodies.
        internal_packages: import names of the project's own code, for the search for mocks of it.
        side_by_side: true when runs of the tests share no port, file or database, so that two may run at the same time.
    """

    framework: Literal["pytest", "gtest", "meson", "ctest", "cargo", "other"] = "pytest"
    results: Literal["junit", "gtest-json", "tap"] = "junit"
    folders: tuple[str, ...] = ("tests",)
    internal_packages: tuple[str, ...] = ()
    side_by_side: bool = False


class Coverage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where changed-line coverage comes from.

    Attributes:
        format: `coverage.py` (contexts too), `lcov` or `cobertura`.
        command: writes `{coverage}` after the tests ran with coverage; empty for coverage.py, which planproof drives itself.
        sources: folders and globs whose changed lines count.
    """

    format: Literal["coverage.py", "lcov", "cobertura"] = "coverage.py"
    command: str = ""
    sources: tuple[str, ...] = ("src",)


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that has to run around a stage.

    Attributes:
        start: command that stays in the foreground until it is ended.
        ready: `http://…` (any answer below 500), `tcp:HOST:PORT`, or a command that passes once it is ready.
        stages: the stages it is started for.
        ready_within_s: how long it may take.
        before: command that runs to its end before `start`, for example a migration; empty for none.
    """

    start: str
    ready: str
    stages: tuple[StageName, ...] = ("validate", "accept", "prove")
    ready_within_s: float = 30.0
    before: str = ""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Deadlines and caps for the commands of a plan.

    Attributes:
        command_s: the longest one command may run.
        tests_s: the longest one run of the tests may take.
        setup_s: the longest `[environment] setup` and `[commands] build` may take.
        port_s: the longest that services wait for a port while another planproof run on this machine has it.
        output_bytes: the most output of one command that is kept; the rest is counted.
    """

    command_s: float = 120.0
    tests_s: float = 600.0
    setup_s: float = 900.0
    port_s: float = 60.0
    output_bytes: int = 1_000_000


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `check` does in the whole project.

    Attributes:
        allow: code of a rule that is switched off -> reason; an empty reason is refused.
        severity: code of a rule -> `error` or `warning`, where the project weighs it otherwise than planproof.
        baseline: file of old findings that are counted and not shown, from the project's root; empty for none.
    """

    allow: dict[str, str] = msgspec.field(default_factory=dict)
    severity: dict[str, Literal["error", "warning"]] = msgspec.field(default_factory=dict)
    baseline: str = ""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole of `planproof.toml`."""

    plans: Plans = Plans()
    environment: Environment = Environment()
    commands: Commands = Commands()
    tests: Tests = Tests()
    coverage: Coverage = Coverage()
    services: dict[str, Service] = msgspec.field(default_factory=dict)
    limits: Limits = Limits()
    check: Check = Check()


def find_root(start: Path) -> Path:
    """The project's root as a path; see `planproof.root.project_root`."""
    return Path(project_root(str(start)))


def load_config(root: Path) -> Config:
    """Reads `planproof.toml` in `root`.

    Returns:
        the configuration; all defaults when there is no file.

    Raises:
        ConfigurationError: the file isn't UTF-8 or TOML, or a key or value isn't one of ours; names file, line, key and
            what is allowed.
    """
    path = root / CONFIG_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"can't be read: {error}", place=CONFIG_NAME) from error
    return config_from(text)


def config_from(text: str) -> Config:
    """The configuration that a `planproof.toml` holds.

    Args:
        text: all of the file, wherever it was read: on disk or in a commit.

    Raises:
        ConfigurationError: as `load_config`.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{CONFIG_NAME}:{line.group(1)}" if line else CONFIG_NAME
        raise ConfigurationError(f"is no TOML: {error}", place=place, hint="correct the file and run again") from error
    try:
        config = msgspec.convert(data, Config)
    except msgspec.ValidationError as error:
        raise _explained(str(error), text) from error
    _refuse_folders_elsewhere(config, text)
    for code, reason in config.check.allow.items():
        if not reason.strip():
            place = f"{CONFIG_NAME}:{_line_of(text, ['check', 'allow', code])}"
            raise ConfigurationError(f"check.allow.{code} has no reason", place=place, hint="say why the rule is off")
    return config


def _refuse_folders_elsewhere(config: Config, text: str) -> None:
    """Refuses a folder that leads out of the project: in worktrees such folders are replaced and removed."""
    named = {
        "plans.folder": (config.plans.folder,),
        "tests.folders": config.tests.folders,
        "coverage.sources": config.coverage.sources,
    }
    for key, names in named.items():
        for name in names:
            whole = key == "tests.folders" and PurePosixPath(name) == PurePosixPath(".")
            if whole or not _inside_the_project(name):
                raise ConfigurationError(
                    f"{key}: {name!r} is no folder inside the project",
                    place=f"{CONFIG_NAME}:{_line_of(text, key.split('.'))}",
                    hint="name it from the project's root",
                )


def _inside_the_project(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name.strip()) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _explained(message: str, text: str) -> ConfigurationError:
    """A msgspec message (`… - at `$.tests.framework``) with the line of its key and what is allowed there."""
    reason, _, where = message.partition(" - at `")
    keys = re.findall(r"[^.\[\]`$]+", where.replace("[...]", ""))
    unknown = re.search(r"unknown field `([^`]+)`", reason)
    if unknown:
        keys.append(unknown.group(1))
        reason = "is no key that planproof knows"
    hint = f"allowed: {_allowed(keys[:-1] if unknown else keys)}"
    return ConfigurationError(f"{'.'.join(keys)}: {reason}", place=f"{CONFIG_NAME}:{_line_of(text, keys)}", hint=hint)


def _allowed(keys: list[str]) -> str:
    """What may stand at that key, from the types above."""
    import msgspec.inspect as inspect

    kind: inspect.Type = inspect.type_info(Config)
    for key in keys:
        if isinstance(kind, inspect.StructType):
            kind = next((field.type for field in kind.fields if field.encode_name == key), kind)
        elif isinstance(kind, inspect.DictType):
            kind = kind.value_type
    if isinstance(kind, inspect.VarTupleType):
        kind = kind.item_type
    if isinstance(kind, inspect.StructType):
        return ", ".join(field.encode_name for field in kind.fields)
    if isinstance(kind, inspect.LiteralType):
        return ", ".join(str(value) for value in kind.values)
    return type(kind).__name__.removesuffix("Type").lower()


def _line_of(text: str, keys: list[str]) -> int:
    """The line on which the last of the keys that can be found is set, from 1."""
    table: list[str] = []
    best = (0, 1)
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            table = [part.strip().strip("\"'") for part in header.group(1).split(".")]
            path = table
        else:
            name = re.match(r"\s*([A-Za-z0-9_.\"'-]+)\s*=", line)
            if not name:
                continue
            path = table + [part.strip("\"'") for part in name.group(1).split(".")]
        if path == keys[: len(path)] and len(path) > best[0]:
            best = (len(path), number)
    return best[1]
