"""Runs at the start of every Python below `planproof record`: joins the session, then runs the sitecustomize that it hides.

Has to load on any Python 3, also on those that can't be recorded. Nothing but this folder comes onto the target's path: the package
`planproof` is loaded from where it lies.
"""

import os
import sys

__all__ = ()

_HERE = os.path.dirname(os.path.realpath(__file__))
_OLDEST = (3, 11)


def _join() -> None:
    session, trace = os.environ.get("PLANPROOF_SESSION"), os.environ.get("PLANPROOF_TRACE")
    if not session or not trace or not os.path.isdir(trace):
        return
    if sys.version_info[:2] < _OLDEST:
        _note(trace, "Python " + sys.version.split()[0] + " is not recorded, that begins with 3.11: " + sys.executable)
        return
    if "planproof" not in sys.modules:
        package = os.path.dirname(os.path.dirname(os.path.dirname(_HERE)))
        _load("planproof", os.path.join(package, "__init__.py"), [package])
    from planproof.trace.agent import join

    join(session, trace)


def _load(name: str, path: str, folders: "list[str] | None" = None) -> None:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(name, path, submodule_search_locations=folders)
    if spec is not None and spec.loader is not None:
        module = sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(module)


def _note(trace: str, text: str) -> None:
    import json

    try:
        with open(os.path.join(trace, "notes-" + str(os.getpid()) + ".jsonl"), "a") as file:
            file.write(json.dumps({"severity": "warning", "message": text}) + "\n")
    except OSError as error:
        sys.stderr.write("planproof: " + text + " (" + str(error) + ")\n")


def _hand_over() -> None:
    """Runs the sitecustomize that would have run without us."""
    from importlib.machinery import PathFinder

    others = [path for path in sys.path if os.path.realpath(path or os.curdir) != _HERE]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.origin:
        _load("sitecustomize", spec.origin)


_join()
_hand_over()
