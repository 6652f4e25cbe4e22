// SPDX-License-Identifier: Apache-2.0
// Rotation: NAME is written, NAME.1 is the one before, and so on. A file only ever moves to higher numbers and keeps its inode, and
// there is always a NAME: who opens NAME first and the numbers upwards, and leaves out what it has, misses none.
#include "monitor/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void numbered(char *path, size_t size, const struct log *log, unsigned number) {
    if (number)
        snprintf(path, size, "%s.%u", log->name, number);
    else
        snprintf(path, size, "%s", log->name);
}

static bool is_there(const struct log *log, const char *path) {
    struct stat status;
    return !fstatat(log->directory, path, &status, AT_SYMLINK_NOFOLLOW);
}

// Makes room at number 1, by moving what is before the first gap; the last falls out.
static void shift(const struct log *log) {
    char from[256], to[256];
    unsigned gap = 1;
    for (; gap < log->max_files - 1; gap++) {
        numbered(from, sizeof from, log, gap);
        if (!is_there(log, from))
            break;
    }
    for (; gap > 1; gap--) {
        numbered(from, sizeof from, log, gap - 1);
        numbered(to, sizeof to, log, gap);
        renameat(log->directory, from, log->directory, to);
    }
    // With two files there is nothing to move: the one before goes.
    numbered(from, sizeof from, log, 1);
    unlinkat(log->directory, from, 0);
}

void log_rotate(struct log *log) {
    char fresh[256], before[256];
    if (log->directory < 0)
        return;
    snprintf(fresh, sizeof fresh, "%s.new", log->name);
    unlinkat(log->directory, fresh, 0);
    int fd = openat(log->directory, fresh, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0640);
    if (fd < 0)
        return;
    bool kept = true;
    if (log->max_files > 1) {
        shift(log);
        numbered(before, sizeof before, log, 1);
        kept = !linkat(log->directory, log->name, log->directory, before, 0);
    }
    if (!kept || renameat(log->directory, fresh, log->directory, log->name)) {
        unlinkat(log->directory, fresh, 0);
        close(fd);
        return;
    }
    close(log->fd);
    log->fd = fd;
    log->size = 0;
}
