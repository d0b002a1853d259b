/* Events by sys.monitoring (3.12 and later). The callbacks are objects with a vectorcall of their own, so that the interpreter
 * comes straight here; code that isn't recorded answers DISABLE and isn't asked again at that place. */
#include "events.h"

#include <stddef.h>

#if PY_VERSION_HEX < 0x030C0000

PyObject *planproof_monitoring_callbacks(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    PyErr_SetString(PyExc_NotImplementedError, "sys.monitoring came with Python 3.12");
    return NULL;
}

#else

typedef struct callback {
    PyObject_HEAD vectorcallfunc call;
} callback;

enum { CODE_UNIT_BYTES = 2 };

static PyObject *disable; /* sys.monitoring.DISABLE */

/* The word of the function that an event is about. */
static inline planproof_known word_of(PyObject *const *arguments)
{
    PyCodeObject *code = (PyCodeObject *)arguments[0];
    planproof_known word = planproof_code_word(code);
    if (__builtin_expect((word & PLANPROOF_WORD_RECORDING) != planproof_active.number, 0))
        word = planproof_function_look(code, PyEval_GetGlobals());
    return word;
}

static PyObject *on_start(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    planproof_known word = word_of(arguments);
    (void)self, (void)count, (void)names;
    if (word & PLANPROOF_WORD_FILTERED)
        return Py_NewRef(disable);
    planproof_event_begin(word, word & PLANPROOF_WORD_INSTANCE ? planproof_frame_now() : NULL);
    Py_RETURN_NONE;
}

static PyObject *on_resume(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    planproof_known word = word_of(arguments);
    (void)self, (void)count, (void)names;
    if (word & PLANPROOF_WORD_FILTERED)
        return Py_NewRef(disable);
    planproof_event_resume(word, planproof_frame_now());
    Py_RETURN_NONE;
}

static PyObject *on_return(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    planproof_known word = word_of(arguments);
    (void)self, (void)count, (void)names;
    if (word & PLANPROOF_WORD_FILTERED)
        return Py_NewRef(disable);
    planproof_event_end(PLANPROOF_EVENT_RETURN, word, word & PLANPROOF_WORD_INSTANCE ? planproof_frame_now() : NULL);
    Py_RETURN_NONE;
}

static PyObject *on_yield(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    planproof_known word = word_of(arguments);
    (void)self, (void)count, (void)names;
    if (word & PLANPROOF_WORD_FILTERED)
        return Py_NewRef(disable);
    planproof_event_yield(word, planproof_frame_now());
    Py_RETURN_NONE;
}

/* Unwinding and throwing can't be disabled: DISABLE there raises, and takes the callback away. */
static PyObject *on_unwind(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    planproof_known word = word_of(arguments);
    (void)self, (void)count, (void)names;
    if ((word & PLANPROOF_WORD_FILTERED) == 0) {
        planproof_event_raised(arguments[2]);
        planproof_event_end(PLANPROOF_EVENT_UNWIND, word,
                            word & PLANPROOF_WORD_INSTANCE ? planproof_frame_now() : NULL);
        planproof_event_unwound(arguments[2]);
    }
    Py_RETURN_NONE;
}

/* Whether a generator that is thrown into has never run: it stands where it was made. */
static bool is_unstarted(PyObject *const *arguments)
{
    long offset = PyLong_AsLong(arguments[1]);
    const PyCodeObject *code = (const PyCodeObject *)arguments[0];
    return offset <= (long)(code->_co_firsttraceable * CODE_UNIT_BYTES);
}

static PyObject *on_throw(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    planproof_known word = word_of(arguments);
    (void)self, (void)count, (void)names;
    if ((word & PLANPROOF_WORD_FILTERED) == 0) {
        if (is_unstarted(arguments))
            planproof_instance_end(planproof_frame_now()); /* of one that lay there before */
        planproof_event_raised(arguments[2]);
        planproof_event_resume(word, planproof_frame_now());
    }
    Py_RETURN_NONE;
}

/* Whether the interpreter goes on in Python code by itself: such a call has a PY_START of its own and no C_RETURN. */
static bool is_python(PyObject *callable)
{
    if (PyMethod_Check(callable))
        callable = PyMethod_GET_FUNCTION(callable);
    return PyFunction_Check(callable);
}

/* One of the three events of a call of C code, whose end has the same id. */
static void native_event(planproof_event_kind kind, PyObject *callable)
{
    uint32_t id = planproof_native_id(callable);
    if (id)
        planproof_event_of(kind, (planproof_known)id << 32);
}

static PyObject *on_call(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    planproof_known word = word_of(arguments);
    (void)self, (void)count, (void)names;
    if (word & PLANPROOF_WORD_FILTERED)
        return Py_NewRef(disable);
    if (!is_python(arguments[2]))
        native_event(PLANPROOF_EVENT_NATIVE_CALL, arguments[2]);
    Py_RETURN_NONE;
}

/* The end can't be disabled; of a call whose begin is disabled the interpreter doesn't tell it. */
static PyObject *on_native_return(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    (void)self, (void)count, (void)names;
    if ((word_of(arguments) & PLANPROOF_WORD_FILTERED) == 0 && !is_python(arguments[2]))
        native_event(PLANPROOF_EVENT_RETURN, arguments[2]);
    Py_RETURN_NONE;
}

static PyObject *on_native_raise(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names)
{
    (void)self, (void)count, (void)names;
    if ((word_of(arguments) & PLANPROOF_WORD_FILTERED) == 0 && !is_python(arguments[2]))
        native_event(PLANPROOF_EVENT_UNWIND, arguments[2]);
    Py_RETURN_NONE;
}

static PyTypeObject callback_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "planproof.trace._recorder.Callback",
    .tp_doc = "Receives one kind of event from sys.monitoring.",
    .tp_basicsize = sizeof(callback),
    .tp_vectorcall_offset = offsetof(callback, call),
    .tp_call = PyVectorcall_Call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};

static bool add(PyObject *callbacks, const char *event, vectorcallfunc call)
{
    callback *made = PyObject_New(callback, &callback_type);
    int failed;
    if (made == NULL)
        return false;
    made->call = call;
    failed = PyDict_SetItemString(callbacks, event, (PyObject *)made);
    Py_DECREF(made);
    return failed == 0;
}

static bool find_disable(void)
{
    PyObject *monitoring = PySys_GetObject("monitoring");
    if (disable == NULL && monitoring)
        disable = PyObject_GetAttrString(monitoring, "DISABLE");
    return disable != NULL;
}

PyObject *planproof_monitoring_callbacks(PyObject *module, PyObject *unused)
{
    PyObject *callbacks = PyDict_New();
    (void)module, (void)unused;
    if (callbacks && PyType_Ready(&callback_type) == 0 && find_disable() && add(callbacks, "PY_START", on_start) &&
        add(callbacks, "PY_RESUME", on_resume) && add(callbacks, "PY_RETURN", on_return) &&
        add(callbacks, "PY_YIELD", on_yield) && add(callbacks, "PY_UNWIND", on_unwind) &&
        add(callbacks, "PY_THROW", on_throw) &&
        (!planproof_active.native_calls ||
         (add(callbacks, "CALL", on_call) && add(callbacks, "C_RETURN", on_native_return) &&
          add(callbacks, "C_RAISE", on_native_raise))))
        return callbacks;
    Py_XDECREF(callbacks);
    return NULL;
}

#endif
