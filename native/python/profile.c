/* Events by the C profile hook (3.11). It is called when a frame is entered and left, and doesn't say how: the instruction where the
 * frame stands does.
 *
 *     entered at   RESUME 0            a call         RESUME 1 to 3                  a resume
 *                  YIELD_VALUE, RETURN_GENERATOR      an exception is thrown into a generator: a resume
 *     left at      YIELD_VALUE, with a value: a yield     with no value: an unwind     otherwise a return
 */
#include "events.h"

#if PY_VERSION_HEX >= 0x030C0000

static PyObject *too_new(void)
{
    PyErr_SetString(PyExc_NotImplementedError, "the profile hook is read on Python 3.11 only");
    return NULL;
}

PyObject *planproof_profile_start(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return too_new();
}

PyObject *planproof_profile_stop(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return too_new();
}

PyObject *planproof_profile_thread(PyObject *module, PyObject *arguments)
{
    (void)module, (void)arguments;
    return too_new();
}

#else

#include <opcode.h>

/* The instruction where the frame stands, as it was compiled or as the interpreter has specialised it. */
static inline _Py_CODEUNIT instruction_at(PyFrameObject *frame, const PyCodeObject *code)
{
    int offset = PyFrame_GetLasti(frame);
    return offset < 0 ? 0 : *(const _Py_CODEUNIT *)(code->co_code_adaptive + offset);
}

static void entered(planproof_known word, _Py_CODEUNIT instruction)
{
    int operation = _Py_OPCODE(instruction);
    bool resumes = operation == RESUME || operation == RESUME_QUICK;
    const void *frame = planproof_frame_now();
    if (resumes && _Py_OPARG(instruction) == 0) {
        planproof_event_begin(word, frame);
        return;
    }
    if (operation == RETURN_GENERATOR)
        planproof_instance_end(frame); /* of one that lay there before */
    planproof_event_resume(word, frame);
}

static void left(planproof_known word, _Py_CODEUNIT instruction, const PyObject *value)
{
    const void *frame = planproof_frame_now();
    if (value == NULL)
        planproof_event_end(PLANPROOF_EVENT_UNWIND, word, frame);
    else if (_Py_OPCODE(instruction) == YIELD_VALUE)
        planproof_event_yield(word, frame);
    else
        planproof_event_end(PLANPROOF_EVENT_RETURN, word, frame);
}

static PyObject *globals_of(PyFrameObject *frame)
{
    PyObject *globals = PyFrame_GetGlobals(frame);
    Py_XDECREF(globals); /* the frame has it too */
    return globals;
}

/* A call of C code from recorded code, and its end. */
static void native_event(int what, PyObject *callable)
{
    planproof_event_kind kind = what == PyTrace_C_CALL     ? PLANPROOF_EVENT_NATIVE_CALL
                                : what == PyTrace_C_RETURN ? PLANPROOF_EVENT_RETURN
                                                           : PLANPROOF_EVENT_UNWIND;
    uint32_t id = planproof_native_id(callable);
    if (id)
        planproof_event_of(kind, (planproof_known)id << 32);
}

static int on_event(PyObject *self, PyFrameObject *frame, int what, PyObject *value)
{
    PyCodeObject *code;
    planproof_known word;
    (void)self;
    if (what != PyTrace_CALL && what != PyTrace_RETURN && !planproof_active.native_calls)
        return 0;
    code = PyFrame_GetCode(frame);
    Py_DECREF(code); /* the frame has it too */
    word = planproof_code_word(code);
    if (__builtin_expect((word & PLANPROOF_WORD_RECORDING) != planproof_active.number, 0))
        word = planproof_function_look(code, globals_of(frame));
    if (word & PLANPROOF_WORD_FILTERED)
        return 0;
    if (what != PyTrace_CALL && what != PyTrace_RETURN) {
        native_event(what, value);
        return 0;
    }
    if (__builtin_expect((word & PLANPROOF_WORD_INSTANCE) == 0, 1))
        planproof_event_of(what == PyTrace_CALL ? PLANPROOF_EVENT_CALL
                           : value              ? PLANPROOF_EVENT_RETURN
                                                : PLANPROOF_EVENT_UNWIND,
                           word);
    else if (what == PyTrace_CALL)
        entered(word, instruction_at(frame, code));
    else
        left(word, instruction_at(frame, code), value);
    return 0;
}

static bool is_ours(const PyThreadState *thread)
{
    return thread->c_profilefunc == on_event;
}

/* Sets or takes away the profile function of every thread; how many were not as expected. */
static long in_all_threads(Py_tracefunc function)
{
    long others = 0;
    PyThreadState *thread = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
    for (; thread; thread = PyThreadState_Next(thread)) {
        others += function ? thread->c_profilefunc && !is_ours(thread) : !is_ours(thread);
        if (function || is_ours(thread))
            _PyEval_SetProfile(thread, function, NULL);
    }
    return others;
}

PyObject *planproof_profile_start(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyLong_FromLong(in_all_threads(on_event));
}

PyObject *planproof_profile_stop(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyLong_FromLong(in_all_threads(NULL));
}

/* Called once in a new thread by the function that threading.setprofile has set there; puts ours in its place. */
PyObject *planproof_profile_thread(PyObject *module, PyObject *arguments)
{
    PyObject *frame, *value;
    const char *what;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O!sO", &PyFrame_Type, &frame, &what, &value))
        return NULL;
    PyEval_SetProfile(planproof_active.number ? on_event : NULL, NULL);
    if (planproof_active.number && strcmp(what, "call") == 0)
        on_event(NULL, (PyFrameObject *)frame, PyTrace_CALL, Py_None);
    Py_RETURN_NONE;
}

#endif
