/* The version of this library. */
#include "slots/version.h"

const char *slots_version(void)
{
    return "0.1.0";
}
