"""The frame-evaluation back end: it counts as the others do, and refuses where it can't."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.trace.recorded import Program, Trace

pytestmark = pytest.mark.xdist_group("recorder")

PROGRAMS = ("callbacks", "corners", "exceptions", "generators", "libraries", "recursion", "spans", "tasks")

OPEN_CALLS = """
import sys
from planproof.trace import recording

def run(path):
    made = recording(path, root="/", backend="frame", library=sys.argv[1])
    def enter(depth):
        if depth:
            return enter(depth - 1)
        made.__enter__()
        callee()
        return 1
    def callee():
        pass
    def leave(depth):
        if depth:
            return leave(depth - 1)
        made.__exit__(None, None, None)
    enter(3)
    leave(3)
    return made.balance()

first, second = run(sys.argv[2]), run(sys.argv[3])
for made in (first, second):
    assert made["emitted"] == made["persisted"]
    made["kinds"].pop("time")  # as many as the clock ticked
assert first["kinds"] == second["kinds"], (first, second)
# callee, enter has no event: it was entered before; leave has calls alone
assert first["kinds"]["call"] == 1 + 4, first
assert first["kinds"]["return"] == 1, first
print("balanced")
"""
DEEP = """
import sys
from planproof.trace import recording
sys.setrecursionlimit({depth} + 100)
def down(depth):
    return down(depth - 1) + 1 if depth else 0
try:
    with recording(sys.argv[2], root="/", backend="frame", library=sys.argv[1]) as made:
        print(down({depth}))
except RecursionError as error:
    print(error)
balance = made.balance()
assert balance["emitted"] == balance["persisted"], balance
assert balance["kinds"]["call"] == balance["kinds"]["return"] + balance["kinds"]["unwind"], balance
"""
REFUSED = """
import sys
from planproof.errors import EnvironmentFault
from planproof.trace import recording
{before}
try:
    with recording(sys.argv[2], root="/", backend="frame", library=sys.argv[1]):
        print("recorded")
except EnvironmentFault as fault:
    print(fault)
{after}
"""
OWNER = """
#include <Python.h>
static PyObject *pass_on(PyThreadState *thread, struct _PyInterpreterFrame *frame, int throws)
{ return _PyEval_EvalFrameDefault(thread, frame, throws); }
static PyObject *take(PyObject *module, PyObject *unused)
{ _PyInterpreterState_SetEvalFrameFunc(PyInterpreterState_Get(), pass_on); Py_RETURN_NONE; }
static PyMethodDef methods[] = {{"take", take, METH_NOARGS, ""}, {NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "owner", "", -1, methods};
PyMODINIT_FUNC PyInit_owner(void) { return PyModule_Create(&definition); }
"""


def without_library_code(trace: Trace) -> list[tuple[str, str, int]]:
    """What two back ends must agree on."""
    return [(event.kind, event.name, event.task) for event in trace.events if event.kind != "exception"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_frame__each_counting_program__then_as_the_other_back_end(native: Program, program: str) -> None:
    frame, other = native.run_each(program, [{"backend": "frame"}, {}])
    if program == "recursion":
        # How deep a recursion gets depends on who counts the depth.
        assert frame.of("down") == other.of("down")
        bottomless = frame.of("bottomless")
        assert bottomless["call"] == bottomless["unwind"] > 500
    else:
        assert without_library_code(frame) == without_library_code(other)
    assert frame.dropped() == 0


def test_frame__threads_and_short_threads__then_every_call_counted(native: Program) -> None:
    assert native.run("threads", 63, backend="frame").of("work") == {"call": 630, "return": 630}
    assert native.run("short_threads", backend="frame").of("only_call") == {"call": 10_000, "return": 10_000}


def test_frame__recursion_deeper_than_the_stack__then_an_error_and_no_crash(native: Program) -> None:
    program = DEEP.format(depth=5_000)
    assert native.python("-c", program, str(native.library), str(native.folder / "a.atf")) == "5000\n"
    program = DEEP.format(depth=10_000_000)
    # Not a word about what could not be described: there is stack to spare for that.
    assert "the stack is used up" in native.python("-c", program, str(native.library), str(native.folder / "b.atf"))


def test_frame_stop__calls_still_open__then_nothing_more_written(native: Program) -> None:
    folders = [str(native.folder / name) for name in ("first.atf", "second.atf")]
    assert native.python("-c", OPEN_CALLS, str(native.library), *folders) == "balanced\n"


def test_frame_start__hook_taken__then_owner_named(native: Program) -> None:
    asked = "import sysconfig as s; print(s.get_path('include'), s.get_config_var('EXT_SUFFIX'))"
    include, suffix = native.python("-c", asked).split()
    source, made = native.folder / "owner.c", native.folder / f"owner{suffix}"
    source.write_text(OWNER, "utf-8")
    subprocess.run([shutil.which("cc") or "cc", "-shared", "-fPIC", f"-I{include}", source, "-o", made], check=True)
    program = REFUSED.format(before="sys.path.insert(0, '.'); import owner; owner.take()", after="")
    output = native.python("-c", program, str(native.library), str(native.folder / "refused.atf"))
    assert "recorded" not in output
    assert Path(made).name in output


def test_frame_start__self_test_fails__then_refused(native: Program) -> None:
    spoil = "from planproof.trace import self_test; self_test.EXPECTED.insert(0, 'yield')"
    again = (
        "self_test.EXPECTED.pop(0)\n"
        "with recording(sys.argv[2], root='/', backend='frame', library=sys.argv[1]): print('free again')"
    )
    program = REFUSED.format(before=spoil, after=again)
    output = native.python("-c", program, str(native.library), str(native.folder / "refused.atf"))
    assert "behaves in another way" in output
    assert output.endswith("free again\n")
