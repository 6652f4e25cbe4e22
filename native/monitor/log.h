// SPDX-License-Identifier: Apache-2.0
// The container's log: in the CRI format or Docker's JSON, in one file or, rotated, in several of bounded size. CRI: F is a whole
// line, P a piece that the next record of the same stream continues; the output is the records' bytes, with a newline behind each F
// and none behind a P. JSON: the output is the strings' bytes.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

enum { LOG_PREFIX = 40, LOG_TIME = 30 };

struct log {
    int fd;         // -1: there is none
    int directory;  // where it is, if it is rotated, or -1
    char *name;
    off_t size;
    uint64_t max_size;  // 0: without a bound
    unsigned max_files;
    bool json;
    // Of each stream, the beginning of a character whose end has not come yet (JSON).
    struct {
        uint8_t bytes[4];
        unsigned count;
    } held[2];
};

extern const struct log log_none;

// Opens it for appending. False: errno says why.
bool log_open(struct log *log, const char *path, bool json, uint64_t max_size, unsigned max_files);
// Appends the records for what was read from stream 0 (stdout) or 1 (stderr). What the file does not take is lost, whole records at a
// time: a full disk must not stop a container.
void log_append(struct log *log, int stream, const uint8_t *data, size_t length);
// Nothing more comes: writes what was held back.
void log_finish(struct log *log);
void log_close(struct log *log);

// "2026-11-21T09:21:00.123456789Z stdout F ", `tag` being F or P.
void log_prefix(char prefix[LOG_PREFIX + 1], const struct timespec *time, const char *stream, char tag);

// For the formats. Writes whole records, `length` bytes in all, into one file.
void log_write(struct log *log, struct iovec *pieces, int count, size_t length);
// Whether as much fits into the file that is open, beside what waits; a file takes at least one record.
bool log_fits(const struct log *log, size_t waiting, size_t length);
void log_append_cri(struct log *log, int stream, const struct timespec *now, const uint8_t *data, size_t length);
void log_append_json(struct log *log, int stream, const struct timespec *now, const uint8_t *data, size_t length, bool last);
// Puts the file aside and begins another. Where that cannot be, the old one goes on.
void log_rotate(struct log *log);
