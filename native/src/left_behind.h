/* A mark that holds the frame of who is inside, and outlives who leaves by siglongjmp: told by where that frame lies. */
#ifndef PLANPROOF_LEFT_BEHIND_H
#define PLANPROOF_LEFT_BEHIND_H

#include <stdbool.h>
#include <stdint.h>

/* Whether whoever set the guard has left by longjmp: its frame lies below ours. A handler on a stack of its own lies anywhere, so
 * there a guard set on another stack is believed. */
bool planproof_left_behind(uint64_t guard, uint64_t frame);

#endif
