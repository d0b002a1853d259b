/* What the interpreter's own structures say, where asking its functions would cost more than the event itself. Each version that is read
 * so is named here; any other doesn't compile. */
#ifndef PLANPROOF_INTERPRETER_H
#define PLANPROOF_INTERPRETER_H

#include "binding.h"

#if PY_VERSION_HEX < 0x030B0000 || PY_VERSION_HEX >= 0x030E0000
#error "the recorder knows the interpreters 3.11, 3.12 and 3.13"
#endif
#ifdef Py_GIL_DISABLED
#error "the recorder doesn't know free-threaded interpreters"
#endif

/* As Objects/codeobject.c lays out co_extra in 3.11 to 3.13; planproof_session_begin_in_process holds it against the interpreter's answer. */
typedef struct planproof_code_extra {
    Py_ssize_t size;
    void *values[1];
} planproof_code_extra;

/* What is known of a function; 0 when nothing is. */
static inline planproof_known planproof_code_word(const PyCodeObject *code)
{
    const planproof_code_extra *extra = code->co_extra;
    return extra && extra->size > planproof_active.extra ? (planproof_known)extra->values[planproof_active.extra] : 0;
}

/* What is known of a function in this recording, looked at when it is new. */
static inline planproof_known planproof_function_word(PyCodeObject *code, PyObject *globals)
{
    planproof_known word = planproof_code_word(code);
    if (__builtin_expect((word & PLANPROOF_WORD_RECORDING) != planproof_active.number, 0))
        word = planproof_function_look(code, globals);
    return word;
}

/* Where the frame lies that the calling thread is in: the same for a generator as long as it lives. */
static inline const void *planproof_frame_now(void)
{
#if PY_VERSION_HEX >= 0x030D0000
    return PyThreadState_GetUnchecked()->current_frame;
#else
    return _PyThreadState_UncheckedGet()->cframe->current_frame;
#endif
}

#endif
