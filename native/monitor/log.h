// SPDX-License-Identifier: Apache-2.0
// The container's log, in the CRI format. F: a whole line. P: a piece that the next record of the same stream continues; the
// output is the records' bytes, with a newline behind each F and none behind a P.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { LOG_PREFIX = 40 };

// "2026-11-21T09:21:00.123456789Z stdout F ", `tag` being F or P.
void log_prefix(char prefix[LOG_PREFIX + 1], const struct timespec *time, const char *stream, char tag);

// Appends the records for what was read from `stream` ("stdout" or "stderr"). What the file does not take is lost, whole records
// at a time: a full disk must not stop a container.
void log_append(int fd, const char *stream, const uint8_t *data, size_t length);
