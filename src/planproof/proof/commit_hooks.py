"""Adds planproof to what runs before a commit: an existing `.pre-commit-config.yaml`, else git's own pre-commit hook.

    repos:                                        #!/bin/sh
      # planproof: begin                          # planproof: begin
      - repo: local …                             if ! git diff --cached --quiet -- … then
      # planproof: end                            # planproof: end
      - repo: https://…  (theirs)                 …  (theirs)

Ours goes in front, since a hook of theirs may end the script; every other byte stays, and taken out again the file is as it was.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Literal

import msgspec

from planproof.errors import EnvironmentFault
from planproof.proof.git import Repository

__all__ = ["CommitHook", "add_commit_hook", "remove_commit_hook"]

_CONFIG = ".pre-commit-config.yaml"
_MARKED = re.compile(r"[ \t]*# planproof: begin\r?\n(?:.*\n)*?[ \t]*# planproof: end\r?\n")
_SHELL = re.compile(r"#!\s*(?:/usr)?(?:/local)?/bin/(?:env\s+)?(?:ba|da|k|z)?sh\b.*\r?\n")
_NEW = "#!/bin/sh\n"


class CommitHook(msgspec.Struct, frozen=True, gc=False):
    """What was done.

    Attributes:
        path: the file, relative to the project where it lies in it.
        action: what was done about it.
        message: one line for a person.
    """

    path: str
    action: Literal["written", "changed", "kept", "deleted"]
    message: str


def add_commit_hook(root: Path, plans: str, command: str = "planproof", *, dry_run: bool = False) -> CommitHook:
    """Adds the checks, or brings them up to date.

    Args:
        root: of the project.
        plans: its folder of plans.
        command: how planproof is called here.
        dry_run: decides everything and writes nothing.

    Raises:
        RepositoryError: there is no repository.
        EnvironmentFault: the file can't be read or written, or is of a form that nothing can be added to.
    """
    path, shown, is_config = _where(root)
    before = _text(path, shown)
    plain = before if before is None else _MARKED.sub("", before, count=1)
    after = (
        _with_config(plain or "", plans, command, shown) if is_config else _with_script(plain, plans, command, shown)
    )
    if after == before:
        return CommitHook(shown, "kept", "is up to date")
    if not dry_run:
        _write(path, shown, after, executable=not is_config)
    return CommitHook(shown, "written" if before is None else "changed", "plans are checked before each commit")


def remove_commit_hook(root: Path, *, dry_run: bool = False) -> CommitHook:
    """Takes the checks out again.

    Raises:
        RepositoryError: there is no repository.
        EnvironmentFault: the file can't be read or written.
    """
    path, shown, is_config = _where(root)
    before = _text(path, shown)
    after = before if before is None else _MARKED.sub("", before, count=1)
    if before is None or after is None or after == before:
        return CommitHook(shown, "kept", "holds nothing of planproof")
    alone = not is_config and after == _NEW
    if not dry_run:
        if alone:
            path.unlink()
        else:
            _write(path, shown, after, executable=not is_config)
    message = "was planproof's alone" if alone else "planproof's part taken out, the rest as it was"
    return CommitHook(shown, "deleted" if alone else "changed", message)


def _where(root: Path) -> tuple[Path, str, bool]:
    """The file, its name for a person, and whether it is a configuration of pre-commit."""
    if (root / _CONFIG).exists():
        return root / _CONFIG, _CONFIG, True
    repository = Repository(root)
    common = (root / _line(repository, "rev-parse", "--git-common-dir")).resolve()
    folder = _hooks_folder(repository) or common / "hooks"
    if not any(folder.is_relative_to(home) for home in (common, repository.top.resolve())):
        raise EnvironmentFault(
            f"git's hooks lie outside of the repository ({folder}) and run for other projects too",
            hint=f"add planproof to them by hand, or use pre-commit and a {_CONFIG}",
        )
    path = folder / "pre-commit"
    shown = path.relative_to(root.resolve()).as_posix() if path.is_relative_to(root.resolve()) else str(path)
    return path, shown, False


def _hooks_folder(repository: Repository) -> Path | None:
    """What `core.hooksPath` names, relative to the top of the tree; None when nobody has set it.

    `git rev-parse --git-path hooks` won't do: planproof switches hooks off in every git command of its own.
    """
    found = os.fsdecode(repository.run("config", "--show-scope", "--get-all", "core.hooksPath")).splitlines()
    values = [value for scope, _, value in (line.partition("\t") for line in found) if scope != "command"]
    return (repository.top / os.path.expanduser(values[-1])).resolve() if values else None


def _line(repository: Repository, *words: str) -> str:
    return os.fsdecode(repository.run(*words)).strip()


def _with_config(text: str, plans: str, command: str, shown: str) -> str:
    """The configuration with our repository in front of the others."""
    line, indent = _first_repository(text, shown)
    newline = "\r\n" if "\r\n" in text else "\n"
    # Three folders deep are the documents of iterations: before the first of them there is nothing to check.
    files = f"^{re.escape(plans)}/[^/]+/[^/]+/[^/]+/"
    hooks = [
        ("planproof-check", f"{command} check", files),
        ("planproof-evidence", f"{command} evidence verify", r"(^|/)EVIDENCE\.jsonl$"),
    ]
    lines = ["# planproof: begin", "- repo: local", "  hooks:"]
    for identifier, entry, wanted in hooks:
        lines += [f"    - id: {identifier}", f"      name: {entry}", f"      entry: {entry}", "      language: system"]
        lines += [f"      files: {_quoted(wanted)}", "      pass_filenames: false", "      require_serial: true"]
    lines.append("# planproof: end")
    parts = text.splitlines(keepends=True)
    ours = [f"{indent}{each}{newline}" for each in lines]
    return "".join([*parts[:line], *ours, *parts[line:]])


def _quoted(text: str) -> str:
    """A YAML string in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def _first_repository(text: str, shown: str) -> tuple[int, str]:
    """The line of the first entry below `repos`, from 0, and how far it is indented."""
    import yaml  # only here

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{shown}:{mark.line + 1}:{mark.column + 1}" if mark else shown
        raise EnvironmentFault("is no YAML", place=place, hint="correct the file; nothing was written") from error
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    repos = next((value for key, value in pairs if key.value == "repos"), None)
    if not isinstance(repos, yaml.SequenceNode) or repos.flow_style or not repos.value:
        raise EnvironmentFault(
            "has no list `repos` with an entry on lines of its own",
            place=shown,
            hint="give it one (https://pre-commit.com), or add planproof by hand; nothing was written",
        )
    return repos.start_mark.line, " " * repos.start_mark.column


