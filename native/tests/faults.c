/* The wrapped calls. */
#include "faults.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const int errnos[FAULT_CALLS] = {ENOMEM, ENOMEM, ENOMEM, EINVAL, ENOSPC, ENOSPC, EIO, EAGAIN, EAGAIN};

static _Atomic(int) failing = FAULT_CALLS, left; /* calls until the one that fails */

void fail_call(fault_call call, int number)
{
    atomic_store(&left, number);
    atomic_store(&failing, (int)call);
}

bool fault_happened(void)
{
    atomic_store(&failing, FAULT_CALLS);
    return atomic_load(&left) <= 0;
}

int fault_errno(fault_call call)
{
    return errnos[call];
}

static bool fails(fault_call call)
{
    bool now = atomic_load(&failing) == (int)call && atomic_fetch_sub(&left, 1) == 1;
    if (now)
        errno = errnos[call];
    return now;
}

/* Names that the linker gives: __wrap_NAME is called for NAME, __real_NAME is the library's. */
void *__real_calloc(size_t count, size_t size_bytes);
void *__real_realloc(void *memory, size_t size_bytes);
void *__real_mmap64(void *address, size_t size_bytes, int protection, int flags, int file, off_t offset);
int __real_madvise(void *address, size_t size_bytes, int advice);
int __real_posix_fallocate64(int file, off_t offset, off_t size_bytes);
ssize_t __real_write(int file, const void *bytes, size_t size_bytes);
int __real_ftruncate64(int file, off_t size_bytes);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *own);
int __real_pthread_key_create(pthread_key_t *key, void (*end)(void *));

void *__wrap_calloc(size_t count, size_t size_bytes);
void *__wrap_realloc(void *memory, size_t size_bytes);
void *__wrap_mmap64(void *address, size_t size_bytes, int protection, int flags, int file, off_t offset);
int __wrap_madvise(void *address, size_t size_bytes, int advice);
int __wrap_posix_fallocate64(int file, off_t offset, off_t size_bytes);
ssize_t __wrap_write(int file, const void *bytes, size_t size_bytes);
int __wrap_ftruncate64(int file, off_t size_bytes);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *own);
int __wrap_pthread_key_create(pthread_key_t *key, void (*end)(void *));

void *__wrap_calloc(size_t count, size_t size_bytes)
{
    return fails(FAULT_CALLOC) ? NULL : __real_calloc(count, size_bytes);
}

void *__wrap_realloc(void *memory, size_t size_bytes)
{
    return fails(FAULT_REALLOC) ? NULL : __real_realloc(memory, size_bytes);
}

void *__wrap_mmap64(void *address, size_t size_bytes, int protection, int flags, int file, off_t offset)
{
    return fails(FAULT_MMAP) ? MAP_FAILED : __real_mmap64(address, size_bytes, protection, flags, file, offset);
}

int __wrap_madvise(void *address, size_t size_bytes, int advice)
{
    return fails(FAULT_MADVISE) ? -1 : __real_madvise(address, size_bytes, advice);
}

int __wrap_posix_fallocate64(int file, off_t offset, off_t size_bytes)
{
    return fails(FAULT_FALLOCATE) ? errnos[FAULT_FALLOCATE] : __real_posix_fallocate64(file, offset, size_bytes);
}

ssize_t __wrap_write(int file, const void *bytes, size_t size_bytes)
{
    return fails(FAULT_WRITE) ? -1 : __real_write(file, bytes, size_bytes);
}

int __wrap_ftruncate64(int file, off_t size_bytes)
{
    return fails(FAULT_FTRUNCATE) ? -1 : __real_ftruncate64(file, size_bytes);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *own)
{
    return fails(FAULT_THREAD) ? errnos[FAULT_THREAD] : __real_pthread_create(thread, how, run, own);
}

int __wrap_pthread_key_create(pthread_key_t *key, void (*end)(void *))
{
    return fails(FAULT_KEY) ? errnos[FAULT_KEY] : __real_pthread_key_create(key, end);
}
