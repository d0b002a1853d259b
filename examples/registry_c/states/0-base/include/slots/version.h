/* The version of this library. */
#ifndef SLOTS_VERSION_H
#define SLOTS_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

/* Version as "major.minor.patch"; static, never freed. */
const char *slots_version(void);

#ifdef __cplusplus
}
#endif

#endif
