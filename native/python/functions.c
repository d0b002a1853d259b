/* Ids of functions, exception types, spans and marks. The line of each is in functions-PID.jsonl before its id is used:
 *
 *     {"id": 7, "kind": "python", "module": "app.core", "name": "Store.read", "file": "/app/core.py", "line": 12}
 *
 * Lines are appended with one write each, so that a reader of a killed process sees whole ones. */
#include "interpreter.h"

#include "planproof/chunk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { COPY_BYTES = 65536, LINE_DONE = 1000 };

static int functions_file = -1;
static int threads_file = -1;
static off_t functions_bytes; /* written so far */
static pid_t functions_pid;
static uint32_t last_id;
static uint64_t lines_lost;
static PyObject *named; /* (kind, module, name) -> id, and address of what is native -> (id, it) */

static bool write_all(int file, const char *bytes, Py_ssize_t size_bytes)
{
    ssize_t written;
    do {
        written = write(file, bytes, (size_t)size_bytes);
    } while (written < 0 && errno == EINTR);
    return written == size_bytes;
}

static int open_in(PyObject *folder, const char *name, int flags)
{
    PyObject *path = PyUnicode_FromFormat("%U/%s-%d.jsonl", folder, name, (int)getpid());
    PyObject *bytes = path ? PyUnicode_EncodeFSDefault(path) : NULL;
    int file = bytes ? open(PyBytes_AS_STRING(bytes), flags | O_CLOEXEC, 0600) : -1;
    if (bytes && file < 0)
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    Py_XDECREF(bytes);
    Py_XDECREF(path);
    return file;
}

/* What the parent had written when it forked: the child has the ids of all of it. */
static bool copy_from_parent(int parent, off_t size_bytes)
{
    static char bytes[COPY_BYTES];
    for (off_t copied = 0; copied < size_bytes;) {
        off_t left = size_bytes - copied;
        ssize_t step = pread(parent, bytes, (size_t)(left < COPY_BYTES ? left : COPY_BYTES), copied);
        if (step <= 0 || !write_all(functions_file, bytes, step))
            return false;
        copied += step;
    }
    return true;
}

/* The highest id in a file of lines; of a line that was torn, the digits that are there. */
static uint32_t highest_id(int file)
{
    static const char start[] = "{\"id\": ";
    static char bytes[COPY_BYTES];
    size_t matched = 0; /* of the line's start; LINE_DONE where the line isn't looked at any more */
    uint32_t highest = 0, id = 0;
    off_t offset = 0;
    for (ssize_t step; (step = pread(file, bytes, sizeof bytes, offset)) > 0; offset += step)
        for (ssize_t place = 0; place < step; place++) {
            char byte = bytes[place];
            if (byte == '\n')
                matched = id = 0;
            else if (matched < sizeof start - 1)
                matched = byte == start[matched] ? matched + 1 : LINE_DONE;
            else if (matched != LINE_DONE && byte >= '0' && byte <= '9' && id < PLANPROOF_FUNCTION_MAX / 10)
                highest = (id = id * 10 + (uint32_t)(byte - '0')) > highest ? id : highest;
            else
                matched = LINE_DONE;
        }
    return highest;
}

bool planproof_names_open(PyObject *folder, bool forked)
{
    int parent = functions_file;
    bool whole = true;
    /* A program that replaced itself by exec has its number still, and goes on in its files. */
    int flags = O_RDWR | O_CREAT | O_APPEND | (forked ? O_EXCL : 0);
    close(threads_file);
    functions_file = open_in(folder, "functions", flags);
    threads_file = functions_file < 0 ? -1 : open_in(folder, "threads", flags);
    if (forked && threads_file >= 0)
        whole = copy_from_parent(parent, functions_bytes);
    if (parent >= 0)
        close(parent);
    if (!forked) {
        last_id = threads_file < 0 ? 0 : highest_id(functions_file);
        functions_bytes = threads_file < 0 ? 0 : lseek(functions_file, 0, SEEK_END);
        lines_lost = 0;
        Py_XSETREF(named, PyDict_New());
    }
    if (!whole)
        PyErr_SetFromErrno(PyExc_OSError);
    functions_pid = getpid();
    return threads_file >= 0 && whole && named;
}

