/* `lane_stress THREADS EVENTS`: threads, a drain beside them, and the balance. */
#include <stdio.h>

int main(void)
{
    fputs("PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: native/programs/lane_stress.c\n", stderr);
    return 1;
}
