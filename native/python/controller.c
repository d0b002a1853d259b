/* The controller's side of a session: makes the lanes that targets join, drains them, and tells what became of every event.
 *
 * A controller is a capsule. Its drain is a thread of the core, so the interpreter may do what it likes meanwhile. */
#include "binding.h"

#include "planproof/drain.h"
#include "planproof/session.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { REST_US = 200 };

static const char CONTROLLER[] = "planproof.trace.controller";

typedef struct controller {
    planproof_session *session;
    planproof_drain *drain;
    pid_t pid; /* of its process: a fork's child has neither the drain's thread nor a right to the lanes */
} controller;

static void free_controller(controller *made)
{
    if (made->pid != getpid())
        return;
    planproof_drain_destroy(made->drain);
    planproof_session_destroy(made->session);
    PyMem_RawFree(made);
}

static void drop_capsule(PyObject *capsule)
{
    controller *made = PyCapsule_GetPointer(capsule, CONTROLLER);
    if (made)
        free_controller(made);
}

/* Takes the lanes that are there, or makes them; then drains. NULL with errno. */
static controller *open_controller(const char *directory, const char *folder, const planproof_session_options *options)
{
    planproof_atf_encoding encoding = planproof_atf_has_zstd() ? PLANPROOF_ATF_ZSTD : PLANPROOF_ATF_RAW;
    controller *made = PyMem_RawCalloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    made->pid = getpid();
    made->session = options ? planproof_session_create(directory, options) : planproof_session_open(directory);
    made->drain = made->session ? planproof_session_drain(made->session, folder, encoding, REST_US) : NULL;
    if (made->drain)
        return made;
    int error = errno;
    free_controller(made);
    errno = error;
    return NULL;
}

PyObject *planproof_controller_open(PyObject *module, PyObject *arguments)
{
    PyObject *directory, *folder, *capsule;
    planproof_session_options options = {0};
    int takes_over;
    controller *made;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O&O&pIII", PyUnicode_FSConverter, &directory, PyUnicode_FSConverter, &folder,
                          &takes_over, &options.max_threads, &options.clock, &options.on_full))
        return NULL;
    made = open_controller(PyBytes_AS_STRING(directory), PyBytes_AS_STRING(folder), takes_over ? NULL : &options);
    if (made == NULL)
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, PyBytes_AS_STRING(directory));
    Py_DECREF(directory);
    Py_DECREF(folder);
    if (made == NULL)
        return NULL;
    capsule = PyCapsule_New(made, CONTROLLER, drop_capsule);
    if (capsule == NULL)
        free_controller(made);
    return capsule;
}

static controller *controller_of(PyObject *capsule)
{
    controller *made = PyCapsule_GetPointer(capsule, CONTROLLER);
    if (made == NULL || (made->drain && made->pid == getpid()))
        return made;
    PyErr_SetString(PyExc_ValueError, "this controller is closed, or another process's");
    return NULL;
}

PyObject *planproof_controller_progress(PyObject *module, PyObject *capsule)
{
    controller *made = controller_of(capsule);
    uint64_t persisted, size_bytes;
    (void)module;
    if (made == NULL)
        return NULL;
    planproof_drain_progress(made->drain, &persisted, &size_bytes);
    return Py_BuildValue("KK", (unsigned long long)persisted, (unsigned long long)size_bytes);
}

static PyObject *counts_of(const uint64_t dropped[PLANPROOF_DROP_REASONS])
{
    PyObject *counts = PyTuple_New(PLANPROOF_DROP_REASONS);
    for (Py_ssize_t reason = 0; counts && reason < PLANPROOF_DROP_REASONS; reason++) {
        PyObject *count = PyLong_FromUnsignedLongLong(dropped[reason]);
        if (count)
            PyTuple_SET_ITEM(counts, reason, count);
        else
            Py_CLEAR(counts);
    }
    return counts;
}

static PyObject *row_of(const planproof_drain_row *row)
{
    return Py_BuildValue("IIIIKKN", row->pid, row->slot, row->generation, row->lane, (unsigned long long)row->emitted,
                         (unsigned long long)row->persisted, counts_of(row->dropped));
}

static PyObject *rows_of(const planproof_drain *drain)
{
    uint32_t count;
    const planproof_drain_row *rows = planproof_drain_rows(drain, &count);
    PyObject *list = PyList_New(0);
    for (uint32_t number = 0; list && number < count; number++) {
        PyObject *row = row_of(&rows[number]);
        if (row == NULL || PyList_Append(list, row) < 0)
            Py_CLEAR(list);
        Py_XDECREF(row);
    }
    return list;
}

static PyObject *anchor_of(planproof_clock_anchor anchor)
{
    return Py_BuildValue("KKK", (unsigned long long)anchor.ticks, (unsigned long long)anchor.monotonic_ns,
                         (unsigned long long)anchor.realtime_ns);
}

/* Mode, ticks a second between start and end, error, largest gap, the two anchors. */
static PyObject *clock_of(const planproof_control *control)
{
    planproof_clock_anchor end = planproof_clock_now((planproof_clock_mode)control->clock.mode);
    double rate = planproof_clock_rate(control->clock.start, end);
    uint64_t gap_ns = atomic_load_explicit(&control->largest_gap_ns, memory_order_relaxed);
    return Py_BuildValue("IdKKNN", control->clock.mode, rate > 0 ? rate : control->clock.ticks_per_second,
                         (unsigned long long)control->clock.error_ns, (unsigned long long)gap_ns,
                         anchor_of(control->clock.start), anchor_of(end));
}

PyObject *planproof_controller_close(PyObject *module, PyObject *capsule)
{
    controller *made = controller_of(capsule);
    planproof_drain_balance balance;
    PyObject *result;
    (void)module;
    if (made == NULL)
        return NULL;
    planproof_session_close(made->session);
    Py_BEGIN_ALLOW_THREADS;
    balance = planproof_drain_stop(made->drain);
    Py_END_ALLOW_THREADS;
    result = Py_BuildValue("KKNNN", (unsigned long long)balance.emitted, (unsigned long long)balance.persisted,
                           counts_of(balance.dropped), rows_of(made->drain),
                           clock_of(planproof_session_control(made->session)));
    planproof_drain_destroy(made->drain);
    planproof_session_destroy(made->session);
    made->drain = NULL;
    made->session = NULL;
    return result;
}