def _with_script(text: str | None, plans: str, command: str, shown: str) -> str:
    """The hook with our lines behind its first, which must name a shell."""
    first = _SHELL.match(text or _NEW)
    if not first:
        raise EnvironmentFault(
            "is no shell script, so nothing can be added to it",
            place=shown,
            hint=f"call `{command} check` in it by hand",
        )
    ours = f"""\
# planproof: begin
if ! git diff --cached --quiet -- {shlex.quote(f"{plans}/*/*/*/*")}; then
    {command} check || exit 1
    {command} evidence verify || exit 1
fi
# planproof: end
"""
    whole = text or _NEW
    return whole[: first.end()] + ours + whole[first.end() :]


def _text(path: Path, shown: str) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise EnvironmentFault("is no UTF-8 text", place=shown, hint="nothing was written") from error
    except OSError as error:
        raise EnvironmentFault(error.strerror or str(error), place=shown) from error


def _write(path: Path, shown: str, text: str, *, executable: bool) -> None:
    """Writes the file beside itself and puts it in place in one step; links are followed."""
    real = Path(os.path.realpath(path))
    temporary = real.with_name(f".{real.name}.planproof")
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(text.encode())
        mode = real.stat().st_mode & 0o777 if real.exists() else 0o644
        temporary.chmod(mode | 0o755 if executable and not real.exists() else mode)
        os.replace(temporary, real)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise EnvironmentFault(error.strerror or str(error), place=shown) from error
