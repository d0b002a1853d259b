/* hook.h, not yet. */
#include "planproof/hook.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I3: %s\n", __func__)

bool planproof_hook_slow(planproof_writer *own, uint64_t event, uint64_t frame)
{
    (void)own;
    (void)event;
    (void)frame;
    NOT_IMPLEMENTED();
    return false;
}

bool planproof_hook_full(planproof_writer *own, uint64_t event)
{
    (void)own;
    (void)event;
    NOT_IMPLEMENTED();
    return false;
}

bool planproof_hook_escape(planproof_escape escape, uint64_t value)
{
    (void)escape;
    (void)value;
    NOT_IMPLEMENTED();
    return false;
}

bool planproof_hook_flush(void)
{
    NOT_IMPLEMENTED();
    return false;
}
