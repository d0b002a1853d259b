/* Regions, lanes and registries that several tests share. */
#ifndef PLANPROOF_TEST_PARTS_H
#define PLANPROOF_TEST_PARTS_H

#include "planproof/registry.h"
#include "tap.h"

enum { TEST_REGION_BYTES = 1 << 26 };

#endif
