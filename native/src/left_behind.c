/* Stacks grow downwards: who is still inside lies above the frame that asks, unless one of the two runs on a handler's own stack. */
#include "left_behind.h"

#include <signal.h>
#include <stddef.h>

bool planproof_left_behind(uint64_t guard, uint64_t frame)
{
    stack_t other;
    if (sigaltstack(NULL, &other) == 0 && !(other.ss_flags & SS_DISABLE)) {
        uint64_t start = (uint64_t)other.ss_sp;
        bool guard_there = guard - start <= other.ss_size;
        bool frame_there = (other.ss_flags & SS_ONSTACK) != 0;
        if (guard_there != frame_there)
            return guard_there; /* a handler's write that goes on would have us on its stack */
    }
    return guard <= frame;
}
