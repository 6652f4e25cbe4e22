// SPDX-License-Identifier: Apache-2.0
#include "common/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

ssize_t io_read(int fd, void *data, size_t length) {
    ssize_t n;
    do
        n = read(fd, data, length);
    while (n < 0 && errno == EINTR);
    return n;
}

bool io_write_all(int fd, const void *data, size_t length) {
    const char *at = data;
    while (length) {
        ssize_t n = write(fd, at, length);
        if (n >= 0) {
            at += n;
            length -= (size_t)n;
        } else if (errno == EAGAIN) {
            // The user's descriptor may be non-blocking: its flags belong to the user, so wait instead.
            struct pollfd p = {.fd = fd, .events = POLLOUT};
            poll(&p, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool io_read_all(int fd, size_t max, char **data, size_t *length) {
    size_t capacity = 1 << 16, used = 0;
    char *buffer = malloc(capacity + 1);
    while (buffer) {
        ssize_t n = io_read(fd, buffer + used, capacity - used);
        if (n < 0)
            break;
        if (n == 0) {
            *data = buffer;
            *length = used;
            return true;
        }
        used += (size_t)n;
        if (used > max) {
            errno = E2BIG;
            break;
        }
        if (used == capacity) {
            capacity *= 2;
            char *grown = realloc(buffer, capacity + 1);
            if (!grown)
                break;
            buffer = grown;
        }
    }
    free(buffer);
    return false;
}

bool io_replace_file(int directory, const char *name, const void *data, size_t length) {
    char temporary[64];
    snprintf(temporary, sizeof temporary, "%s.new", name);
    int fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return false;
    bool ok = io_write_all(fd, data, length);
    int reason = errno;
    close(fd);
    errno = reason;
    return ok && renameat(directory, temporary, directory, name) == 0;
}

ssize_t io_slurp(int directory, const char *path, char *data, size_t size) {
    int fd = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -1;
    size_t used = 0;
    ssize_t n = 0;
    while (used < size - 1 && (n = io_read(fd, data + used, size - 1 - used)) > 0)
        used += (size_t)n;
    close(fd);
    data[used] = 0;
    return n < 0 ? -1 : (ssize_t)used;
}

int64_t io_now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void io_sleep_ms(int ms) {
    poll(NULL, 0, ms);
}

void io_nonblocking(int fd) {
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}
