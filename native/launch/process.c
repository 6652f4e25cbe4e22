// SPDX-License-Identifier: Apache-2.0
#include "launch/process.h"

#include "common/io.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t process_start_time(pid_t pid) {
    char path[32], stat[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    if (io_slurp(AT_FDCWD, path, stat, sizeof stat) <= 0)
        return 0;
    char *at = strrchr(stat, ')');  // the name before it may hold anything
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    return at ? strtoull(at + 1, NULL, 10) : 0;
}
