/* `lane_benchmark FILE`: times registrations and writes, in Google Benchmark's JSON form. */
#include <stdio.h>

int main(void)
{
    fputs("PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: native/benchmarks/lanes.c\n", stderr);
    return 1;
}
