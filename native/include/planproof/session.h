/* A recording as its processes share it: one file of lanes in a directory, made by the controller, joined by each target.
 *
 *     controller: create -> drain -> (targets join, write, leave) -> planproof_drain_stop -> destroy
 *     target:     join   -> planproof_hook_event in any thread   -> leave
 *
 * One process may be both. A fork child needs no join: its first event registers its thread anew. */
#ifndef PLANPROOF_SESSION_H
#define PLANPROOF_SESSION_H

#include "planproof/control.h"
#include "planproof/drain.h"
#include "planproof/registry.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct planproof_session planproof_session;

/* All zero: 64 threads, 4 chunks a lane, the clock that fits, a tick every 200 us, drop when full. */
typedef struct planproof_session_options {
    uint32_t max_threads;
    uint32_t chunks_a_lane; /* 2 to 64 */
    uint32_t clock;         /* planproof_clock_mode */
    uint32_t tick_us;
    uint32_t on_full; /* planproof_on_full */
} planproof_session_options;

/* Makes lanes.shm in a directory that is there, and begins to tick when the clock wants it. NULL with errno, and no file left
 * behind: EEXIST when there is one already, ENOSPC, EFBIG, ENOENT, EACCES, EINVAL, EAGAIN. */
planproof_session *planproof_session_create(const char *directory, const planproof_session_options *options);

/* Controller, its drain stopped: ends the ticks and unmaps the lanes; the file stays. NULL is allowed. */
void planproof_session_destroy(planproof_session *session);

/* Maps the lanes of a session that another process made, without joining it: to drain what a controller left that was killed. NULL
 * with errno: ENOENT, EACCES; EINVAL when the file is no session's; ENOTSUP when it is of another version. */
planproof_session *planproof_session_open(const char *directory);

/* Target: maps the lanes of a session, so that threads of this process write into them. NULL with the same errno, and
 * EBUSY when this process has joined one. */
planproof_session *planproof_session_join(const char *directory);

/* Target, no thread inside a hook: hands over what this process's lanes hold, frees its slots, unmaps. False when this process
 * isn't the one that joined. */
bool planproof_session_leave(planproof_session *session);

/* Controller: starts the drain, which writes events-<pid>.idx for every process into a directory that is there. NULL with errno. */
planproof_drain *planproof_session_drain(planproof_session *session, const char *atf_directory,
                                         planproof_atf_encoding encoding, uint32_t rest_us);

/* Controller: from now on no event is kept; those that come are counted as expired. */
void planproof_session_close(planproof_session *session);

/* The control block; valid until the session is destroyed or left. */
const planproof_control *planproof_session_control(const planproof_session *session);

/* The lanes' registry; valid as long. */
planproof_registry *planproof_session_registry(const planproof_session *session);

#ifdef __cplusplus
}
#endif

#endif
