/* libzstd as it is found when the program runs: nothing is linked, no header is needed, and where it is missing files are raw. */
#ifndef PLANPROOF_ZSTD_LIBRARY_H
#define PLANPROOF_ZSTD_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* The functions of libzstd.so.1 whose interface is stable since 1.0 (zstd.h of zstd 1.5). */
typedef struct planproof_zstd {
    void *(*create_compressor)(void);
    size_t (*free_compressor)(void *);
    size_t (*compress)(void *compressor, void *to, size_t to_bytes, const void *from, size_t from_bytes, int level);
    void *(*create_decompressor)(void);
    size_t (*free_decompressor)(void *);
    size_t (*decompress)(void *decompressor, void *to, size_t to_bytes, const void *from, size_t from_bytes);
    unsigned (*is_error)(size_t answer);
} planproof_zstd;

/* The library, loaded at the first call; NULL where it isn't installed. */
const planproof_zstd *planproof_zstd_library(void);

#endif
