/* Calls of the C library that fail when a test says so. The linker puts them in the way (-Wl,--wrap). */
#ifndef PLANPROOF_TEST_FAULTS_H
#define PLANPROOF_TEST_FAULTS_H

#include <stdbool.h>

typedef enum fault_call {
    FAULT_CALLOC,
    FAULT_REALLOC,
    FAULT_MMAP,
    FAULT_MADVISE,
    FAULT_FALLOCATE,
    FAULT_WRITE,
    FAULT_FTRUNCATE,
    FAULT_THREAD,
    FAULT_KEY,
    FAULT_CALLS
} fault_call;

/* From now on the number-th call of that kind, counted from 1, fails with an errno of its own; it is the only one. */
void fail_call(fault_call call, int number);

/* No call fails any more; whether the one that was to fail was reached. */
bool fault_happened(void);

/* What a call of that kind fails with. */
int fault_errno(fault_call call);

#endif
