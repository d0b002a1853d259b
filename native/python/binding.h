/* What the files of the Python binding share. Only this folder knows Python.h; everything here runs under the interpreter's lock.
 *
 *     module.c      the module, and what it refuses
 *     session.c     this process joins a session, and leaves it
 *     reading.c     event files, chunk by chunk
 *     controller.c  the other end of a session: makes lanes for targets, drains them
 *     functions.c   ids of functions, exception types, spans and marks, and the line that each has in functions-PID.jsonl
 *     events.h, .c  an event's way to the calling thread's lane
 *     question.c    asks Python code something in the middle of an event
 *     spans.c       spans and marks, which the program places
 *     instances.c   which generator, coroutine or task an event belongs to
 *     monitoring.c, profile.c, frame.c
 *                   the three back ends: events by sys.monitoring, by the C profile hook, by frame evaluation
 */
#ifndef PLANPROOF_BINDING_H
#define PLANPROOF_BINDING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

#include "planproof/registry.h"

#if PY_VERSION_HEX < 0x030C0000
#define PyUnstable_Code_SetExtra _PyCode_SetExtra
#define PyUnstable_Eval_RequestCodeExtraIndex _PyEval_RequestCodeExtraIndex
#endif

/* What is known of a function, in its code object's extra slot; 0 before it was looked at.
 *
 *     bits 32 to 60   its id, where an event has it
 *     bits 8 to 31    the recording that looked at it
 *     bits 0 to 7     flags
 */
typedef uint64_t planproof_known;

enum {
    PLANPROOF_WORD_FILTERED = 1, /* not recorded */
    PLANPROOF_WORD_INSTANCE = 2, /* a generator, coroutine or asynchronous generator */
    PLANPROOF_WORD_AWAITS = 4    /* a coroutine or asynchronous generator */
};

#define PLANPROOF_WORD_ID UINT64_C(0x1fffffff00000000)
#define PLANPROOF_WORD_RECORDING UINT64_C(0xffffff00)

/* The recording of this process; one at a time. */
typedef struct planproof_recording {
    uint64_t number;       /* of the recording, where a word has it; 0 while nothing is recorded */
    Py_ssize_t extra;      /* index of our slot in code objects; -1 before the first recording */
    PyObject *describe;    /* (code, module) -> the line of its function, or None when it isn't recorded */
    PyObject *name_thread; /* (slot, generation) -> the line of the calling thread */
    PyObject *number_task; /* (task) -> its number */
    bool native_calls;     /* calls of C functions from recorded code are recorded too */
} planproof_recording;

extern planproof_recording planproof_active;

/* Around a question to Python code: keeps an exception that is on its way, and gives room to functions that were called at the
 * limit of recursion. */
extern _Thread_local bool planproof_asking;
PyObject *planproof_question_begins(void);
void planproof_question_ends(PyObject *exception);

/* session.c */
PyObject *planproof_session_begin(PyObject *module, PyObject *arguments);
PyObject *planproof_session_end(PyObject *module, PyObject *unused);
PyObject *planproof_session_after_fork(PyObject *module, PyObject *unused);

/* reading.c */
PyObject *planproof_read_chunks(PyObject *module, PyObject *path);
PyObject *planproof_read_events(PyObject *module, PyObject *path);

/* controller.c */
PyObject *planproof_controller_open(PyObject *module, PyObject *arguments);
PyObject *planproof_controller_progress(PyObject *module, PyObject *capsule);
PyObject *planproof_controller_close(PyObject *module, PyObject *capsule);

/* functions.c */
/* Opens functions-PID.jsonl and threads-PID.jsonl in that folder; a fork's child begins with its parent's lines. False with an
 * exception set. */
bool planproof_names_open(PyObject *folder, bool forked);
void planproof_names_close(void);
/* Lines that could not be written. */
uint64_t planproof_names_lost(void);
/* Appends the line of a thread, which it takes; NULL is an exception, which is told. */
void planproof_names_thread(PyObject *line);
/* Looks at a function for the first time in this recording; never fails: what can't be described isn't recorded. */
planproof_known planproof_function_look(PyCodeObject *code, PyObject *globals);
/* The id of a name of that kind (`span`, `mark`, `exception`) in a table of such names; 0 with an exception set. */
uint32_t planproof_name_id(const char *kind, PyObject *module, PyObject *name);
/* The id of something that C code stands behind: a builtin function, a method of a builtin type, a type; of another callable its
 * type's. 0 when it can't be had. */
uint32_t planproof_native_id(PyObject *callable);
/* The id of an exception type; 0 when it can't be had. */
uint32_t planproof_exception_id(PyTypeObject *type);

/* instances.c */
/* A new number for the generator whose frame lies there. */
uint64_t planproof_instance_begin(const void *frame);
/* The number it has; a new one when it was never seen to begin. */
uint64_t planproof_instance_of(const void *frame);
void planproof_instance_end(const void *frame);
void planproof_instances_forget(void);
/* The number of the asyncio task that runs in the calling thread; 0 for none. */
uint64_t planproof_task_now(void);

/* Methods of the module. */
PyObject *planproof_monitoring_callbacks(PyObject *module, PyObject *unused);
PyObject *planproof_profile_start(PyObject *module, PyObject *unused);
PyObject *planproof_profile_stop(PyObject *module, PyObject *unused);
PyObject *planproof_profile_thread(PyObject *module, PyObject *arguments);
PyObject *planproof_frame_try(PyObject *module, PyObject *function);
PyObject *planproof_frame_start(PyObject *module, PyObject *unused);
PyObject *planproof_frame_stop(PyObject *module, PyObject *unused);
PyObject *planproof_span_begin(PyObject *module, PyObject *name);
PyObject *planproof_span_end(PyObject *module, PyObject *id);
PyObject *planproof_mark(PyObject *module, PyObject *text);

#endif
