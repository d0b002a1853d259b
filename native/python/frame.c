/* Events by frame evaluation (PEP 523): a function around the evaluation of every frame. The interface is private to each version of the
 * interpreter, and there is one owner a process, so each start asks who has it and tries it out (planproof.trace.self_test).
 *
 *     a function           CALL, the frame is evaluated, RETURN or UNWIND
 *     a generator          evaluated once when it is made, which is no event; then by each send: CALL or RESUME, then YIELD, RETURN or UNWIND
 */
#define Py_BUILD_CORE
#include <Python.h>

#include <internal/pycore_frame.h>
#undef Py_BUILD_CORE

#include "events.h"

#include <dlfcn.h>
#include <pthread.h>

enum {
    TRIED_MAX = 64,
    STACK_SPARE_BYTES = 512 * 1024,
    C_UNITS_A_FRAME = 2 /* what evaluating a frame takes off the count of C calls, in 3.12 and 3.13 */
};

static struct {
    PyObject *file; /* whose functions are looked at; NULL while nothing is tried */
    int count;
    uint8_t kinds[TRIED_MAX];
} tried;

static inline PyCodeObject *code_of(const _PyInterpreterFrame *frame)
{
#if PY_VERSION_HEX >= 0x030D0000
    return (PyCodeObject *)frame->f_executable;
#else
    return frame->f_code;
#endif
}

static inline bool is_of_generator(const _PyInterpreterFrame *frame)
{
    return frame->owner == FRAME_OWNED_BY_GENERATOR;
}

/* Whether a generator has not run so far: it stands before the RESUME that every function begins with. */
static bool is_fresh(const _PyInterpreterFrame *frame, const PyCodeObject *code)
{
    const _Py_CODEUNIT *start = (const _Py_CODEUNIT *)(const void *)code->co_code_adaptive;
#if PY_VERSION_HEX >= 0x030D0000
    return frame->instr_ptr - start <= code->_co_firsttraceable;
#else
    return frame->prev_instr - start < code->_co_firsttraceable;
#endif
}

/* Whether a generator that was evaluated, and whose frame that is, can go on. */
static bool is_suspended(const void *frame)
{
    const PyGenObject *generator =
        (const PyGenObject *)(const void *)((const char *)frame - offsetof(PyGenObject, gi_iframe));
    return generator->gi_frame_state < 0;
}

static planproof_event_kind kind_of_end(const PyObject *value, bool suspended)
{
    if (value == NULL)
        return PLANPROOF_EVENT_UNWIND;
    return suspended ? PLANPROOF_EVENT_YIELD : PLANPROOF_EVENT_RETURN;
}

/* The exception that is on its way; borrowed. */
static PyObject *exception_now(const PyThreadState *thread)
{
#if PY_VERSION_HEX >= 0x030C0000
    return thread->current_exception;
#else
    return thread->curexc_value ? thread->curexc_value : thread->curexc_type;
#endif
}

static void say_exception(const PyThreadState *thread)
{
    PyObject *exception = exception_now(thread);
    if (exception)
        planproof_event_raised(exception);
}

/* The exception's type and the unwind of a function. */
static void unwinds(const PyThreadState *thread, planproof_known word, const void *frame)
{
    say_exception(thread);
    planproof_event_end(PLANPROOF_EVENT_UNWIND, word, frame);
    planproof_event_unwound(exception_now(thread));
}

/* How far down the calling thread's stack may grow: a quarter of it, at most STACK_SPARE_BYTES, is left to C code. */
static _Thread_local uintptr_t stack_floor;

static uintptr_t find_stack_floor(void)
{
    pthread_attr_t attributes;
    void *lowest = NULL;
    size_t size_bytes = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &lowest, &size_bytes);
        pthread_attr_destroy(&attributes);
    }
    stack_floor = (uintptr_t)lowest + (size_bytes / 4 < STACK_SPARE_BYTES ? size_bytes / 4 : STACK_SPARE_BYTES);
    return stack_floor;
}

/* Evaluates a frame as the interpreter would without the hook: there, calls from Python to Python take no C stack and only the limit of
 * recursion counts. Here they take some, so the count of C calls is left as it was, and the stack itself is watched instead. */
static inline PyObject *evaluate(PyThreadState *thread, _PyInterpreterFrame *frame, int throws)
{
    PyObject *value;
    uintptr_t floor = stack_floor ? stack_floor : find_stack_floor();
    if (__builtin_expect((uintptr_t)__builtin_frame_address(0) < floor && !throws, 0)) {
        PyErr_SetString(PyExc_RecursionError, "the stack is used up: calls need more of it under the frame back end");
        throws = 1;
    }
#if PY_VERSION_HEX >= 0x030C0000
    thread->c_recursion_remaining += C_UNITS_A_FRAME;
#endif
    value = _PyEval_EvalFrameDefault(thread, frame, throws);
#if PY_VERSION_HEX >= 0x030C0000
    thread->c_recursion_remaining -= C_UNITS_A_FRAME;
#endif
    return value;
}

