/* Event files, chunk by chunk, for whoever reads them in Python. */
#include "binding.h"

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
