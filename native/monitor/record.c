// SPDX-License-Identifier: Apache-2.0
#include "monitor/record.h"

#include "common/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int record_reap(const struct container *container, int *signal) {
    siginfo_t information = {0};
    *signal = 0;
    while (waitid(P_PIDFD, (id_t)container->pidfd, &information, WEXITED) < 0)
        if (errno != EINTR)
            return 255;
    if (information.si_code == CLD_EXITED)
        return information.si_status;
    *signal = information.si_status;
    return 128 + information.si_status;
}

void record_exit(const struct container *container, int code, int signal) {
    struct timespec now;
    char line[80];
    clock_gettime(CLOCK_REALTIME, &now);
    int length = snprintf(line, sizeof line, "%d %d %lld\n", code, signal,
                          (long long)now.tv_sec * 1000000000 + now.tv_nsec);
    if (container->state >= 0 && !io_replace_file(container->state, "exit", line, (size_t)length)) {
        // A full disk may have room again in a moment, and this line is all that is known of the end.
        for (int tries = 0; tries < 50 && !io_replace_file(container->state, "exit", line, (size_t)length); tries++)
            io_sleep_ms(100);
    }
    if (container->notify) {
        int fd = open(container->notify, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
        if (fd >= 0)
            close(fd);
    }
}
