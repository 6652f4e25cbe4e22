// SPDX-License-Identifier: Apache-2.0
// timing RUNS INPUT PROGRAM [ARGUMENT…]: runs the program with INPUT as 0 and nothing as 1, prints the median, the least and the
// 90th percentile in milliseconds.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int order(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int count, char **arguments) {
    if (count < 4)
        return 2;
    int runs = atoi(arguments[1]);
    int failed = 0;
    double *took = calloc((size_t)runs, sizeof *took);
    for (int i = 0; i < runs; i++) {
        struct timespec begin, end;
        int status;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        pid_t pid = fork();
        if (pid == 0) {
            dup2(open(arguments[2], O_RDONLY), 0);
            dup2(open("/dev/null", O_WRONLY), 1);
            execv(arguments[3], arguments + 3);
            _exit(127);
        }
        waitpid(pid, &status, 0);
        clock_gettime(CLOCK_MONOTONIC, &end);
        failed += status != 0;
        took[i] = (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
    }
    qsort(took, (size_t)runs, sizeof *took, order);
    printf("median %.2f  least %.2f  p90 %.2f ms  (%d runs, %d failed)\n", took[runs / 2], took[0], took[runs * 9 / 10], runs,
           failed);
    return failed != 0;
}
