/* This process in a session: it joins the lanes that a controller made, which may be itself, and leaves them. */
#include "events.h"

#include "planproof/session.h"

#include <errno.h>

enum { WORD_NUMBER_SHIFT = 8, ANY_WORD = 0x5a00 };

planproof_recording planproof_active = {.extra = -1};

static planproof_session *joined;
static PyObject *names_folder;
static uint64_t recordings; /* so far */

/* A slot in code objects, and whether it lies where planproof_code_word looks. */
static bool ready_extra(void)
{
    PyCodeObject *code;
    bool agrees;
    if (planproof_active.extra < 0)
        planproof_active.extra = PyUnstable_Eval_RequestCodeExtraIndex(NULL);
    code = planproof_active.extra < 0 ? NULL : PyCode_NewEmpty("", "", 1);
    agrees = code && PyUnstable_Code_SetExtra((PyObject *)code, planproof_active.extra, (void *)ANY_WORD) == 0 &&
             planproof_code_word(code) == ANY_WORD;
    Py_XDECREF(code);
    if (!agrees && !PyErr_Occurred())
        PyErr_SetString(PyExc_NotImplementedError,
                        "this interpreter lays out code objects in another way than is known");
    return agrees;
}

static void forget(void)
{
    planproof_active.number = 0;
    if (joined)
        planproof_session_leave(joined);
    joined = NULL;
    planproof_names_close();
    Py_CLEAR(planproof_active.describe);
    Py_CLEAR(planproof_active.name_thread);
    Py_CLEAR(planproof_active.number_task);
    Py_CLEAR(names_folder);
}

/* False with an exception set. */
static bool join(PyObject *directory)
{
    PyObject *bytes = PyUnicode_EncodeFSDefault(directory);
    joined = bytes ? planproof_session_join(PyBytes_AS_STRING(bytes)) : NULL;
    if (bytes && joined == NULL)
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, directory);
    Py_XDECREF(bytes);
    return joined != NULL;
}

PyObject *planproof_session_begin(PyObject *module, PyObject *arguments)
{
    PyObject *folder, *directory, *describe, *name_thread, *number_task;
    int native_calls;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "UUpOOO", &folder, &directory, &native_calls, &describe, &name_thread,
                          &number_task))
        return NULL;
    if (planproof_active.number) {
        PyErr_SetString(PyExc_RuntimeError, "this process is recorded already");
        return NULL;
    }
    names_folder = Py_NewRef(folder);
    planproof_active.describe = Py_NewRef(describe);
    planproof_active.name_thread = Py_NewRef(name_thread);
    planproof_active.number_task = Py_NewRef(number_task);
    planproof_active.native_calls = native_calls;
    planproof_instances_forget();
    if (!ready_extra() || !planproof_names_open(folder, false) || !join(directory)) {
        forget();
        return NULL;
    }
    planproof_active.number = ++recordings << WORD_NUMBER_SHIFT;
    Py_RETURN_NONE;
}

PyObject *planproof_session_end(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    forget();
    return PyLong_FromUnsignedLongLong(planproof_names_lost());
}

/* The child's lanes come with its threads' first events; its names it writes down for itself. */
PyObject *planproof_session_after_fork(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    planproof_mine = (planproof_said){0};
    if (planproof_active.number && !planproof_names_open(names_folder, true)) {
        forget();
        return NULL;
    }
    Py_RETURN_NONE;
}
