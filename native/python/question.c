/* Asking Python code something in the middle of a program's own event: what the program is doing must not notice. */
#include "binding.h"

_Thread_local bool planproof_asking;

enum { FRAMES_FOR_A_QUESTION = 50 };

/* More or less room below the limit of recursion, for the calling thread. */
static void add_room(int frames)
{
    PyThreadState *thread = PyThreadState_Get();
#if PY_VERSION_HEX >= 0x030C0000
    thread->py_recursion_remaining += frames;
    thread->c_recursion_remaining += frames;
#else
    thread->recursion_remaining += frames;
#endif
}

PyObject *planproof_question_begins(void)
{
    add_room(FRAMES_FOR_A_QUESTION);
    planproof_asking = true;
#if PY_VERSION_HEX >= 0x030C0000
    return PyErr_GetRaisedException();
#else
    PyObject *kind, *exception, *traceback;
    PyErr_Fetch(&kind, &exception, &traceback);
    PyErr_NormalizeException(&kind, &exception, &traceback);
    if (traceback)
        PyException_SetTraceback(exception, traceback);
    Py_XDECREF(kind);
    Py_XDECREF(traceback);
    return exception;
#endif
}

void planproof_question_ends(PyObject *exception)
{
    add_room(-FRAMES_FOR_A_QUESTION);
    planproof_asking = false;
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException(exception);
#else
    if (exception)
        PyErr_Restore(Py_NewRef(Py_TYPE(exception)), exception, PyException_GetTraceback(exception));
    else
        PyErr_Clear();
#endif
}
