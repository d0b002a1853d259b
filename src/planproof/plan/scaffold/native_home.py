"""Which build file new C and C++ targets belong into: the one that the plan or the project has nearest to all of their sources.

native/src/ring.c, native/tests/test_ring.c ── common folders: native, root ── native/meson.build, planned or there already
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from planproof.plan.model import Plan
from planproof.plan.scaffold.model import Ground

__all__ = ["BuildHome", "build_home"]

_NAMES = {"meson": "meson.build", "cmake": "CMakeLists.txt"}
_LIBRARY = {
    "meson": re.compile(r"^\s*(\w+)\s*=\s*(?:static_library|shared_library|both_libraries|library)\s*\(", re.MULTILINE),
    "cmake": re.compile(r"^\s*add_library\s*\(\s*([\w.+-]+)(?![^)]*\b(?:INTERFACE|ALIAS|MODULE)\b)", re.MULTILINE),
}
_PROJECT = re.compile(r"^\s*project\s*\(", re.MULTILINE | re.IGNORECASE)


class BuildHome(msgspec.Struct, frozen=True, gc=False):
    """Where new targets are described.

    Attributes:
        tool: `meson` or `cmake`.
        folder: of the build file, relative to the root; empty for the root itself.
        there: text of the build file; None when it is still to be made.
        around: text of the root's build file, where the home is another one; None when there is none.
        known: text of all build files of the same build, joined.
        libraries: names of the libraries that these describe.
    """

    tool: str
    folder: str
    there: str | None
    around: str | None
    known: str
    libraries: tuple[str, ...]

    @property
    def path(self) -> str:
        """The build file."""
        return posixpath.join(self.folder, _NAMES[self.tool])

    @property
    def top(self) -> str:
        """The folder that the build starts in: the root, or the home where the root has no build file."""
        return self.folder if self.around is None else ""

    def relative(self, path: str) -> str:
        """A path of the project as the build file has to write it."""
        return posixpath.relpath(path or ".", self.folder or ".")


def build_home(plan: Plan, ground: Ground, sources: Iterable[str]) -> BuildHome:
    """The build file for targets of these sources.

    Args:
        plan: the iteration; build files among its key files are candidates too.
        ground: the project.
        sources: paths of everything that is to be built, at least one.
    """
    planned = [file.path.strip("` ").removeprefix("./") for task in plan.tasks for file in task.key_files]
    common = posixpath.commonpath([posixpath.dirname(f"/{source}") for source in sources]).lstrip("/")
    tool = _tool(planned, ground)
    name = _NAMES[tool]
    named = {posixpath.dirname(path) for path in planned if posixpath.basename(path) == name}
    above = [folder for folder in _upwards(common) if folder in named or ground.exists(posixpath.join(folder, name))]
    # A build file that the plan names is meant, even where not all sources lie below it.
    folder = next(iter(above), min(named, key=lambda each: (len(each), each), default=""))
    known = [path for path in sorted(ground.facts.files) if posixpath.basename(path) == name]
    texts = "\n".join(_of_this_build({path: ground.text(path) for path in known}, folder))
    return BuildHome(
        tool,
        folder,
        _read(ground, posixpath.join(folder, name)),
        _read(ground, name) if folder else "",
        texts,
        tuple(dict.fromkeys(_LIBRARY[tool].findall(texts))),
    )


def _of_this_build(texts: Mapping[str, str], folder: str) -> Iterator[str]:
    """The build files that belong together with those of a folder: those in folders that begin a project of their own are not."""
    begun = [posixpath.dirname(path) for path, text in texts.items() if _PROJECT.search(text)]
    apart = [each for each in begun if each and not _holds(each, folder)]
    for path, text in texts.items():
        if not any(_holds(each, posixpath.dirname(path)) for each in apart):
            yield text


def _holds(folder: str, inner: str) -> bool:
    return f"{inner}/".startswith(f"{folder}/") if folder else True


def _read(ground: Ground, path: str) -> str | None:
    return ground.text(path) if ground.exists(path) else None


def _upwards(folder: str) -> Iterator[str]:
    """The folder and those around it, the root last."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _tool(planned: Iterable[str], ground: Ground) -> str:
    """The tool of the root's build file, else of any that is planned or there, else what the tests are run by, else meson."""
    for paths in (["meson.build", "CMakeLists.txt"], planned, sorted(ground.facts.files)):
        for path in paths:
            tool = next((tool for tool, name in _NAMES.items() if posixpath.basename(path) == name), "")
            if tool and (paths is planned or ground.exists(path)):
                return tool
    return "cmake" if ground.config.tests.framework == "ctest" else "meson"
