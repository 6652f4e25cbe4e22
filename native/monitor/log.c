// SPDX-License-Identifier: Apache-2.0
#include "monitor/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct log log_none = {.fd = -1, .directory = -1};

bool log_open(struct log *log, const char *path, bool json, uint64_t max_size, unsigned max_files) {
    struct stat status;
    *log = log_none;
    log->json = json;
    log->max_size = max_size;
    log->max_files = max_files;
    log->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_CLOEXEC, 0640);
    if (log->fd < 0)
        return false;
    if (!max_size)
        return true;
    // By descriptor, because this process does not stay where it is.
    const char *slash = strrchr(path, '/');
    char *parent = slash && slash != path ? strndup(path, (size_t)(slash - path)) : strdup(slash ? "/" : ".");
    log->name = strdup(slash ? slash + 1 : path);
    if (parent)
        log->directory = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
    free(parent);
    if (!log->name || log->directory < 0 || fstat(log->fd, &status)) {
        int error = errno;
        log_close(log);
        errno = error;
        return false;
    }
    log->size = status.st_size;
    return true;
}

void log_close(struct log *log) {
    if (log->fd >= 0)
        close(log->fd);
    if (log->directory >= 0)
        close(log->directory);
    free(log->name);
    *log = log_none;
}

bool log_fits(const struct log *log, size_t waiting, size_t length) {
    return !log->max_size || (!log->size && !waiting) || (uint64_t)log->size + waiting + length <= log->max_size;
}

static void write_records(int fd, struct iovec *pieces, int count) {
    off_t written = 0;
    while (count) {
        ssize_t n = writev(fd, pieces, count);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            // Half a record would run into the next one: take back what this call began.
            off_t end = written ? lseek(fd, 0, SEEK_CUR) : -1;
            if (end >= written)
                (void)!ftruncate(fd, end - written);
            return;
        }
        written += n;
        for (; count && (size_t)n >= pieces->iov_len; pieces++, count--)
            n -= (ssize_t)pieces->iov_len;
        if (count) {
            pieces->iov_base = (char *)pieces->iov_base + n;
            pieces->iov_len -= (size_t)n;
        }
    }
}

void log_write(struct log *log, struct iovec *pieces, int count, size_t length) {
    struct stat status;
    if (!log_fits(log, 0, length))
        log_rotate(log);
    write_records(log->fd, pieces, count);
    // Not all of it may have been taken.
    if (log->max_size && !fstat(log->fd, &status))
        log->size = status.st_size;
}

void log_append(struct log *log, int stream, const uint8_t *data, size_t length) {
    struct timespec now;
    if (log->fd < 0)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    if (log->json)
        log_append_json(log, stream, &now, data, length, false);
    else
        log_append_cri(log, stream, &now, data, length);
}

void log_finish(struct log *log) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    for (int stream = 0; stream < 2; stream++)
        if (log->fd >= 0 && log->held[stream].count)
            log_append_json(log, stream, &now, NULL, 0, true);
}
