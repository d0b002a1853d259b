/* A recording of this process by this process: shared memory for its lanes, a drain that is a thread of its own, files in one folder. */
#include "events.h"

#include "planproof/atf_reader.h"
#include "planproof/drain.h"
#include "planproof/region.h"
#include "planproof/thread.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { CHUNKS_A_LANE = 8, REST_US = 200, WORD_NUMBER_SHIFT = 8, SLACK_BYTES = 1 << 16 };

planproof_recording planproof_active = {.extra = -1};

/* What only the beginning and the end know of. */
static struct {
    planproof_region *region;
    planproof_registry *registry;
    planproof_atf_writer *writer;
    planproof_drain *drain;
    PyObject *folder;
    unsigned max_threads;
    uint64_t recordings; /* so far */
} session;

static const char *const reasons[PLANPROOF_DROP_REASONS] = {
    "pool_empty", "expired", "registry_full", "reentrant", "controller_gone", "disk_full", "torn",
};

planproof_lane_handle planproof_session_lane(const planproof_slot *slot)
{
    return planproof_registry_lane(session.registry, slot, PLANPROOF_LANE_INDEX);
}

/* Between a fork and `after_fork` a child has no lane: those that it sees are its parent's. */
static void let_go_in_child(void)
{
    if (session.registry)
        planproof_thread_destroy(session.registry);
    planproof_mine.recording = 0;
}

/* A slot in code objects, and whether it lies where planproof_code_word looks. */
static bool ready_extra(void)
{
    static int forks_watched = -1;
    PyCodeObject *code;
    bool agrees;
    if (forks_watched != 0)
        forks_watched = pthread_atfork(NULL, NULL, let_go_in_child);
    if (planproof_active.extra < 0)
        planproof_active.extra = PyUnstable_Eval_RequestCodeExtraIndex(NULL);
    code = planproof_active.extra < 0 ? NULL : PyCode_NewEmpty("", "", 1);
    agrees = code && PyUnstable_Code_SetExtra((PyObject *)code, planproof_active.extra, (void *)0x5a00) == 0 &&
             planproof_code_word(code) == 0x5a00;
    Py_XDECREF(code);
    if (!agrees && !PyErr_Occurred())
        PyErr_SetString(PyExc_RuntimeError, "this interpreter lays out code objects in another way than is known");
    return agrees;
}

static PyObject *events_path(void)
{
    PyObject *path = PyUnicode_FromFormat("%U/events-%d.idx", session.folder, (int)getpid());
    PyObject *bytes = path ? PyUnicode_EncodeFSDefault(path) : NULL;
    Py_XDECREF(path);
    return bytes;
}

static uint64_t region_bytes(void)
{
    uint64_t slots = ((uint64_t)session.max_threads + PLANPROOF_SLOTS_A_BLOCK - 1) / PLANPROOF_SLOTS_A_BLOCK *
                     PLANPROOF_SLOTS_A_BLOCK;
    uint64_t lane_bytes = sizeof(planproof_lane) + CHUNKS_A_LANE * sizeof(planproof_chunk);
    return slots / PLANPROOF_SLOTS_A_BLOCK * sizeof(planproof_registry_block) + slots * PLANPROOF_LANES * lane_bytes +
           SLACK_BYTES;
}

/* Each step needs the one before; what failed leaves NULL, and errno. */
static bool open_lanes(const char *path)
{
    planproof_atf_encoding encoding = planproof_atf_has_zstd() ? PLANPROOF_ATF_ZSTD : PLANPROOF_ATF_RAW;
    session.region = planproof_region_init(NULL, region_bytes());
    session.registry =
        session.region ? planproof_registry_init(session.region, session.max_threads, CHUNKS_A_LANE) : NULL;
    session.writer = session.registry ? planproof_atf_writer_init(path, (uint32_t)getpid(), encoding) : NULL;
    session.drain = session.writer ? planproof_drain_init(session.registry, session.writer, REST_US) : NULL;
    return session.drain && planproof_thread_init(session.registry);
}

static void close_lanes(void)
{
    if (session.registry)
        planproof_thread_destroy(session.registry);
    planproof_drain_destroy(session.drain);
    planproof_atf_writer_destroy(session.writer);
    planproof_registry_destroy(session.registry);
    planproof_region_destroy(session.region);
    session.drain = NULL;
    session.writer = NULL;
    session.registry = NULL;
    session.region = NULL;
}

static bool open_session(bool forked)
{
    PyObject *path = planproof_names_open(session.folder, forked) ? events_path() : NULL;
    bool opened = path && open_lanes(PyBytes_AS_STRING(path));
    if (path && !opened)
        PyErr_SetFromErrno(PyExc_OSError);
    Py_XDECREF(path);
    return opened;
}

