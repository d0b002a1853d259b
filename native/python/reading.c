/* Event files for whoever reads them in Python: chunk by chunk, or as columns. */
#include "binding.h"

#include "planproof/atf_decode.h"
#include "planproof/atf_reader.h"

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

enum { COLUMNS = 9 };

/* In the order of planproof_atf_columns. */
static const struct {
    const char *name;
    Py_ssize_t item_bytes;
} columns_made[COLUMNS] = {
    {"sequence", 8}, {"ticks", 8},      {"function", 8}, {"instance", 8}, {"task", 8},
    {"slot", 4},     {"generation", 4}, {"kind", 1},     {"escape", 1},
};

/* Where the row of that number begins in each column. */
static planproof_atf_columns columns_at(PyObject *const arrays[COLUMNS], uint64_t row, uint64_t room)
{
    void *place[COLUMNS];
    for (int column = 0; column < COLUMNS; column++)
        place[column] = PyByteArray_AS_STRING(arrays[column]) + row * (uint64_t)columns_made[column].item_bytes;
    return (planproof_atf_columns){room,     place[0], place[1], place[2], place[3],
                                   place[4], place[5], place[6], place[7], place[8]};
}

static uint64_t fill(planproof_atf_decoder *decoder, PyObject *const arrays[COLUMNS], uint64_t most)
{
    uint64_t rows = 0;
    uint64_t step = 1;
    Py_BEGIN_ALLOW_THREADS;
    while (step > 0 && most - rows >= PLANPROOF_CHUNK_EVENTS) {
        planproof_atf_columns columns = columns_at(arrays, rows, most - rows);
        step = planproof_atf_decoder_next(decoder, &columns);
        rows += step;
    }
    Py_END_ALLOW_THREADS;
    return rows;
}

/* Name of a column -> its bytes; NULL with an exception set. */
static PyObject *filled_columns(planproof_atf_decoder *decoder)
{
    PyObject *arrays[COLUMNS] = {NULL};
    PyObject *result = PyDict_New();
    uint64_t most = planproof_atf_decoder_most(decoder) + PLANPROOF_CHUNK_EVENTS; /* each step wants a chunk's room */
    bool made = result != NULL;
    for (int column = 0; made && column < COLUMNS; column++) {
        arrays[column] = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)most * columns_made[column].item_bytes);
        made = arrays[column] && PyDict_SetItemString(result, columns_made[column].name, arrays[column]) == 0;
    }
    uint64_t rows = made ? fill(decoder, arrays, most) : 0;
    for (int column = 0; column < COLUMNS; column++) {
        made = made && PyByteArray_Resize(arrays[column], (Py_ssize_t)rows * columns_made[column].item_bytes) == 0;
        Py_XDECREF(arrays[column]);
    }
    if (!made)
        Py_CLEAR(result);
    return result;
}

PyObject *planproof_read_events(PyObject *module, PyObject *path)
{
    PyObject *bytes, *columns;
    planproof_atf_decoder *decoder;
    (void)module;
    if (!PyUnicode_FSConverter(path, &bytes))
        return NULL;
    decoder = planproof_atf_decoder_init(PyBytes_AS_STRING(bytes));
    Py_DECREF(bytes);
    if (decoder == NULL)
        return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    columns = filled_columns(decoder);
    planproof_atf_decoder_destroy(decoder);
    return columns;
}