static PyObject *evaluate_generator(PyThreadState *thread, _PyInterpreterFrame *frame, int throws, planproof_known word)
{
    uint64_t recording = planproof_active.number;
    bool fresh = is_fresh(frame, code_of(frame));
    PyObject *value;
    if (fresh && !throws) {
        planproof_event_begin(word, frame);
    } else {
        if (fresh)
            planproof_instance_end(frame); /* of one that lay there before */
        if (throws)
            say_exception(thread);
        planproof_event_resume(word, frame);
    }
    value = evaluate(thread, frame, throws);
    if (recording != planproof_active.number)
        return value;
    if (value && is_suspended(frame)) {
        planproof_event_yield(word, frame);
        return value;
    }
    if (value)
        planproof_event_end(PLANPROOF_EVENT_RETURN, word, frame);
    else
        unwinds(thread, word, frame);
    return value;
}

static PyObject *on_frame(PyThreadState *thread, _PyInterpreterFrame *frame, int throws)
{
    planproof_known word;
    uint64_t recording = planproof_active.number;
    PyObject *value;
    if (planproof_asking) /* its few frames may use the spare stack */
        return _PyEval_EvalFrameDefault(thread, frame, throws);
    word = planproof_function_word(code_of(frame), frame->f_globals);
    if (__builtin_expect((word & (PLANPROOF_WORD_FILTERED | PLANPROOF_WORD_INSTANCE)) != 0, 0)) {
        if (word & PLANPROOF_WORD_FILTERED || !is_of_generator(frame))
            return evaluate(thread, frame, throws);
        return evaluate_generator(thread, frame, throws, word);
    }
    planproof_event_of(PLANPROOF_EVENT_CALL, word);
    value = evaluate(thread, frame, throws);
    if (__builtin_expect(recording != planproof_active.number, 0))
        return value;
    if (__builtin_expect(value != NULL, 1))
        planproof_event_of(PLANPROOF_EVENT_RETURN, word);
    else
        unwinds(thread, word, NULL);
    return value;
}

static void note(planproof_event_kind kind)
{
    if (tried.count < TRIED_MAX)
        tried.kinds[tried.count] = (uint8_t)kind;
    tried.count++;
}

static PyObject *on_tried_frame(PyThreadState *thread, _PyInterpreterFrame *frame, int throws)
{
    const PyCodeObject *code = code_of(frame);
    bool generates = (code->co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) != 0;
    PyObject *value;
    if (tried.file == NULL || PyUnicode_Compare(code->co_filename, tried.file) != 0 ||
        (generates && !is_of_generator(frame)))
        return evaluate(thread, frame, throws);
    note(generates && (throws || !is_fresh(frame, code)) ? PLANPROOF_EVENT_RESUME : PLANPROOF_EVENT_CALL);
    value = evaluate(thread, frame, throws);
    note(kind_of_end(value, generates && value && is_suspended(frame)));
    return value;
}

/* Takes the hook for that function; false with the file of whoever has it as the exception's text. */
static bool take(_PyFrameEvalFunction function)
{
    PyInterpreterState *interpreter = PyInterpreterState_Main();
    _PyFrameEvalFunction owner = _PyInterpreterState_GetEvalFrameFunc(interpreter);
    Dl_info found;
    if (owner != _PyEval_EvalFrameDefault) {
        bool known = dladdr((void *)(uintptr_t)owner, &found) && found.dli_fname;
        PyErr_SetString(PyExc_RuntimeError, known ? found.dli_fname : "a library that can't be told");
        return false;
    }
    _PyInterpreterState_SetEvalFrameFunc(interpreter, function);
    return true;
}

/* Gives the hook back; false when somebody else has taken it meanwhile, who keeps it. */
static bool give_back(_PyFrameEvalFunction function)
{
    PyInterpreterState *interpreter = PyInterpreterState_Main();
    if (_PyInterpreterState_GetEvalFrameFunc(interpreter) != function)
        return false;
    _PyInterpreterState_SetEvalFrameFunc(interpreter, _PyEval_EvalFrameDefault);
    return true;
}

PyObject *planproof_frame_start(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    if (!take(on_frame))
        return NULL;
    Py_RETURN_NONE;
}

PyObject *planproof_frame_stop(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyBool_FromLong(give_back(on_frame));
}

static PyObject *kinds_tried(void)
{
    int count = tried.count < TRIED_MAX ? tried.count : TRIED_MAX;
    return PyBytes_FromStringAndSize((const char *)tried.kinds, count);
}

PyObject *planproof_frame_try(PyObject *module, PyObject *function)
{
    PyObject *result, *kinds;
    (void)module;
    if (!PyFunction_Check(function) || !take(on_tried_frame)) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "a function is needed");
        return NULL;
    }
    tried.count = 0;
    tried.file = ((PyCodeObject *)PyFunction_GET_CODE(function))->co_filename;
    result = PyObject_CallNoArgs(function);
    tried.file = NULL;
    give_back(on_tried_frame);
    kinds = result ? kinds_tried() : NULL;
    Py_XDECREF(result);
    return kinds;
}
