/* `file_benchmark FILE`: times draining into a file and reading it back, in Google Benchmark's JSON form. */
#include <stdio.h>

int main(void)
{
    fputs("PLANPROOF_NOT_IMPLEMENTED: M1_E1_I2: native/benchmarks/files.c\n", stderr);
    return 1;
}
