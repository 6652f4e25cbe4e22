// SPDX-License-Identifier: Apache-2.0
#include "test/unit/unit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int passed_count, failed_count;

void check(bool passed, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs(passed ? "ok      " : "FAILED  ", stdout);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
    passed_count += passed;
    failed_count += !passed;
}

uint32_t random_number(void) {
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

int main(void) {
    test_text();
    test_frames();
    test_plans();
    test_goldens();
    test_logs();
    test_detach();
    const char *tally = getenv("TALLY");
    FILE *out = tally ? fopen(tally, "a") : NULL;
    if (out) {
        fprintf(out, "%d %d\n", passed_count, failed_count);
        fclose(out);
    }
    printf("unit: %d passed, %d failed\n", passed_count, failed_count);
    return failed_count != 0;
}
