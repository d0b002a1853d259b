/* Loads libzstd once. */
#include "zstd_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static planproof_zstd library;
static bool loaded;

/* A function's address by way of memcpy: ISO C has no cast from an object's pointer to a function's. */
static bool find(void *handle, const char *name, void *function)
{
    void *symbol = dlsym(handle, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void load(void)
{
    void *handle = dlopen("libzstd.so.1", RTLD_NOW | RTLD_LOCAL);
    loaded = handle && find(handle, "ZSTD_createCCtx", &library.create_compressor) &&
             find(handle, "ZSTD_freeCCtx", &library.free_compressor) &&
             find(handle, "ZSTD_compressCCtx", &library.compress) &&
             find(handle, "ZSTD_createDCtx", &library.create_decompressor) &&
             find(handle, "ZSTD_freeDCtx", &library.free_decompressor) &&
             find(handle, "ZSTD_decompressDCtx", &library.decompress) &&
             find(handle, "ZSTD_isError", &library.is_error);
}

const planproof_zstd *planproof_zstd_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return loaded ? &library : NULL;
}