void planproof_names_close(void)
{
    if (functions_file >= 0)
        close(functions_file);
    if (threads_file >= 0)
        close(threads_file);
    functions_file = threads_file = -1;
    Py_CLEAR(named);
}

uint64_t planproof_names_lost(void)
{
    return lines_lost;
}

/* Appends a line, given without its opening brace, behind its id; what could not be written is counted. */
static uint32_t append(PyObject *rest)
{
    char start[32];
    Py_ssize_t rest_bytes;
    const char *text = PyUnicode_AsUTF8AndSize(rest, &rest_bytes);
    int start_bytes = snprintf(start, sizeof start, "{\"id\": %u, ", last_id + 1);
    char *line = text ? PyMem_Malloc((size_t)(start_bytes + rest_bytes + 1)) : NULL;
    if (line == NULL || last_id == PLANPROOF_FUNCTION_MAX) {
        PyMem_Free(line);
        return 0;
    }
    memcpy(line, start, (size_t)start_bytes);
    memcpy(line + start_bytes, text, (size_t)rest_bytes);
    line[start_bytes + rest_bytes] = '\n';
    if (write_all(functions_file, line, start_bytes + rest_bytes + 1))
        functions_bytes += start_bytes + rest_bytes + 1;
    else
        lines_lost++;
    PyMem_Free(line);
    return ++last_id;
}

void planproof_names_thread(PyObject *line)
{
    Py_ssize_t size_bytes;
    const char *text = line ? PyUnicode_AsUTF8AndSize(line, &size_bytes) : NULL;
    if (text == NULL)
        PyErr_WriteUnraisable(NULL);
    else if (!write_all(threads_file, text, size_bytes))
        lines_lost++;
    Py_XDECREF(line);
}

static PyObject *module_of(PyObject *globals)
{
    PyObject *name = globals ? PyDict_GetItemString(globals, "__name__") : NULL;
    return name && PyUnicode_Check(name) ? Py_NewRef(name) : PyUnicode_FromString("");
}

static planproof_known flags_of(const PyCodeObject *code)
{
    planproof_known flags = 0;
    if (code->co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR))
        flags |= PLANPROOF_WORD_INSTANCE;
    if (code->co_flags & (CO_COROUTINE | CO_ASYNC_GENERATOR | CO_ITERABLE_COROUTINE))
        flags |= PLANPROOF_WORD_AWAITS;
    return flags;
}

planproof_known planproof_function_look(PyCodeObject *code, PyObject *globals)
{
    PyObject *before = planproof_question_begins();
    PyObject *module = module_of(globals);
    PyObject *line = module ? PyObject_CallFunctionObjArgs(planproof_active.describe, code, module, NULL) : NULL;
    uint32_t id = line && line != Py_None ? append(line) : 0;
    planproof_known word = (planproof_known)id << 32 | planproof_active.number;
    word |= id ? flags_of(code) : PLANPROOF_WORD_FILTERED;
    if (PyErr_Occurred())
        PyErr_WriteUnraisable((PyObject *)code);
    if (PyUnstable_Code_SetExtra((PyObject *)code, planproof_active.extra, (void *)word) < 0)
        PyErr_WriteUnraisable((PyObject *)code);
    Py_XDECREF(line);
    Py_XDECREF(module);
    planproof_question_ends(before);
    return word;
}

static uint32_t known_id(PyObject *key)
{
    PyObject *known = PyDict_GetItemWithError(named, key);
    return known ? (uint32_t)PyLong_AsUnsignedLong(known) : 0;
}

