/* Which generator, coroutine or asyncio task an event belongs to.
 *
 * A generator's frame lies inside the generator, so its address is the generator's for as long as it lives. A table gives each a number
 * that no other gets, whatever becomes of the address. */
#include "binding.h"

typedef struct place {
    const void *frame; /* NULL: free */
    uint64_t number;
} place;

enum { PLACES_AT_FIRST = 1024, FRAME_ALIGNMENT_BITS = 4 };

static place *places;
static size_t place_count; /* a power of two */
static size_t places_used;
static uint64_t last_number;

static size_t home_of(const void *frame)
{
    uint64_t mixed = ((uint64_t)frame >> FRAME_ALIGNMENT_BITS) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(mixed >> 32) & (place_count - 1);
}

/* Where the frame is, or the free place where it would be. */
static place *find(const void *frame)
{
    size_t here = home_of(frame);
    while (places[here].frame && places[here].frame != frame)
        here = (here + 1) & (place_count - 1);
    return &places[here];
}

/* A table that is at most half full; false when there is no memory for it, and the old one goes on. */
static bool make_room(void)
{
    place *before = places;
    size_t count_before = place_count;
    size_t count = place_count ? place_count * 2 : PLACES_AT_FIRST;
    place *made;
    if (places_used * 2 < place_count)
        return true;
    made = calloc(count, sizeof *made);
    if (made == NULL)
        return places_used + 1 < place_count;
    places = made;
    place_count = count;
    for (size_t here = 0; here < count_before; here++) {
        if (before[here].frame)
            *find(before[here].frame) = before[here];
    }
    free(before);
    return true;
}

uint64_t planproof_instance_begin(const void *frame)
{
    place *mine = make_room() ? find(frame) : NULL;
    if (mine == NULL)
        return ++last_number;
    places_used += mine->frame == NULL;
    *mine = (place){frame, ++last_number};
    return last_number;
}

uint64_t planproof_instance_of(const void *frame)
{
    const place *mine = places ? find(frame) : NULL;
    return mine && mine->frame ? mine->number : planproof_instance_begin(frame);
}

/* Frees the place, and moves those behind it up that would no longer be found. */
void planproof_instance_end(const void *frame)
{
    place *gap = places ? find(frame) : NULL;
    if (gap == NULL || gap->frame == NULL)
        return;
    places_used--;
    for (size_t here = (size_t)(gap - places);;) {
        size_t next = here;
        places[here].frame = NULL;
        for (;;) {
            next = (next + 1) & (place_count - 1);
            if (places[next].frame == NULL)
                return;
            size_t home = home_of(places[next].frame);
            if (((next - home) & (place_count - 1)) >= ((next - here) & (place_count - 1)))
                break;
        }
        places[here] = places[next];
        here = next;
    }
}

void planproof_instances_forget(void)
{
    free(places);
    places = NULL;
    place_count = places_used = 0;
    last_number = 0;
}

/* asyncio's table of loop -> running task; NULL while asyncio isn't there. */
static PyObject *task_table(void)
{
    static PyObject *table;
    PyObject *name, *module;
    if (table)
        return table;
    name = PyUnicode_FromString("_asyncio");
    module = name ? PyImport_GetModule(name) : NULL;
    table = module ? PyObject_GetAttrString(module, "_current_tasks") : NULL;
    Py_XDECREF(module);
    Py_XDECREF(name);
    PyErr_Clear();
    return table;
}

static PyObject *running_loop(void)
{
    static PyObject *ask;
    if (ask == NULL) {
        PyObject *module = PyImport_ImportModule("_asyncio");
        ask = module ? PyObject_GetAttrString(module, "_get_running_loop") : NULL;
        Py_XDECREF(module);
    }
    return ask ? PyObject_CallNoArgs(ask) : NULL;
}

/* The task's number; the one that was asked for last is kept, since most are asked for again and again. */
static uint64_t number_of(PyObject *task)
{
    static PyObject *last_task;
    static uint64_t number;
    PyObject *answer;
#if PY_VERSION_HEX >= 0x030D0000
    PyObject *alive = NULL;
    bool same = last_task && PyWeakref_GetRef(last_task, &alive) == 1 && alive == task;
    Py_XDECREF(alive);
#else
    bool same = last_task && PyWeakref_GET_OBJECT(last_task) == task;
#endif
    if (same)
        return number;
    answer = PyObject_CallOneArg(planproof_active.number_task, task);
    number = answer ? PyLong_AsUnsignedLongLong(answer) : 0;
    Py_XDECREF(answer);
    Py_XSETREF(last_task, PyWeakref_NewRef(task, NULL));
    return number;
}

uint64_t planproof_task_now(void)
{
    PyObject *table = task_table();
    PyObject *before, *loop, *task;
    uint64_t number;
    if (table == NULL || !PyDict_Check(table) || PyDict_GET_SIZE(table) == 0)
        return 0;
    before = planproof_question_begins();
    loop = running_loop();
    task = loop && loop != Py_None ? PyDict_GetItemWithError(table, loop) : NULL;
    number = task ? number_of(task) : 0;
    if (PyErr_Occurred())
        PyErr_WriteUnraisable(task);
    Py_XDECREF(loop);
    planproof_question_ends(before);
    return number;
}
