/* session.h, not yet. */
#include "planproof/session.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I3: %s\n", __func__)

planproof_session *planproof_session_create(const char *directory, const planproof_session_options *options)
{
    (void)directory;
    (void)options;
    NOT_IMPLEMENTED();
    return NULL;
}

void planproof_session_destroy(planproof_session *session)
{
    (void)session;
    NOT_IMPLEMENTED();
}

planproof_session *planproof_session_open(const char *directory)
{
    (void)directory;
    NOT_IMPLEMENTED();
    return NULL;
}

planproof_session *planproof_session_join(const char *directory)
{
    (void)directory;
    NOT_IMPLEMENTED();
    return NULL;
}

bool planproof_session_leave(planproof_session *session)
{
    (void)session;
    NOT_IMPLEMENTED();
    return false;
}

planproof_drain *planproof_session_drain(planproof_session *session, const char *atf_directory,
                                         planproof_atf_encoding encoding, uint32_t rest_us)
{
    (void)session;
    (void)atf_directory;
    (void)encoding;
    (void)rest_us;
    NOT_IMPLEMENTED();
    return NULL;
}

void planproof_session_close(planproof_session *session)
{
    (void)session;
    NOT_IMPLEMENTED();
}

const planproof_control *planproof_session_control(const planproof_session *session)
{
    (void)session;
    NOT_IMPLEMENTED();
    return NULL;
}

planproof_registry *planproof_session_registry(const planproof_session *session)
{
    (void)session;
    NOT_IMPLEMENTED();
    return NULL;
}
