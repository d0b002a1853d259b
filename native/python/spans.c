/* Spans and marks, which the program itself places. */
#include "events.h"

/* The id of a span or mark of that name; 0 while nothing is recorded, or with an exception set. */
static uint32_t id_of(const char *kind, PyObject *name)
{
    static PyObject *no_module;
    if (no_module == NULL)
        no_module = PyUnicode_FromString("");
    return planproof_active.number && no_module ? planproof_name_id(kind, no_module, name) : 0;
}

PyObject *planproof_span_begin(PyObject *module, PyObject *name)
{
    uint32_t id = id_of("span", name);
    (void)module;
    if (id)
        planproof_event_of(PLANPROOF_EVENT_CALL, (planproof_known)id << 32);
    return PyErr_Occurred() ? NULL : PyLong_FromUnsignedLong(id);
}

PyObject *planproof_span_end(PyObject *module, PyObject *id)
{
    unsigned long number = PyLong_AsUnsignedLong(id);
    (void)module;
    if (PyErr_Occurred())
        return NULL;
    if (planproof_active.number && number > 0 && number <= PLANPROOF_FUNCTION_MAX)
        planproof_event_of(PLANPROOF_EVENT_RETURN, (planproof_known)number << 32);
    Py_RETURN_NONE;
}

PyObject *planproof_mark(PyObject *module, PyObject *text)
{
    uint32_t id = id_of("mark", text);
    (void)module;
    if (PyErr_Occurred())
        return NULL;
    if (id)
        planproof_event_escape(PLANPROOF_ESCAPE_MARK, id);
    Py_RETURN_NONE;
}
