// SPDX-License-Identifier: Apache-2.0
// System calls that finish what they begin.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// read(2) that is not interrupted.
ssize_t io_read(int fd, void *data, size_t length);
// Writes all of it, waiting where the descriptor would block. False: errno says why.
bool io_write_all(int fd, const void *data, size_t length);
// Reads to the end or to `max`. The caller frees `*data`, which has one spare byte behind the content. False: errno.
bool io_read_all(int fd, size_t max, char **data, size_t *length);
// DIR/NAME, whole or not at all: written as NAME.new, then renamed.
bool io_replace_file(int directory, const char *name, const void *data, size_t length);
// One small file's content, cut at `size - 1` and closed with a zero. -1: errno.
ssize_t io_slurp(int directory, const char *path, char *data, size_t size);

int64_t io_now_ms(void);
void io_sleep_ms(int ms);
void io_nonblocking(int fd);
