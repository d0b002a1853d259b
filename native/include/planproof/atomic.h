/* One spelling of an atomic field for C11 and C++17; both compilers lay it out alike. */
#ifndef PLANPROOF_ATOMIC_H
#define PLANPROOF_ATOMIC_H

#ifdef __cplusplus
#include <atomic>
#define PLANPROOF_ATOMIC(type) std::atomic<type>
/* So that inlined functions read alike in both languages. */
using std::atomic_load_explicit;
using std::atomic_signal_fence;
using std::atomic_store_explicit;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;
#else
#include <stdatomic.h>
#define PLANPROOF_ATOMIC(type) _Atomic(type)
#endif

#include <assert.h>
#include <stdalign.h>

enum { PLANPROOF_CACHE_LINE_BYTES = 64 };

#endif
