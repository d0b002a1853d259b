/* clock.h, not yet. */
#include "planproof/clock.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I3: %s\n", __func__)

bool planproof_clock_invariant(void)
{
    NOT_IMPLEMENTED();
    return false;
}

uint64_t planproof_clock_read(planproof_clock_mode mode)
{
    (void)mode;
    NOT_IMPLEMENTED();
    return 0;
}

planproof_clock planproof_clock_choose(planproof_clock_mode wanted, uint32_t tick_us)
{
    (void)wanted;
    (void)tick_us;
    NOT_IMPLEMENTED();
    return (planproof_clock){0};
}

planproof_clock_anchor planproof_clock_now(planproof_clock_mode mode)
{
    (void)mode;
    NOT_IMPLEMENTED();
    return (planproof_clock_anchor){0};
}

double planproof_clock_rate(planproof_clock_anchor start, planproof_clock_anchor end)
{
    (void)start;
    (void)end;
    NOT_IMPLEMENTED();
    return 0;
}
