/* Sessions in directories of their own, and what was recorded in them. */
#ifndef PLANPROOF_TEST_SESSIONS_H
#define PLANPROOF_TEST_SESSIONS_H

#include "parts.h"
#include "planproof/hook.h"
#include "planproof/session.h"

/* A controller, this process as its target, and a drain. */
typedef struct made_session {
    planproof_session *controller;
    planproof_session *target;
    planproof_drain *drain;
} made_session;

/* One event as it was recorded, its time added up. */
typedef struct read_event {
    uint64_t ticks;
    planproof_event_kind kind;
    uint32_t function;
    uint32_t depth; /* of open calls before it */
} read_event;

/* The path of a directory that is there and empty, the same until it is asked for again. */
const char *fresh_directory(void);

/* The path of a file in that directory; the same memory each time. */
const char *in_directory(const char *name);

/* A session in a fresh directory that this process has joined, with a drain that writes raw files there. */
made_session session_of(planproof_session_options options);

/* Leaves, stops and frees; whether the balance holds in sum and in each row is checked. */
planproof_drain_balance end_session(made_session made);

/* Reads this process's file of the session ended last; how many events there were of the slot, at most so many. */
uint32_t read_slot(uint32_t pid, uint32_t slot, read_event *events, uint32_t most);

/* How many events the file of a process holds; UINT64_MAX when it is torn. */
uint64_t events_of(uint32_t pid);

#endif