static void forget(void)
{
    close_lanes();
    planproof_names_close();
    planproof_active.number = 0;
    Py_CLEAR(planproof_active.describe);
    Py_CLEAR(planproof_active.name_thread);
    Py_CLEAR(planproof_active.number_task);
    Py_CLEAR(session.folder);
}

PyObject *planproof_session_begin(PyObject *module, PyObject *arguments)
{
    PyObject *describe, *name_thread, *number_task, *folder;
    int waits;
    unsigned max_threads;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "UIpOOO", &folder, &max_threads, &waits, &describe, &name_thread, &number_task))
        return NULL;
    if (planproof_active.number) {
        PyErr_SetString(PyExc_RuntimeError, "this process is recorded already");
        return NULL;
    }
    session.folder = Py_NewRef(folder);
    session.max_threads = max_threads;
    planproof_active.describe = Py_NewRef(describe);
    planproof_active.name_thread = Py_NewRef(name_thread);
    planproof_active.number_task = Py_NewRef(number_task);
    planproof_active.waits = waits;
    planproof_instances_forget();
    if (!ready_extra() || !open_session(false)) {
        forget();
        return NULL;
    }
    planproof_active.number = ++session.recordings << WORD_NUMBER_SHIFT;
    Py_RETURN_NONE;
}

static PyObject *balance_of(planproof_drain_balance balance)
{
    PyObject *dropped = PyDict_New();
    for (int reason = 0; dropped && reason < PLANPROOF_DROP_REASONS; reason++) {
        PyObject *count = balance.dropped[reason] ? PyLong_FromUnsignedLongLong(balance.dropped[reason]) : NULL;
        if (count && PyDict_SetItemString(dropped, reasons[reason], count) < 0)
            Py_CLEAR(dropped);
        Py_XDECREF(count);
    }
    return Py_BuildValue("{sKsKsNsK}", "emitted", (unsigned long long)balance.emitted, "persisted",
                         (unsigned long long)balance.persisted, "dropped", dropped, "lines_lost",
                         (unsigned long long)planproof_names_lost());
}

PyObject *planproof_session_end(PyObject *module, PyObject *unused)
{
    PyObject *balance;
    (void)module, (void)unused;
    if (planproof_active.number == 0)
        return PyDict_New();
    planproof_thread_destroy(session.registry);
    planproof_active.number = 0;
    balance = balance_of(planproof_drain_stop(session.drain));
    forget();
    return balance;
}

PyObject *planproof_session_after_fork(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    if (planproof_active.number == 0)
        Py_RETURN_NONE;
    /* The drain thread stayed with the parent: nothing to join, and its memory may be half written. */
    planproof_region_destroy(session.region);
    session.region = NULL;
    planproof_mine = (planproof_own){0};
    if (open_session(true))
        Py_RETURN_NONE;
    forget();
    return NULL;
}

static PyObject *chunk_as_tuple(const planproof_chunk *chunk)
{
    const planproof_chunk_header *header = &chunk->header;
    Py_ssize_t bytes = (Py_ssize_t)(header->event_count * sizeof chunk->events[0]);
    return Py_BuildValue("({sIsIsIsKsIsKsK}y#)", "slot", header->slot, "generation", header->generation, "lane",
                         (unsigned)header->lane, "first_sequence", (unsigned long long)header->first_sequence,
                         "event_count", header->event_count, "first_ticks", (unsigned long long)header->first_ticks,
                         "last_ticks", (unsigned long long)header->last_ticks, (const char *)chunk->events, bytes);
}

static PyObject *all_chunks(planproof_atf_reader *reader, planproof_chunk *chunk)
{
    PyObject *chunks = PyList_New(0);
    while (chunks && planproof_atf_reader_next(reader, chunk) == PLANPROOF_ATF_CHUNK) {
        PyObject *made = chunk_as_tuple(chunk);
        if (made == NULL || PyList_Append(chunks, made) < 0)
            Py_CLEAR(chunks);
        Py_XDECREF(made);
    }
    return chunks;
}

PyObject *planproof_read_chunks(PyObject *module, PyObject *path)
{
    PyObject *bytes, *chunks = NULL;
    planproof_atf_reader *reader;
    planproof_chunk *chunk;
    (void)module;
    if (!PyUnicode_FSConverter(path, &bytes))
        return NULL;
    reader = planproof_atf_reader_init(PyBytes_AS_STRING(bytes));
    Py_DECREF(bytes);
    if (reader == NULL)
        return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    chunk = PyMem_Malloc(sizeof *chunk);
    chunks = chunk ? all_chunks(reader, chunk) : PyErr_NoMemory();
    PyMem_Free(chunk);
    planproof_atf_reader_destroy(reader);
    return chunks;
}