/* Gives a name a line and keeps its id. */
static uint32_t new_id(PyObject *key, const char *kind, PyObject *module, PyObject *name)
{
    PyObject *line = PyObject_CallFunction(planproof_active.describe, "sOO", kind, module, name);
    uint32_t id = line ? append(line) : 0;
    PyObject *number = id ? PyLong_FromUnsignedLong(id) : NULL;
    if (number && PyDict_SetItem(named, key, number) < 0)
        id = 0;
    Py_XDECREF(number);
    Py_XDECREF(line);
    return id;
}

uint32_t planproof_name_id(const char *kind, PyObject *module, PyObject *name)
{
    PyObject *key = Py_BuildValue("(sOO)", kind, module, name);
    uint32_t id = key ? known_id(key) : 0;
    if (key && id == 0 && !PyErr_Occurred())
        id = new_id(key, kind, module, name);
    Py_XDECREF(key);
    return id;
}

uint32_t planproof_exception_id(PyTypeObject *type)
{
    PyObject *before = planproof_question_begins();
    PyObject *module = PyObject_GetAttrString((PyObject *)type, "__module__");
    PyObject *name = PyObject_GetAttrString((PyObject *)type, "__qualname__");
    uint32_t id = module && name ? planproof_name_id("exception", module, name) : 0;
    if (PyErr_Occurred())
        PyErr_WriteUnraisable((PyObject *)type);
    Py_XDECREF(name);
    Py_XDECREF(module);
    planproof_question_ends(before);
    return id;
}

/* What a callable is known by: a builtin function by its definition, which its bound copies share. */
static const void *address_of(PyObject *callable)
{
    return PyCFunction_Check(callable) ? (const void *)((PyCFunctionObject *)callable)->m_ml : (const void *)callable;
}

static PyObject *text_of(PyObject *callable, const char *attribute)
{
    PyObject *value = PyObject_GetAttrString(callable, attribute);
    if (value && PyUnicode_Check(value))
        return value;
    Py_XDECREF(value);
    PyErr_Clear();
    return PyUnicode_FromString("");
}

/* Gives it a line. It is kept with its id: at its address nothing else can come to lie. */
static uint32_t new_native_id(PyObject *key, PyObject *callable)
{
    PyObject *module = text_of(callable, "__module__");
    PyObject *name = text_of(callable, "__qualname__");
    PyObject *line =
        module && name ? PyObject_CallFunction(planproof_active.describe, "sOO", "native", module, name) : NULL;
    uint32_t id = line ? append(line) : 0;
    PyObject *known = id ? Py_BuildValue("(IO)", id, callable) : NULL;
    if (known == NULL || PyDict_SetItem(named, key, known) < 0)
        id = 0;
    Py_XDECREF(known);
    Py_XDECREF(line);
    Py_XDECREF(name);
    Py_XDECREF(module);
    return id;
}

uint32_t planproof_native_id(PyObject *callable)
{
    bool itself = PyCFunction_Check(callable) || PyType_Check(callable) || Py_IS_TYPE(callable, &PyMethodDescr_Type) ||
                  Py_IS_TYPE(callable, &PyWrapperDescr_Type) || Py_IS_TYPE(callable, &PyClassMethodDescr_Type);
    PyObject *subject = itself ? callable : (PyObject *)Py_TYPE(callable);
    PyObject *key = PyLong_FromVoidPtr((void *)(uintptr_t)address_of(subject));
    PyObject *known = key ? PyDict_GetItemWithError(named, key) : NULL;
    uint32_t id = known ? (uint32_t)PyLong_AsUnsignedLong(PyTuple_GET_ITEM(known, 0)) : 0;
    if (key && known == NULL && !PyErr_Occurred()) {
        PyObject *before = planproof_question_begins();
        id = new_native_id(key, subject);
        if (PyErr_Occurred())
            PyErr_WriteUnraisable(subject);
        planproof_question_ends(before);
    }
    Py_XDECREF(key);
    return id;
}
