/* The module planproof.trace._recorder: its table of functions, and what it refuses. */
#include "binding.h"

static PyMethodDef methods[] = {
    {"begin", planproof_session_begin, METH_VARARGS, "Begins to record this process into a folder."},
    {"end", planproof_session_end, METH_NOARGS, "Ends the recording; what became of the events."},
    {"after_fork", planproof_session_after_fork, METH_NOARGS, "In a fork's child: records on, into files of its own."},
    {"monitoring_callbacks", planproof_monitoring_callbacks, METH_NOARGS, "Name of an event -> its callback."},
    {"profile_start", planproof_profile_start, METH_NOARGS, "Sets the profile function of every thread."},
    {"profile_stop", planproof_profile_stop, METH_NOARGS, "Takes it away; how many threads had none."},
    {"profile_thread", planproof_profile_thread, METH_VARARGS, "Profile function for new threads."},
    {"frame_try", planproof_frame_try, METH_O, "Calls a function under the hook; the kinds of its file's events."},
    {"frame_start", planproof_frame_start, METH_NOARGS, "Takes the frame-evaluation hook."},
    {"frame_stop", planproof_frame_stop, METH_NOARGS, "Gives it back; whether it was still ours."},
    {"span_begin", planproof_span_begin, METH_O, "A span begins in the calling thread; its id, 0 for none."},
    {"span_end", planproof_span_end, METH_O, "The span of that id ends in the calling thread."},
    {"mark", planproof_mark, METH_O, "A mark in the calling thread."},
    {"controller_open", planproof_controller_open, METH_VARARGS, "Makes the lanes of a session and drains them."},
    {"controller_progress", planproof_controller_progress, METH_O, "Events persisted and bytes written so far."},
    {"controller_close", planproof_controller_close, METH_O, "Ends it; what became of the events, and the clock."},
    {"read_chunks", planproof_read_chunks, METH_O, "The chunks of an event file: header fields, and the events."},
    {"read_events", planproof_read_events, METH_O, "The events of a file as columns: name -> bytearray."},
    {NULL, NULL, 0, NULL},
};

/* Ids lie in code objects, which interpreters share; the other interpreters' threads have a lock of their own. */
static int execute(PyObject *module)
{
    (void)module;
    if (PyInterpreterState_Get() == PyInterpreterState_Main())
        return 0;
    PyErr_SetString(PyExc_ImportError, "the recorder works in the main interpreter only");
    return -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)(uintptr_t)execute}, {0, NULL}};

static PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "planproof.trace._recorder",
    .m_doc = "The recorder's hooks into the interpreter.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__recorder(void)
{
    return PyModuleDef_Init(&definition);
}
